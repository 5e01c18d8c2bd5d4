/** The emulator in memory, for tests of programs that use the facade. */

export * from "@effect-vipps/testing/deliver"
export * from "@effect-vipps/testing/startVipps"
