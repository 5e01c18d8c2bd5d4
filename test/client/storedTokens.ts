// @effect-diagnostics anyUnknownInErrorContext:off
/** A token store in memory, a Vipps that revokes tokens, and processes that share both. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { AccessToken, EPayment, TokenStore, VippsConfig } from "@effect-vipps/client"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as TestServices from "effect/TestServices"
import { tokenResponse } from "../support/samples.js"
import { capture, modified, options } from "./support.js"

export type Row = { readonly value: string; readonly until: number }

/** A store in memory, in Effect's time, that counts its steps. `break` makes each step do something else. */
export const memory = () => {
  const rows = new Map<string, Row>()
  const steps: Array<keyof TokenStore.Storage> = []
  const state: { break: ((step: keyof TokenStore.Storage) => Effect.Effect<never, unknown> | undefined) | undefined } =
    { break: undefined }
  const step = <A>(name: keyof TokenStore.Storage, run: (now: number) => A): Effect.Effect<A, unknown> =>
    Effect.suspend(() => {
      steps.push(name)
      const broken: Effect.Effect<A, unknown> | undefined = state.break?.(name)
      return broken ?? Effect.map(Clock.currentTimeMillis, run)
    })
  const live = (key: string, now: number) => {
    const row = rows.get(key)
    return row !== undefined && now < row.until ? row : undefined
  }
  const storage: TokenStore.Storage = {
    read: (key) => step("read", (now) => live(key, now)?.value),
    write: (key, value, life) => step("write", (now) => rows.set(key, { value, until: now + life })),
    lease: (key, value, life) =>
      step("lease", (now) => {
        if (live(key, now) !== undefined) return false
        rows.set(key, { value, until: now + life })
        return true
      }),
    remove: (key, value) => step("remove", (now) => live(key, now)?.value === value && rows.delete(key))
  }
  const tokens = () => [...rows].filter(([key]) => !key.endsWith(".lease"))
  const leases = () => [...rows].filter(([key]) => key.endsWith(".lease"))
  return { rows, steps, state, storage, store: TokenStore.make(storage), tokens, leases }
}

/** A Vipps in memory that counts its token requests; what it hands out is valid until it is revoked. */
export const vippsOf = () => {
  const valid = new Set<string>()
  const state = { issued: 0, requests: 0, refused: 0, delay: 0, down: false }
  const client = HttpClient.make((request) =>
    Effect.gen(function* () {
      const answer = (status: number, body: unknown) =>
        HttpClientResponse.fromWeb(request, new Response(JSON.stringify(body), { status }))
      if (request.url.endsWith("/accesstoken/get")) {
        state.requests++
        yield* Effect.sleep(state.delay)
        if (state.down) return answer(400, { error: "invalid_client" })
        const token = `token-${++state.issued}`
        valid.add(token)
        return answer(200, tokenResponse(token))
      }
      if (valid.has(String(request.headers["authorization"]).replace("Bearer ", ""))) return answer(200, modified)
      state.refused++
      return answer(401, { responseInfo: { responseCode: 401, responseMessage: "no" } })
    })
  )
  return { client, state, valid }
}

type Vipps = ReturnType<typeof vippsOf>

export const environment = (vipps: Vipps, config: VippsConfig.Service) =>
  Context.make(VippsConfig.VippsConfig, config).pipe(Context.add(HttpClient.HttpClient, vipps.client))

/** What each process makes: a configuration, its own token cache, and calls. */
export const processOf = (
  vipps: Vipps,
  tokenStore: TokenStore.TokenStore | undefined,
  other: Partial<VippsConfig.Options> = {}
) =>
  Effect.map(VippsConfig.make({ ...options, tokenStore, ...other }), (config) => {
    const context = environment(vipps, config)
    return {
      pay: Effect.provide(EPayment.capturePayment("order-12345", capture, { retry: false }), context),
      token: Effect.provide(Effect.map(AccessToken.get, Redacted.value), context)
    }
  })

export const processesOf = (n: number, ...args: Parameters<typeof processOf>) =>
  Effect.all(Array.from({ length: n }, () => processOf(...args)))

/** Real time, in which Web Crypto works, for each move of the clock. */
export const pause = TestServices.provideLive(Effect.sleep("1 millis"))

export const atOnce = <A, E, R>(effects: ReadonlyArray<Effect.Effect<A, E, R>>) =>
  Effect.all(effects, { concurrency: "unbounded" })

/** Runs an effect to its end in steps of 20 milliseconds, later of 100, and whatever goes on beside it; returns how long it took. */
export const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const started = yield* Clock.currentTimeMillis
    const fiber = yield* Effect.fork(Effect.zip(Effect.exit(effect), Clock.currentTimeMillis))
    for (let i = 0; i < 500 && fiber.unsafePoll() === null; i++) {
      yield* pause
      yield* TestClock.adjust(i < 30 ? 20 : 100)
    }
    const [exit, ended] = yield* Fiber.join(fiber)
    for (let i = 0; i < 20; i++) yield* pause
    return { millis: ended - started, value: yield* exit }
  })

export const run = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.map(timed(effect), ({ value }) => value)
