/** What ePayment returns for a payment. */
import * as Schema from "effect/Schema"
import { detail, identifier, known, minorUnits, type Open, open, texts, timestamp } from "../internal/schema/rules.js"
import { type Amount, currencies, ReceivedAmount } from "../Money.js"

/**
 * The states that this version knows.
 *
 * @since 0.1.0
 * @category models
 */
export type KnownState = "CREATED" | "AUTHORIZED" | "ABORTED" | "EXPIRED" | "TERMINATED"

/**
 * The state of a payment. All but `CREATED` are final: after `AUTHORIZED` the state never changes again, and money that
 * is captured, refunded or released is in {@link Aggregate}. A value unknown to this version passes through.
 *
 * @since 0.1.0
 * @category models
 */
export type State = Open<KnownState>

/**
 * What has happened to a payment's money so far. Left to capture: authorized - captured - cancelled. Left to refund:
 * captured - refunded.
 *
 * @since 0.1.0
 * @category models
 */
export interface Aggregate {
  /** Reserved by the customer's approval, shipping included for Express. */
  readonly authorizedAmount: Amount
  /** Taken from the customer. */
  readonly capturedAmount: Amount
  /** Given back. */
  readonly refundedAmount: Amount
  /** Released, or the whole amount of a payment cancelled before its approval. */
  readonly cancelledAmount: Amount
}

/**
 * A postal address, as consented to by the customer. Any part may be missing.
 *
 * @since 0.1.0
 * @category models
 */
export interface Address {
  readonly addressLine1?: string | undefined
  readonly addressLine2?: string | undefined
  readonly city?: string | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined
  readonly postCode?: string | undefined
}

/**
 * What the customer consented to share; each field only if requested in `profile.scope`.
 *
 * @since 0.1.0
 * @category models
 */
export interface UserDetails {
  readonly email?: string | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  /** With country code, digits only. */
  readonly mobileNumber?: string | undefined
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: string | undefined
  readonly addresses?: ReadonlyArray<Address> | undefined
}

/**
 * What the customer of an Express payment chose.
 *
 * @since 0.1.0
 * @category models
 */
export interface ShippingDetails {
  readonly address?: Address | undefined
  /** Minor units, in the payment's currency. */
  readonly shippingCost?: number | undefined
  readonly shippingOptionId?: string | undefined
  readonly shippingOptionName?: string | undefined
}

/**
 * The current state of a payment.
 *
 * Amounts, state and identifiers are checked: a response without them is a `VippsDecodeError`. Everything optional here
 * is descriptive: a value of another type than documented is left out, and does not make the payment unreadable.
 *
 * @see https://developer.vippsmobilepay.com/api/epayment/#tag/QueryPayments/operation/getPayment
 * @since 0.1.0
 * @category models
 */
export interface Payment {
  readonly reference: string
  readonly state: State
  /** What was asked for when the payment was created. */
  readonly amount: Amount
  readonly aggregate: Aggregate
  readonly paymentMethod: {
    readonly type?: Open<"WALLET" | "CARD" | "CARD_PASSTHROUGH"> | undefined
    /** First 6 digits of the card, which identify its bank. */
    readonly cardBin?: string | undefined
  }
  readonly profile: {
    /** Present once authorized, if `profile.scope` was requested: the key to the Userinfo API. */
    readonly sub?: string | undefined
  }
  /** That of the creation; each event in the log has its own. */
  readonly pspReference: string
  readonly redirectUrl?: string | undefined
  readonly metadata?: { readonly [key: string]: string } | undefined
  readonly shippingDetails?: ShippingDetails | undefined
  readonly userDetails?: UserDetails | undefined
  /** Until when a capture is sure to succeed, RFC 3339. Newer than the 1.8.1 specification. */
  readonly captureGuaranteedUntil?: string | undefined
}

/**
 * One event in the life of a payment.
 *
 * @see https://developer.vippsmobilepay.com/api/epayment/#tag/QueryPayments/operation/getPaymentEventLog
 * @since 0.1.0
 * @category models
 */
export interface PaymentEvent {
  readonly reference: string
  /** This event's own; what a bookkeeping entry should carry. */
  readonly pspReference: string
  readonly name: Open<
    "CREATED" | "AUTHORIZED" | "CAPTURED" | "REFUNDED" | "CANCELLED" | "ABORTED" | "EXPIRED" | "TERMINATED"
  >
  /** What this event moved, not a running total. */
  readonly amount: Amount
  /** RFC 3339, with 3 to 7 decimals of a second. */
  readonly timestamp: string
  /** The key of the request that caused it. */
  readonly idempotencyKey?: string | undefined
  /** False: it was tried and did not happen. */
  readonly success: boolean
}

