/** Calls the QR, Order Management, Report and Userinfo APIs of one emulator, inside the test's fiber. */
import type * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/TestClock"
import type { Headers } from "./harness.js"
import { start } from "./harness.js"

/** A Monday at noon in Oslo, in winter. */
export const monday = Date.UTC(2026, 0, 5, 11)

/** Access tokens outlive the test's moves of the clock. */
export const startOthers = (options: VippsEmulator.Options = {}) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(monday)
    const harness = yield* start({ tokenLifetime: "36500 days", ...options })
    const call = (method: string, path: string, body?: unknown, headers: Headers = {}) =>
      harness.send(method, path, { body, headers: { ...harness.auth, ...headers } })
    /** What a link of the emulator leads to, as bytes. */
    const load = (url: string) => Effect.promise(() => harness.emulator.fetch(url))
    return { ...harness, call, load }
  })
