/** A subscription by the month, as workflows that outlive the process that started it. */
import * as Activity from "@effect/workflow/Activity"
import * as DurableDeferred from "@effect/workflow/DurableDeferred"
import * as Workflow from "@effect/workflow/Workflow"
import { IdempotencyKey, Recurring, Timestamp, VippsError } from "@effect-vipps/client"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Alarm from "./Alarm.js"
import * as Period from "./Period.js"
import { Subscriptions } from "./Subscriptions.js"
import { durable, patiently } from "./step.js"
import { wake } from "./wake.js"

/** From the draft to the customer's answer. The initial charge pays the first period, and {@link Period} bills the rest. */
export const Subscription = Workflow.make({
  name: "Subscription",
  payload: { id: Schema.String },
  success: Schema.Literal("Accepted", "NotAccepted"),
  error: VippsError.VippsError,
  idempotencyKey: ({ id }) => id
}).annotateContext(durable)

/** The customer has decided, or the time to do so is over. Which of these it is, Vipps says. */
const Decided = Alarm.signal("Decided")

const draft = (id: string) =>
  Activity.make({
    name: "draft",
    success: Schema.String,
    error: VippsError.VippsError,
    execute: Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const { price } = yield* subscriptions.find(id)
      const { agreementId } = yield* Recurring.draftAgreement(
        {
          pricing: { type: "LEGACY", amount: price, currency: "NOK" },
          interval: Period.interval,
          productName: "Membership",
          initialCharge: { amount: price, description: "The first month", transactionType: "DIRECT_CAPTURE" },
          merchantRedirectUrl: `https://example.com/welcome/${id}`,
          merchantAgreementUrl: `https://example.com/memberships/${id}`,
          externalId: id
        },
        { idempotencyKey: IdempotencyKey.make(id, "draft") }
      )
      yield* subscriptions.set(id, { agreementId })
      return agreementId
    }).pipe(
      Effect.retry({
        ...patiently,
        // Nobody has the URL of a draft whose response is lost: it expires.
        while: (error) => VippsError.isWorthRepeating(error) || ("outcome" in error && error.outcome === "unknown")
      })
    )
  })

/** The day in Norway on which the customer has accepted, or null. */
const accepted = (agreementId: string) =>
  Activity.make({
    name: "accepted",
    success: Schema.NullOr(Schema.String),
    error: VippsError.VippsError,
    execute: Effect.gen(function* () {
      const agreement = yield* Recurring.getAgreement(agreementId)
      if (Recurring.agreementOutcomeOf(agreement)._tag !== "Active") return null
      // This may run days later, where no runner was up.
      const now = yield* DateTime.now
      const start = Option.getOrElse(Timestamp.toUtc(agreement.start ?? ""), () => now)
      return Recurring.toDueDate(DateTime.toDate(start), "NO")
    }).pipe(Effect.retry(patiently))
  })

const subscription = Subscription.toLayer(
  Effect.fnUntraced(function* ({ id }) {
    const agreementId = yield* draft(id)
    yield* Alarm.waitFor(Decided, "11 minutes")
    const anchor = yield* accepted(agreementId)
    if (anchor === null) return "NotAccepted" as const
    yield* Period.begin({ id, agreementId, anchor, start: Period.periodFrom(anchor, anchor).end })
    return "Accepted" as const
  })
)

export const layer = Layer.mergeAll(subscription, Period.layer, Alarm.layer)

export const start = (id: string) => Subscription.execute({ id }, { discard: true })

/** What the handler of webhooks calls about an agreement. */
export const decided = (id: string) =>
  Effect.flatMap(DurableDeferred.tokenFromPayload(Decided, { workflow: Subscription, payload: { id } }), (token) =>
    Alarm.end(Decided, token, true)
  )

const periodOf = (agreementId: string, start: string) =>
  Period.Period.executionId({ id: "", agreementId, anchor: "", start })

/** What the handler of webhooks calls about a charge. Its id has the day its period starts, and the attempt. */
export const charged = (agreementId: string, chargeId: string) =>
  Effect.gen(function* () {
    const [, start, attempt] = /-(\d{4}-\d{2}-\d{2})-(\d+)$/.exec(chargeId) ?? []
    if (start === undefined) return
    const signal = Period.charged(Number(attempt))
    const executionId = yield* periodOf(agreementId, start)
    const token = DurableDeferred.tokenFromExecutionId(signal, { workflow: Period.Period, executionId })
    yield* Alarm.end(signal, token, true)
  })

/** As the sweep of a payment: run it for every subscription that has not ended, at least each night. */
export const sweep = (id: string) =>
  Effect.gen(function* () {
    yield* start(id)
    const { agreementId, period } = yield* Effect.flatMap(Subscriptions, ({ find }) => find(id))
    const executionId = yield* Subscription.executionId({ id })
    yield* wake(Alarm.Alarm, yield* Alarm.executionIdOf(Subscription, executionId, Decided))
    yield* wake(Subscription, executionId)
    if (agreementId === undefined || period === undefined) return
    const billing = yield* periodOf(agreementId, period)
    for (const signal of Period.signals) {
      yield* wake(Alarm.Alarm, yield* Alarm.executionIdOf(Period.Period, billing, signal))
    }
    yield* wake(Period.Period, billing)
  })
