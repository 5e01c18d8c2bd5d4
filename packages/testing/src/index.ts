/**
 * Vipps in memory, for tests.
 *
 * @since 0.1.0
 */

export * from "./startVipps.js"
export * as VippsRecorder from "./VippsRecorder.js"
export * as VippsTest from "./VippsTest.js"
