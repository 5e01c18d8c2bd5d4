/** A capture against a scripted server, driven to its end. */
import { assert } from "@effect/vitest"
import { EPayment, type VippsError } from "@effect-vipps/client"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { capture, drive, modified, type Reaction, scripted } from "./support.js"

export const ok = () => Response.json(modified)
export const status = (code: number, headers: Record<string, string> = {}, body: unknown = {}) =>
  Response.json(body, { status: code, headers })

export const run = (
  react: (n: number) => Reaction,
  call: Parameters<typeof EPayment.capturePayment>[2] = {},
  overrides: Parameters<typeof scripted>[1] = {}
) =>
  Effect.gen(function* () {
    const server = scripted(react, overrides)
    const exit = yield* drive(EPayment.capturePayment("order-12345", capture, call).pipe(Effect.provide(server.layer)))
    return { server, exit }
  })

export const failure = (exit: Exit.Exit<unknown, VippsError.VippsError>): VippsError.VippsError => {
  assert(Exit.isFailure(exit), "expected a failure")
  return Option.getOrThrow(Cause.failureOption(exit.cause))
}

export const sameRequest = (server: ReturnType<typeof scripted>) => {
  assert.strictEqual(new Set(server.seen.map(({ headers }) => headers["idempotency-key"])).size, 1)
  assert.isString(server.seen[0]?.headers["idempotency-key"])
  assert.strictEqual(new Set(server.seen.map(({ body }) => JSON.stringify(body))).size, 1)
  assert.deepStrictEqual(server.seen[0]?.body, capture)
}
