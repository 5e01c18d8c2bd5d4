/** Jobs within this process, on the test's clock. A kill is an interruption, and a new job has new connections. */
import { join } from "node:path"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { VippsEmulator } from "@effect-vipps/emulator"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as TestClock from "effect/TestClock"
import { Billing } from "../../examples/subscriptions/Billing.js"
import { folder } from "../sql/databases.js"
import type { Sabotage, Setting } from "./billingYear.js"
import { service, signUpAll } from "./memberships.js"

/** Waits for an effect on the test's clock, and not for ever. */
const drive = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    for (let steps = 0; fiber.unsafePoll() === null; steps++) {
      if (steps > 1_000) return yield* Effect.dieMessage("the job does not end")
      yield* TestClock.adjust("1 minute")
    }
    return yield* Fiber.join(fiber)
  })

const isCreation = ({ method, url }: HttpClientRequest.HttpClientRequest): boolean =>
  method === "POST" && url.endsWith("/charges")

/** Each request a charge of its own: whatever keeps a period from being billed twice is gone. */
const unkeyed = (request: HttpClientRequest.HttpClientRequest, key: number): HttpClientRequest.HttpClientRequest => {
  if (!isCreation(request) || request.body._tag !== "Uint8Array") return request
  const { orderId: _, ...charge } = JSON.parse(new TextDecoder().decode(request.body.body))
  return request.pipe(
    HttpClientRequest.setHeader("idempotency-key", `sabotage-${key}`),
    HttpClientRequest.bodyUnsafeJson(charge)
  )
}

export const interruptedJobs = (sabotage: Sabotage | undefined) =>
  Effect.gen(function* () {
    const emulator = yield* VippsEmulator.make()
    const filename = join(yield* folder, "club.db")
    const count = { requests: 0, faulted: 0, jobs: 0, killed: 0 }

    /** A process: it has its own connections and its own token, and may die as a request of it is carried out. */
    const run = <A, E>(
      effect: Effect.Effect<A, E, Layer.Layer.Success<ReturnType<typeof service>>>,
      killAfter = Number.POSITIVE_INFINITY
    ) =>
      Effect.gen(function* () {
        const killed = yield* Deferred.make<void>()
        let sent = 0
        const client = HttpClient.make((request) =>
          Effect.gen(function* () {
            count.requests++
            const doomed = ++sent === killAfter
            const response = yield* Effect.onExit(
              emulator.client.execute(sabotage === "twice" ? unkeyed(request, count.requests) : request),
              (exit) =>
                Effect.sync(() => {
                  if (Exit.isFailure(exit) || exit.value.status >= 429) count.faulted++
                })
            )
            if (!doomed) return response
            yield* Deferred.succeed(killed, undefined)
            return yield* Effect.never
          })
        )
        const dies = Effect.map(Deferred.await(killed), () => void count.killed++)
        return yield* Effect.raceFirst(Effect.asSome(effect), Effect.as(dies, Option.none<A>())).pipe(
          Effect.provide(service(client, filename)),
          Effect.orDie
        )
      })

    const job = Effect.gen(function* () {
      count.jobs++
      yield* (yield* Billing).job
    })

    return {
      emulator,
      filename,
      count,
      setTime: TestClock.setTime,
      signUp: (ids, price) => Effect.map(drive(run(signUpAll(emulator, ids, price))), Option.getOrThrow),
      runJobs: (jobs, killAfter) =>
        drive(
          Effect.all(Array<Effect.Effect<unknown>>(jobs).fill(run(job, killAfter)), {
            concurrency: jobs,
            discard: true
          })
        )
    } satisfies Setting
  })
