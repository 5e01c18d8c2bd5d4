/** What `Checkout` sends to create and to change a session. */
import type { Effect } from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import { hasProperty } from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { currencyIssues } from "../internal/schema/orderLines.js"
import { pattern, request, text } from "../internal/schema/rules.js"
import { Amount } from "../Money.js"
import { Configuration } from "./Configuration.js"
import { Logistics } from "./Logistics.js"
import { LogisticsOption } from "./LogisticsOption.js"
import { MerchantInfo } from "./MerchantInfo.js"
import { OrderSummary } from "./OrderSummary.js"
import { PrefillCustomer } from "./PrefillCustomer.js"
import { Subscription } from "./Subscription.js"

export type { MerchantInfo } from "./MerchantInfo.js"
export type { PrefillCustomer } from "./PrefillCustomer.js"

/**
 * A single payment.
 *
 * @since 0.1.0
 * @category models
 */
export interface PaymentTransaction {
  /** Without the shipping that the customer chooses in the session. */
  readonly amount: Amount
  /** What the customer sees it is for, 3 to 100 characters. */
  readonly paymentDescription: string
  /**
   * The reference of the session.
   * @deprecated Use `reference` of the session. If both are given they must be the same.
   */
  readonly reference?: string | undefined
  /**
   * In the currency of `amount`. Lines that do not add up to the amount are sent with a warning in the log.
   * `OrderLines.orderSummary` makes both.
   */
  readonly orderSummary?: OrderSummary | undefined
}

interface SessionRequestBase {
  readonly merchantInfo: MerchantInfo
  readonly prefillCustomer?: PrefillCustomer | undefined
  readonly configuration?: Configuration | undefined
}

/**
 * A session in which the customer pays once.
 *
 * Checked before anything is sent, besides each field: `reference` and `transaction.reference` are the same;
 * `logistics.dynamicOptionsCallback` and `logistics.integrations` need `configuration.elements` to be `Full`.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
 * @since 0.1.0
 * @category models
 */
export interface PaymentSessionRequest extends SessionRequestBase {
  /** May be left out: it is then sent as `PAYMENT`. */
  readonly type?: "PAYMENT" | undefined
  readonly transaction: PaymentTransaction
  /**
   * 8 to 50 letters, digits and hyphens, unique per sales unit; of the session and of its ePayment payment. Vipps makes
   * one when both this field and `transaction.reference` are absent, but only the reference finds the session.
   */
  readonly reference?: string | undefined
  readonly logistics?: Logistics | undefined
}

/**
 * A session in which the customer subscribes, and pays `transaction` at once if given.
 *
 * Checked before anything is sent, besides each field: there is a `reference`, here or in `transaction`, and if both
 * are given they are the same.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
 * @since 0.1.0
 * @category models
 */
export interface SubscriptionSessionRequest extends SessionRequestBase {
  readonly type: "SUBSCRIPTION"
  readonly subscription: Subscription
  /** 8 to 50 letters, digits and hyphens, unique per sales unit. Required unless `transaction` has one. */
  readonly reference?: string | undefined
  /** What is charged right away, if anything. */
  readonly transaction?: PaymentTransaction | undefined
}

/**
 * A new session: a payment unless `type` is `SUBSCRIPTION`.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
 * @since 0.1.0
 * @category models
 */
export type CreateSessionRequest = PaymentSessionRequest | SubscriptionSessionRequest

/**
 * What is new in a running session: the payment, the ways of delivery or both. Lock the session in the browser, with the
 * frontend SDK, before it is changed.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
 * @since 0.1.0
 * @category models
 */
export interface UpdateSessionRequest {
  readonly transaction?: PaymentTransaction | undefined
  /** Instead of `logistics.fixedOptions` of the creation. Yes, Vipps spells it so here. */
  readonly logisticOptions?: ReadonlyArray<LogisticsOption> | undefined
}

/**
 * The merchant's own id of a session and of its payment: 8 to 50 letters, digits and hyphens.
 *
 * Unsure: today's specification states no limit. These are the limits of the 2023 one, which are safe with both.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/orderid/
 * @since 0.1.0
 * @category schemas
 */
export const SessionReference: Schema.Schema<string> = pattern(
  /^[a-zA-Z0-9-]{8,50}$/,
  "a reference: 8 to 50 letters, digits and hyphens"
)