/**
 * The schema of {@link Aggregate}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Aggregate = Schema.Struct({
  authorizedAmount: ReceivedAmount,
  capturedAmount: ReceivedAmount,
  refundedAmount: ReceivedAmount,
  cancelledAmount: ReceivedAmount
}).annotations({
  // In one currency, and with no more captured, released or refunded than there was.
  arbitrary: () => (fc) =>
    fc
      .tuple(fc.constantFrom(...currencies), fc.array(fc.nat({ max: 65_000_000 }), { minLength: 4, maxLength: 4 }))
      .map(([currency, values]) => {
        const [authorized = 0, taken = 0, released = 0, refunded = 0] = values
        const captured = Math.min(taken, authorized)
        const amount = (value: number): Amount => ({ value, currency })
        return {
          authorizedAmount: amount(authorized),
          capturedAmount: amount(captured),
          cancelledAmount: amount(Math.min(released, authorized - captured)),
          refundedAmount: amount(Math.min(refunded, captured))
        }
      })
}) satisfies Schema.Schema<Aggregate>

const states = ["CREATED", "AUTHORIZED", "ABORTED", "EXPIRED", "TERMINATED"] as const

/**
 * The schema of {@link State}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const State: Schema.Schema<State> = open(...states)

/**
 * Narrows a state to those that this version knows, so that a `switch` over them can be exhaustive.
 *
 * @example
 * ```ts
 * import { EPayment } from "@effect-vipps/client"
 *
 * const isFinal = (state: EPayment.State): boolean | "new at Vipps" =>
 *   EPayment.isKnownState(state) ? state !== "CREATED" : "new at Vipps"
 * ```
 *
 * @since 0.1.0
 * @category guards
 */
export const isKnownState: (state: State) => state is KnownState = known(...states)

const Address: Schema.Schema<Address> = Schema.Struct({
  addressLine1: Schema.optional(Schema.String),
  addressLine2: Schema.optional(Schema.String),
  city: Schema.optional(Schema.String),
  country: Schema.optional(Schema.String),
  postCode: Schema.optional(Schema.String)
})

/**
 * The schema of {@link ShippingDetails}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ShippingDetails = Schema.Struct({
  address: Schema.optional(Address),
  shippingCost: Schema.optional(minorUnits),
  shippingOptionId: Schema.optional(Schema.String),
  shippingOptionName: Schema.optional(Schema.String)
}) satisfies Schema.Schema<ShippingDetails>

/**
 * The schema of {@link UserDetails}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const UserDetails = Schema.Struct({
  email: Schema.optional(Schema.String),
  firstName: Schema.optional(Schema.String),
  lastName: Schema.optional(Schema.String),
  mobileNumber: Schema.optional(Schema.String),
  dateOfBirth: Schema.optional(Schema.String),
  addresses: Schema.optional(Schema.Array(Address))
}) satisfies Schema.Schema<UserDetails>

/**
 * The schema of {@link Payment}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Payment = Schema.Struct({
  reference: identifier,
  state: State,
  amount: ReceivedAmount,
  aggregate: Aggregate,
  paymentMethod: detail(
    Schema.Struct({
      type: Schema.optional(open("WALLET", "CARD", "CARD_PASSTHROUGH")),
      cardBin: Schema.optional(Schema.String)
    }),
    {}
  ),
  profile: detail(Schema.Struct({ sub: Schema.optional(Schema.String) }), {}),
  pspReference: identifier,
  redirectUrl: Schema.optional(detail(Schema.String)),
  metadata: Schema.optional(detail(texts)),
  shippingDetails: Schema.optional(detail(ShippingDetails)),
  userDetails: Schema.optional(detail(UserDetails)),
  captureGuaranteedUntil: Schema.optional(detail(timestamp))
}) satisfies Schema.Schema<Payment>

/**
 * The schema of {@link PaymentEvent}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PaymentEvent = Schema.Struct({
  reference: identifier,
  pspReference: identifier,
  name: open("CREATED", "AUTHORIZED", "CAPTURED", "REFUNDED", "CANCELLED", "ABORTED", "EXPIRED", "TERMINATED"),
  amount: ReceivedAmount,
  timestamp,
  idempotencyKey: Schema.optional(detail(Schema.String)),
  success: Schema.Boolean
}) satisfies Schema.Schema<PaymentEvent>

/**
 * The schema of {@link PaymentEventLog}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PaymentEventLog: Schema.Schema<ReadonlyArray<PaymentEvent>> = Schema.Array(PaymentEvent)
