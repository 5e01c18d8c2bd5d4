/** The emulator in memory, for tests of programs that use the facade. */

export {
  type FastifyLike,
  type FetchHandler,
  toExpress,
  toFastify,
  toHono,
  toNext
} from "@effect-vipps/testing/deliver"
export * from "@effect-vipps/testing/startVipps"