const PaymentTransaction: Schema.Schema<PaymentTransaction> = Schema.Struct({
  amount: Amount,
  paymentDescription: text(3, 100),
  reference: Schema.optional(SessionReference),
  orderSummary: Schema.optional(OrderSummary)
}).pipe(
  Schema.filter(({ amount, orderSummary }) =>
    currencyIssues(amount, orderSummary?.orderBottomLine, ["orderSummary", "orderBottomLine"])
  )
)

const base = {
  merchantInfo: MerchantInfo,
  prefillCustomer: Schema.optional(PrefillCustomer),
  configuration: Schema.optional(Configuration),
  reference: Schema.optional(SessionReference)
}

const sameReference = ({ reference, transaction }: CreateSessionRequest): Array<Schema.FilterIssue> =>
  reference !== undefined && transaction?.reference !== undefined && reference !== transaction.reference
    ? [{ path: ["transaction", "reference"], message: "must be the same as reference, or left out" }]
    : []

const paymentRules = (session: PaymentSessionRequest): Array<Schema.FilterIssue> => {
  const issues = sameReference(session)
  const elements = session.configuration?.elements ?? "Full"
  if (elements !== "Full") {
    for (const key of ["dynamicOptionsCallback", "integrations"] as const) {
      if (session.logistics?.[key] === undefined) continue
      issues.push({
        path: ["logistics", key],
        message: `needs the customer's address: leave it out, or use configuration.elements Full instead of ${elements}`
      })
    }
  }
  return issues
}

const subscriptionRules = (session: SubscriptionSessionRequest): Array<Schema.FilterIssue> => {
  const issues = sameReference(session)
  if (session.reference === undefined && session.transaction?.reference === undefined) {
    issues.push({ path: ["reference"], message: "is required when type is SUBSCRIPTION" })
  }
  return issues
}

/**
 * The schema of {@link PaymentSessionRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PaymentSessionRequest: Schema.Schema<PaymentSessionRequest> = request(
  Schema.Struct({
    ...base,
    type: Schema.optional(Schema.Literal("PAYMENT")),
    transaction: PaymentTransaction,
    logistics: Schema.optional(Logistics)
  }).pipe(Schema.filter(paymentRules))
)

/**
 * The schema of {@link SubscriptionSessionRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const SubscriptionSessionRequest: Schema.Schema<SubscriptionSessionRequest> = request(
  Schema.Struct({
    ...base,
    type: Schema.propertySignature(Schema.Literal("SUBSCRIPTION")).annotations({
      missingMessage: () => 'must be "SUBSCRIPTION" when subscription is given'
    }),
    subscription: Subscription,
    transaction: Schema.optional(PaymentTransaction)
  }).pipe(Schema.filter(subscriptionRules))
)

const isSubscription = (input: unknown): boolean =>
  hasProperty(input, "type") && (input.type === "PAYMENT" || input.type === "SUBSCRIPTION")
    ? input.type === "SUBSCRIPTION"
    : hasProperty(input, "subscription") && input.subscription !== undefined

const check =
  (payment: Schema.Schema<PaymentSessionRequest>, subscription: Schema.Schema<SubscriptionSessionRequest>) =>
  (input: unknown, options: AST.ParseOptions): Effect<CreateSessionRequest, ParseResult.ParseIssue> =>
    isSubscription(input)
      ? ParseResult.validate(subscription)(input, options)
      : ParseResult.validate(payment)(input, options)

/**
 * The schema of {@link CreateSessionRequest}. It reports the issues of one kind of session; a plain union would mix them
 * with those of the other.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateSessionRequest: Schema.Schema<CreateSessionRequest> = request(
  Schema.declare(
    [PaymentSessionRequest, SubscriptionSessionRequest],
    { decode: check, encode: check },
    {
      identifier: "CreateSessionRequest",
      // What a JSON schema is made from.
      [AST.SurrogateAnnotationId]: Schema.Union(PaymentSessionRequest, SubscriptionSessionRequest).ast,
      arbitrary: (payment, subscription) => (fc) => fc.oneof(payment(fc), subscription(fc))
    }
  )
)

/**
 * The schema of {@link UpdateSessionRequest}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UpdateSessionRequest: Schema.Schema<UpdateSessionRequest> = request(
  Schema.Struct({
    transaction: Schema.optional(PaymentTransaction),
    logisticOptions: Schema.optional(Schema.Array(LogisticsOption))
  }).pipe(
    Schema.filter(
      ({ logisticOptions, transaction }) =>
        logisticOptions !== undefined || transaction !== undefined || "give transaction, logisticOptions or both"
    )
  )
)
