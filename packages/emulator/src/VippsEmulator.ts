/**
 * A stateful Vipps MobilePay for development and tests: access tokens, ePayment v1, Checkout v3, Recurring v3,
 * QR v1, Order Management, Report, Userinfo and Login.
 *
 * It refuses what Vipps refuses, in Vipps' shapes, and writes every accepted movement of money into a ledger.
 * Sources: https://developer.vippsmobilepay.com/docs/APIs/access-token-api,
 * https://developer.vippsmobilepay.com/docs/APIs/epayment-api, https://developer.vippsmobilepay.com/docs/APIs/checkout-api,
 * https://developer.vippsmobilepay.com/docs/APIs/recurring-api, https://developer.vippsmobilepay.com/docs/APIs/qr-api
 *
 * Where these do not document a behaviour, a comment with `[U]` says what was chosen.
 *
 * Time is Effect's: under `TestClock` the test controls when payments, sessions and tokens expire.
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
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { actionsOf } from "./actions.js"
import { lineOf } from "./core/activity.js"
import { consequencesOf, timeOf } from "./core/consequences.js"
import type { EmulatorContext } from "./core/EmulatorContext.js"
import * as Ids from "./core/Ids.js"
import { decode, type Issue, inWords } from "./core/issues.js"
import * as Merchants from "./core/Merchant.js"
import type { Exchange as LoggedExchange } from "./core/RequestLog.js"
import * as RequestLog from "./core/RequestLog.js"
import type { Settings } from "./core/Settings.js"
import * as StateStores from "./core/StateStore.js"
import * as Worlds from "./core/World.js"
import { DeliveryRule } from "./DeliveryFault.js"
import * as Dispatch from "./delivery/dispatch.js"
import { resend } from "./delivery/enqueueDeliveries.js"
import { network } from "./delivery/network.js"
import { emulatedApis } from "./emulatedApis.js"
import { type Operation, Rule } from "./Fault.js"
import * as FaultRules from "./faults/FaultRules.js"
import { admission, admit } from "./http/admission.js"
import * as App from "./http/app.js"
import { clientOf, fetchOf, ownClient } from "./http/client.js"
import { toHttpApp } from "./http/httpApp.js"
import type { ControlService, Needs, Options, Service } from "./Service.js"

export type { CompleteSessionDetails } from "./checkout/requestSchemas.js"
export type { AccountingPartner, Credentials, Merchant } from "./core/Merchant.js"
export { accountingPartner, defaultCredentials, merchants } from "./core/Merchant.js"
export type { LedgerEntry } from "./core/World.js"
export type { UserinfoSwitches } from "./customers/consents.js"
export type { Person, PostalAddress } from "./customers/person.js"
export type { Delivery, DeliveryAttempt } from "./delivery/Delivery.js"
export { type SignedWebhook, signWebhook } from "./delivery/signWebhook.js"
export type { Currency, Payment } from "./epayment/Payment.js"
export type { DecidedCiba } from "./login/actions.js"
export type { LoginSwitches } from "./login/tables.js"
export type { Agreement } from "./recurring/Agreement.js"
export type { Charge } from "./recurring/Charge.js"
export type { Switches } from "./recurring/tables.js"
export type { NewEntry } from "./report/actions.js"
export type { ReportSwitches } from "./report/tables.js"
export type { Approval, Options, SalesUnit, Service } from "./Service.js"

/**
 * A request with its response, or why it got none. Bodies are shortened, and secrets are masked.
 *
 * @since 0.1.0
 * @category models
 */
export type Exchange = LoggedExchange<Operation>

/**
 * The emulator in the environment.
 *
 * @since 0.1.0
 * @category tags
 */
export class VippsEmulator extends Context.Tag("@effect-vipps/emulator/VippsEmulator")<VippsEmulator, Service>() {}

const consequences = consequencesOf(emulatedApis)
const time = timeOf(emulatedApis)

const withDefaults = (options: Options): Settings => ({
  merchants: options.merchants ?? Object.values(Merchants.merchants),
  accountingPartners: options.accountingPartners ?? [Merchants.accountingPartner],
  publicUrl: options.publicUrl ?? "http://127.0.0.1:4242",
  allowHosts: (options.allowHosts ?? []).map((name) => name.toLowerCase()),
  allowHttp: (options.allowHttp ?? []).map((name) => name.toLowerCase()),
  allowOrigins: options.allowOrigins ?? [],
  rateLimits: options.rateLimits ?? true,
  paymentLifetime: Duration.decode(options.paymentLifetime ?? "10 minutes"),
  sessionLifetime: Duration.decode(options.sessionLifetime ?? "1 hour"),
  tokenLifetime: Duration.decode(options.tokenLifetime ?? "1 hour")
})

