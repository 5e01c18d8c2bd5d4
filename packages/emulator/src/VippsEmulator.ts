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
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpClient from "@effect/platform/HttpClient"
import { causeResponse } from "@effect/platform/HttpServerError"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type Core, control } from "./Core.js"
import * as Control from "./control.js"
import type { DeliveryChaos, DeliveryRule } from "./DeliveryFault.js"
import * as Announce from "./delivery/announce.js"
import type { Delivery } from "./delivery/Delivery.js"
import * as Dispatch from "./delivery/dispatch.js"
import { network } from "./delivery/network.js"
import type { EmulatorError, UnknownReferenceError } from "./EmulatorError.js"
import type { Chaos, Rule } from "./Fault.js"
import * as FaultBook from "./faults/book.js"
import { admission, admit } from "./http/admission.js"
import * as App from "./http/app.js"
import { clientOf, fetchOf, type Needs, ownClient } from "./http/client.js"
import { toHttpApp } from "./http/httpApp.js"
import * as Ids from "./Ids.js"
import * as Memory from "./Memory.js"
import type { Credentials, Merchant } from "./Merchant.js"
import * as Merchants from "./Merchant.js"
import * as Payer from "./payer.js"
import type { Address, Currency, Payment } from "./payment/Payment.js"
import type { Exchange } from "./RequestLog.js"
import * as RequestLog from "./RequestLog.js"
import type { Settings } from "./Settings.js"
import type { CompleteSessionDetails } from "./schemas/checkout.js"
import type { LedgerEntry } from "./World.js"
import * as Worlds from "./World.js"

export { defaultCredentials, merchants } from "./Merchant.js"
export type { CompleteSessionDetails, Credentials, Currency, Delivery, Exchange, LedgerEntry, Merchant, Payment }

/**
 * How the emulator behaves; everything has a default.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** The sales units that are let in; those of {@link merchants} unless given. */
  readonly merchants?: ReadonlyArray<Merchant> | undefined
  /**
   * The address callers reach the emulator at, without a slash at the end. Defaults to `http://127.0.0.1:4242`. Its host
   * name is accepted in requests besides 127.0.0.1, localhost and [::1]; others get 403.
   */
  readonly publicUrl?: string | undefined
  /**
   * Whether calls beyond Vipps' limits get 429: a minute, for each operation on each payment, 5 of create, capture, refund
   * and cancel, and 120 of each read. Defaults to true.
   */
  readonly rateLimits?: boolean | undefined
  /** How long a payer has to approve; default 10 minutes. */
  readonly paymentLifetime?: Duration.DurationInput | undefined
  /** How long a Checkout session lives; default 1 hour. */
  readonly sessionLifetime?: Duration.DurationInput | undefined
  /** How long an access token lives; default 1 hour, as in Vipps' test environment. */
  readonly tokenLifetime?: Duration.DurationInput | undefined
  /** How the merchant's own endpoints are called; defaults to the network. */
  readonly callbackClient?: HttpClient.HttpClient | undefined
}

/**
 * Which sales unit is meant, where several use one reference; unless said the first that does.
 *
 * @since 0.1.0
 * @category models
 */
export interface SalesUnit {
  readonly merchantSerialNumber?: string | undefined
}

/**
 * What an Express payer chooses: the default shipping option and the test person's own address unless said.
 *
 * @since 0.1.0
 * @category models
 */
export interface Approval extends SalesUnit {
  readonly shippingOptionId?: string | undefined
  readonly address?: Address | undefined
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
  /** The payer approves the payment. The merchant of dynamic Express options is asked for them. */
  readonly approve: (reference: string, approval?: Approval) => Effect.Effect<Payment, EmulatorError>
  /** The payer says no: ABORTED. */
  readonly reject: (reference: string, salesUnit?: SalesUnit) => Effect.Effect<Payment, EmulatorError>
  /** The payer's time runs out now: EXPIRED. */
  readonly expire: (reference: string, salesUnit?: SalesUnit) => Effect.Effect<Payment, EmulatorError>
  /**
   * The payer fills in the Checkout page and pays; the merchant of dynamic shipping options is asked for them. The
   * result is the payment; none for a subscription without a charge.
   */
  readonly completeSession: (
    reference: string,
    details?: CompleteSessionDetails,
    salesUnit?: SalesUnit
  ) => Effect.Effect<Option.Option<Payment>, EmulatorError>
  /** The payment as it is now. */
  readonly payment: (reference: string, salesUnit?: SalesUnit) => Effect.Effect<Payment, UnknownReferenceError>
  /** Every movement of money so far, oldest first. */
  readonly ledger: Effect.Effect<ReadonlyArray<LedgerEntry>>
  /** The latest requests of Vipps' APIs with their answers, oldest first, secrets masked. */
  readonly requests: Effect.Effect<ReadonlyArray<Exchange>>
  /** Time goes on at once, for payments, sessions, tokens, deadlines and limits. */
  readonly moveClock: (by: Duration.DurationInput) => Effect.Effect<void>
  /**
   * From now on, webhooks and callbacks go to this app within the process, whatever host they are for: such as a router
   * with `Webhooks.receiver` in it.
   */
  readonly deliverTo: <E, R>(app: HttpApp.Default<E, R>) => Effect.Effect<void, never, Needs<R>>
  /** Webhooks and callbacks since the last reset, oldest first: those that are due, and those that are done. */
  readonly deliveries: Effect.Effect<ReadonlyArray<Delivery>>
  /** Sends a delivery, named by its sequence, once more; false when there is no such. */
  readonly resend: (sequence: number) => Effect.Effect<boolean>
  /** From now on, webhooks meet this fault as the rule says. */
  readonly injectDelivery: (rule: DeliveryRule) => Effect.Effect<void>
  /** From now on, webhooks meet faults by chance. */
  readonly chaosDeliveries: (chaos: DeliveryChaos) => Effect.Effect<void>
  /** No access token given out so far is good any longer. */
  readonly revokeTokens: Effect.Effect<void>
  /** From now on, requests meet this fault as the rule says. */
  readonly inject: (rule: Rule) => Effect.Effect<void>
  /** From now on, requests meet faults by chance. */
  readonly chaos: (chaos: Chaos) => Effect.Effect<void>
  /** All works again. */
  readonly clearFaults: Effect.Effect<void>
  /** Forgets payments, sessions, tokens, idempotency keys, registrations, deliveries, faults and the ledger. */
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
  merchants: options.merchants ?? Object.values(Merchants.merchants),
  publicUrl: options.publicUrl ?? "http://127.0.0.1:4242",
  rateLimits: options.rateLimits ?? true,
  paymentLifetime: Duration.decode(options.paymentLifetime ?? "10 minutes"),
  sessionLifetime: Duration.decode(options.sessionLifetime ?? "1 hour"),
  tokenLifetime: Duration.decode(options.tokenLifetime ?? "1 hour")
})

