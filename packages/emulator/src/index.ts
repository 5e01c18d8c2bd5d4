/**
 * A local, stateful Vipps MobilePay.
 *
 * @since 0.1.0
 */

export * as DeliveryFault from "./DeliveryFault.js"
export * as EmulatorError from "./EmulatorError.js"
export * as Fault from "./Fault.js"
export * as VippsEmulator from "./VippsEmulator.js"
export * as VippsEmulatorServer from "./VippsEmulatorServer.js"