/** @internal */
export const makeContext = (
  options: Options,
  store?: StateStores.Store
): Effect.Effect<EmulatorContext, never, Scope.Scope> =>
  Effect.gen(function* () {
    const states = yield* StateStores.make(consequences, store)
    let outgoing = options.callbackClient ?? (yield* network)
    const settings = withDefaults(options)
    const { log } = options
    const context = {
      settings,
      ids: yield* Ids.draw,
      store: states,
      log: RequestLog.make(states.changed, [
        ...settings.merchants.flatMap(Merchants.secrets),
        ...settings.accountingPartners.map(({ clientSecret }) => clientSecret)
      ]),
      trace: (activity: Parameters<EmulatorContext["trace"]>[0]) =>
        log === undefined ? Effect.void : states.look((now) => log(lineOf({ ...activity, at: now }))),
      // Vipps sends no `traceparent`: the merchant's traces begin at the merchant.
      outgoing: HttpClient.withTracerPropagation(
        HttpClient.make((request) => outgoing.execute(request)),
        false
      ),
      redirectOutgoing: (client: HttpClient.HttpClient) =>
        Effect.sync(() => {
          outgoing = client
        })
    }
    yield* Effect.forkScoped(Dispatch.run(context, time))
    return context
  })

/** A server turns the failure of an app into a response. */
const asServed = <E, R>(app: HttpApp.Default<E, R>) =>
  Effect.catchAllCause(app, (cause) => Effect.map(causeResponse(cause), ([response]) => response))

const wrongIn = <A, I>(schema: Schema.Schema<A, I>) => {
  const decodeRule = decode(schema)
  return (rule: A) =>
    Either.match(decodeRule(rule), { onLeft: (all) => all, onRight: () => [] }).filter(
      ({ path }) => path[0] !== "fault"
    )
}

const wrongInRule = wrongIn(Rule)
const wrongInDeliveryRule = wrongIn(DeliveryRule)

/**
 * Refuses a rule that can never match: a test's own mistake, and so a defect. The fault itself is left to the types, so
 * that a test may try what HTTP cannot carry.
 */
const matching =
  <A>(wrongIn: (rule: A) => ReadonlyArray<Issue>, next: (rule: A) => Effect.Effect<void>) =>
  (rule: A): Effect.Effect<void> => {
    const wrong = wrongIn(rule)
    return wrong.length === 0 ? next(rule) : Effect.die(new TypeError(`The fault is not set. ${inWords(wrong)}`))
  }

/** @internal */
export const makeService = (context: EmulatorContext): Effect.Effect<Service> =>
  Effect.gen(function* () {
    const { log, store } = context
    const update = (step: (world: Worlds.World) => Worlds.World) => store.update((_, world) => [undefined, step(world)])
    const updateFaults = (step: (faults: FaultRules.FaultRules) => FaultRules.FaultRules) =>
      update((world) => ({ ...world, faults: step(world.faults) }))

    const service: ControlService = {
      ...actionsOf(context),
      ledger: store.update((now, world) => {
        const settled = time.settle(world, now)
        return [Chunk.toReadonlyArray(settled.ledger), settled]
      }),
      requests: log.all as ControlService["requests"],
      // What becomes due on the way happens in the same step, so that the next read includes it.
      moveClock: (by) =>
        store.update((now, world) => {
          const millis = Duration.toMillis(by)
          return [undefined, time.settle(Worlds.moveClock(world, millis), now + millis)]
        }),
      revokeTokens: update(App.revokeTokens),
      inject: matching(wrongInRule, (rule) => updateFaults((faults) => FaultRules.add(faults, rule))),
      chaos: (chaos) => updateFaults((faults) => FaultRules.withChaos(faults, chaos)),
      deliverTo: <E, R>(app: HttpApp.Default<E, R>) =>
        Effect.contextWithEffect((provided: Context.Context<Needs<R>>) =>
          context.redirectOutgoing(clientOf(asServed(app), provided))
        ),
      deliveries: StateStores.read(store, (_, world) => Worlds.allDeliveries(world)),
      resend: (sequence) =>
        store.update((now, world) => {
          const next = resend(world, sequence, now)
          return [next !== undefined, next ?? world]
        }),
      injectDelivery: matching(wrongInDeliveryRule, (rule) =>
        update((world) => ({ ...world, deliveryFaults: FaultRules.add(world.deliveryFaults, rule) }))
      ),
      chaosDeliveries: (chaos) =>
        update((world) => ({ ...world, deliveryFaults: FaultRules.withChaos(world.deliveryFaults, chaos) })),
      clearFaults: update((world) => ({ ...world, faults: FaultRules.empty, deliveryFaults: FaultRules.empty })),
      reset: Effect.zipRight(log.clear, update(Worlds.reset))
    }

    const { settings } = context
    const app = App.make(context, service)
    const admitted = admission(settings)
    return {
      ...service,
      httpApp: admit(toHttpApp(app), settings),
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
  Effect.flatMap(makeContext(options), makeService)

/**
 * The emulator as a layer. Provide it per test, so that tests share nothing.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<VippsEmulator> => Layer.scoped(VippsEmulator, make(options))