/** @internal */
export const makeCore = (options: Options, store?: Memory.Store): Effect.Effect<Core, never, Scope.Scope> =>
  Effect.gen(function* () {
    const memory = yield* Memory.make(store)
    let outgoing = options.callbackClient ?? (yield* network)
    const settings = withDefaults(options)
    const core = {
      settings,
      ids: yield* Ids.draw,
      memory,
      log: RequestLog.make(memory.changed, settings.merchants.flatMap(Merchants.secrets)),
      // The merchant's traces begin with the merchant: Vipps sends no `traceparent`.
      outgoing: HttpClient.withTracerPropagation(
        HttpClient.make((request) => outgoing.execute(request)),
        false
      ),
      redirectOutgoing: (client: HttpClient.HttpClient) =>
        Effect.sync(() => {
          outgoing = client
        })
    }
    yield* Effect.forkScoped(Dispatch.run(core))
    return core
  })

/** What an app fails with, a server answers. */
const asServed = <E, R>(app: HttpApp.Default<E, R>) =>
  Effect.catchAllCause(app, (cause) => Effect.map(causeResponse(cause), ([response]) => response))

/** @internal */
export const makeService = (core: Core): Effect.Effect<Service> =>
  Effect.gen(function* () {
    const { log, memory } = core
    const update = (step: (world: Worlds.World) => Worlds.World) =>
      memory.modify((_, world) => [undefined, step(world)])
    const updateFaults = (step: (faults: FaultBook.FaultBook) => FaultBook.FaultBook) =>
      update((world) => ({ ...world, faults: step(world.faults) }))

    const service: Omit<Service, "httpApp" | "client" | "fetch"> = {
      approve: (reference, { address, merchantSerialNumber, shippingOptionId } = {}) =>
        Payer.approve(core, { reference, merchantSerialNumber }, { address, shippingOptionId }),
      reject: (reference, salesUnit) => control(core, Control.reject({ reference, ...salesUnit })),
      expire: (reference, salesUnit) => control(core, Control.expire({ reference, ...salesUnit })),
      completeSession: (reference, details = {}, salesUnit = {}) =>
        Effect.map(Payer.completeSession(core, { reference, ...salesUnit }, details), ({ payment }) =>
          Option.fromNullable(payment)
        ),
      payment: (reference, salesUnit) => control(core, Control.findPayment({ reference, ...salesUnit })),
      ledger: Memory.look(memory, (_, { ledger }) => Chunk.toReadonlyArray(ledger)),
      requests: log.all,
      moveClock: (by) => update((world) => Worlds.moveClock(world, Duration.toMillis(by))),
      revokeTokens: update(Worlds.revokeTokens),
      inject: (rule) => updateFaults((faults) => FaultBook.add(faults, rule)),
      chaos: (chaos) => updateFaults((faults) => FaultBook.withChaos(faults, chaos)),
      deliverTo: <E, R>(app: HttpApp.Default<E, R>) =>
        Effect.contextWithEffect((context: Context.Context<Needs<R>>) =>
          core.redirectOutgoing(clientOf(asServed(app), context))
        ),
      deliveries: Memory.look(memory, (_, world) => Worlds.allDeliveries(world)),
      resend: (sequence) =>
        memory.modify((now, world) => {
          const next = Announce.resend(world, sequence, now)
          return [next !== undefined, next ?? world]
        }),
      injectDelivery: (rule) =>
        update((world) => ({ ...world, deliveryFaults: FaultBook.add(world.deliveryFaults, rule) })),
      chaosDeliveries: (chaos) =>
        update((world) => ({ ...world, deliveryFaults: FaultBook.withChaos(world.deliveryFaults, chaos) })),
      clearFaults: update((world) => ({ ...world, faults: FaultBook.empty, deliveryFaults: FaultBook.empty })),
      reset: Effect.zipRight(log.clear, update(Worlds.reset))
    }

    const { publicUrl } = core.settings
    const app = App.make(core, service)
    const admitted = admission(publicUrl)
    return {
      ...service,
      httpApp: admit(toHttpApp(app), publicUrl),
      client: ownClient(app, admitted),
      fetch: fetchOf(app, admitted, yield* Effect.runtime())
    }
  })

/**
 * An emulator with an empty memory of its own.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Service, never, Scope.Scope> =>
  Effect.flatMap(makeCore(options), makeService)

/**
 * An emulator for whoever asks for one; provide it per test, so that tests share nothing.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<VippsEmulator> => Layer.scoped(VippsEmulator, make(options))
