/**
 * Vipps in memory, for tests.
 *
 * @since 0.1.0
 */
export * as VippsRecorder from "./VippsRecorder.js"
export * as VippsTest from "./VippsTest.js"
