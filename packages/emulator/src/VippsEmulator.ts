/**
 * A stateful Vipps MobilePay for development and tests: access tokens, ePayment v1 and Checkout v3.
 *
 * It refuses what Vipps refuses, in Vipps' shapes, and writes every accepted movement of money into a ledger.
 * Sources: https://developer.vippsmobilepay.com/docs/APIs/access-token-api,
 * https://developer.vippsmobilepay.com/docs/APIs/epayment-api, https://developer.vippsmobilepay.com/docs/APIs/checkout-api
 *
 * Where these say nothing of what Vipps does, the code says `[U]` and what was chosen.
 *
 * Time is Effect's: under `TestClock` payments, sessions and tokens expire when the test says so.
 *
 * @since 0.1.0
 */
import * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Control from "./control.js"
import type { EmulatorError } from "./EmulatorError.js"
import { UnknownReferenceError } from "./EmulatorError.js"
import type { Chaos, Rule } from "./Fault.js"
import * as FaultBook from "./faults/book.js"
import { connectionReset, resetStatus } from "./faults/strike.js"
import * as App from "./http/app.js"
import { clientOf } from "./http/client.js"
import * as Ids from "./Ids.js"
import type { Currency, Payment } from "./payment/Payment.js"
import type { Credentials, Settings } from "./Settings.js"
import type { CompleteSessionDetails } from "./schemas/checkout.js"
import type { LedgerEntry } from "./World.js"
import * as Worlds from "./World.js"

export type { CompleteSessionDetails, Credentials, Currency, LedgerEntry, Payment }

/**
 * How the emulator behaves; everything has a default.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** The only keys that are let in; `defaultCredentials` unless given. */
  readonly credentials?: Credentials | undefined
  /** What the sales unit sells in; payments in another currency are refused with 5040. Default NOK. */
  readonly currency?: Currency | undefined
  /** The address callers reach the emulator at, without a slash at the end; default `http://127.0.0.1:4242`. */
  readonly publicUrl?: string | undefined
  /** How long a payer has to approve; default 10 minutes. */
  readonly paymentLifetime?: Duration.DurationInput | undefined
  /** How long a Checkout session lives; default 1 hour. */
  readonly sessionLifetime?: Duration.DurationInput | undefined
  /** How long an access token lives; default 1 hour, as in Vipps' test environment. */
  readonly tokenLifetime?: Duration.DurationInput | undefined
}

/**
 * The keys the emulator knows unless told otherwise. They are made up and open nothing at Vipps.
 *
 * @since 0.1.0
 * @category constructors
 */
export const defaultCredentials: Credentials = {
  clientId: "00000000-0000-4000-8000-000000000000",
  clientSecret: "emulator-client-secret",
  subscriptionKey: "emulator-subscription-key",
  merchantSerialNumber: "123456"
}

/**
 * A running emulator.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  /** All endpoints as one app: to be served, or to be called within the caller's fiber. */
  readonly httpApp: HttpApp.Default
  /** The app as an `HttpClient`: what it is sent never leaves the caller's fiber, so that `TestClock` is its clock. */
  readonly client: HttpClient.HttpClient
  /** The app as a function like `fetch`, for code that takes one. Runs on the clock the emulator was made with. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** The payer approves the payment. An Express payment gets its default shipping option. */
  readonly approve: (reference: string) => Effect.Effect<Payment, EmulatorError>
  /** The payer says no: ABORTED. */
  readonly reject: (reference: string) => Effect.Effect<Payment, EmulatorError>
  /** The payer's time runs out now: EXPIRED. */
  readonly expire: (reference: string) => Effect.Effect<Payment, EmulatorError>
  /** The payer fills in the Checkout page and pays. The result is the payment; none for a subscription without a charge. */
  readonly completeSession: (
    reference: string,
    details?: CompleteSessionDetails
  ) => Effect.Effect<Option.Option<Payment>, EmulatorError>
  /** The payment as it is now. */
  readonly payment: (reference: string) => Effect.Effect<Payment, UnknownReferenceError>
  /** Every movement of money so far, oldest first. */
  readonly ledger: Effect.Effect<ReadonlyArray<LedgerEntry>>
  /** No access token given out so far is good any longer. */
  readonly revokeTokens: Effect.Effect<void>
  /** From now on, requests meet this fault as the rule says. */
  readonly inject: (rule: Rule) => Effect.Effect<void>
  /** From now on, requests meet faults by chance. */
  readonly chaos: (chaos: Chaos) => Effect.Effect<void>
  /** All works again. */
  readonly clearFaults: Effect.Effect<void>
  /** Forgets payments, sessions, tokens, idempotency keys, faults and the ledger. */
  readonly reset: Effect.Effect<void>
}

/**
 * The emulator in the environment.
 *
 * @since 0.1.0
 * @category tags
 */
export class VippsEmulator extends Context.Tag("@effect-vipps/emulator/VippsEmulator")<VippsEmulator, Service>() {}

const withDefaults = (options: Options): Settings => ({
  credentials: options.credentials ?? defaultCredentials,
  currency: options.currency ?? "NOK",
  publicUrl: options.publicUrl ?? "http://127.0.0.1:4242",
  paymentLifetime: Duration.decode(options.paymentLifetime ?? "10 minutes"),
  sessionLifetime: Duration.decode(options.sessionLifetime ?? "1 hour"),
  tokenLifetime: Duration.decode(options.tokenLifetime ?? "1 hour")
})

/**
 * An emulator with an empty memory of its own.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service> =>
  Effect.gen(function* () {
    const world = yield* Ref.make(Worlds.empty)
    const httpApp = App.make(withDefaults(options), world)
    const handle = HttpApp.toWebHandlerRuntime(yield* Effect.runtime())(httpApp)

    const control = <A>(run: Control.Control<A>): Effect.Effect<A, EmulatorError> =>
      Effect.gen(function* () {
        const moment = { now: yield* Clock.currentTimeMillis, ids: yield* Ids.draw }
        return yield* Ref.modify(world, (current): readonly [Either.Either<A, EmulatorError>, Worlds.World] =>
          Either.match(run(moment, current), {
            onLeft: (error) => [Either.left(error), current],
            onRight: ([result, next]) => [Either.right(result), next]
          })
        ).pipe(Effect.flatten)
      })

    const updateFaults = (update: (faults: FaultBook.FaultBook) => FaultBook.FaultBook) =>
      Ref.update(world, (current) => ({ ...current, faults: update(current.faults) }))

    const call = async (request: Request): Promise<Response> => {
      const response = await handle(request)
      // What `fetch` does when a connection breaks.
      if (response.status === resetStatus) throw connectionReset()
      return response
    }

    return {
      httpApp,
      client: clientOf(httpApp),
      fetch: (input, init) => call(new Request(input, init)),
      approve: (reference) => control(Control.approve(reference)),
      reject: (reference) => control(Control.reject(reference)),
      expire: (reference) => control(Control.expire(reference)),
      completeSession: (reference, details = {}) =>
        Effect.map(control(Control.completeSession(reference, details)), ({ payment }) => Option.fromNullable(payment)),
      payment: (reference) =>
        Effect.zipWith(Ref.get(world), Clock.currentTimeMillis, (current, now) =>
          Worlds.payment(current, reference, now)
        ).pipe(
          Effect.flatten,
          Effect.mapError(() => new UnknownReferenceError({ reference }))
        ),
      ledger: Effect.map(Ref.get(world), ({ ledger }) => Chunk.toReadonlyArray(ledger)),
      revokeTokens: Ref.update(world, Worlds.revokeTokens),
      inject: (rule) => updateFaults((faults) => FaultBook.add(faults, rule)),
      chaos: (chaos) => updateFaults((faults) => FaultBook.withChaos(faults, chaos)),
      clearFaults: updateFaults(() => FaultBook.empty),
      reset: Ref.set(world, Worlds.empty)
    }
  })

/**
 * An emulator for whoever asks for one; provide it per test, so that tests share nothing.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<VippsEmulator> => Layer.effect(VippsEmulator, make(options))
