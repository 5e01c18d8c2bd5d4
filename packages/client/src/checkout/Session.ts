/** What `Checkout` returns for a session, which is also what Vipps posts to `merchantInfo.callbackUrl`. */
import * as Schema from "effect/Schema"
import { detail, identifier, known, type Open, open } from "../internal/schema/rules.js"
import { type Amount, ReceivedAmount } from "../Money.js"
import { ReceivedPickupPoint, ReceivedTimeslot } from "./Delivery.js"

/**
 * The response to creating a session: what the page needs to show Checkout.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
 * @since 0.1.0
 * @category models
 */
export interface CreateSessionResponse {
  /** For the frontend SDK; pass it to this customer only. */
  readonly token: string
  /** Where Checkout is served from; for the frontend SDK. */
  readonly checkoutFrontendUrl: string
  /** The URL of this session at Vipps; `getSession` needs only the reference. */
  readonly pollingUrl: string
}

/**
 * The states that this version knows.
 *
 * @since 0.1.0
 * @category models
 */
export type KnownSessionState =
  | "SessionCreated"
  | "PaymentInitiated"
  | "SessionExpired"
  | "PaymentSuccessful"
  | "PaymentTerminated"
  | "SessionStarted"
  | "SessionTerminated"

/**
 * The state of a session. `PaymentSuccessful`, `PaymentTerminated` and `SessionExpired` are final.
 *
 * `SessionStarted` and `SessionTerminated` are in no specification but have been seen. A value unknown to this version
 * passes through.
 *
 * @since 0.1.0
 * @category models
 */
export type SessionState = Open<KnownSessionState>

/**
 * What has happened to the payment's money so far; each amount may be absent.
 *
 * @since 0.1.0
 * @category models
 */
export interface TransactionAggregate {
  /** Released. */
  readonly cancelledAmount?: Amount | undefined
  /** Taken from the customer. */
  readonly capturedAmount?: Amount | undefined
  /** Given back. */
  readonly refundedAmount?: Amount | undefined
  /** Reserved by the customer's approval. */
  readonly authorizedAmount?: Amount | undefined
}

/**
 * The payment of a session. `getPayment` of the ePayment API returns more, for wallets and cards.
 *
 * Nothing here is sure: bank transfers have been seen without `state` and `aggregate`, and in 2022 the aggregate came
 * as `transactionAggregate` (a field unknown to this version stays on the object).
 *
 * @since 0.1.0
 * @category models
 */
export interface PaymentDetails {
  readonly type?: Open<"Wallet" | "Card" | "BankTransfer"> | undefined
  readonly amount?: Amount | undefined
  /** `TERMINATED` is every end without money: aborted, expired, failed. */
  readonly state?: Open<"CREATED" | "AUTHORIZED" | "TERMINATED"> | undefined
  readonly aggregate?: TransactionAggregate | undefined
}

/**
 * The agreement that a subscription session set up.
 *
 * @since 0.1.0
 * @category models
 */
export interface SubscriptionDetails {
  readonly state?: Open<"PENDING" | "ACTIVE" | "STOPPED" | "EXPIRED"> | undefined
  /** The agreement's id in the Recurring API, where later charges are made. */
  readonly agreementId?: string | undefined
}

/**
 * Who paid, when `configuration.requireUserInfo` asked for it.
 *
 * @since 0.1.0
 * @category models
 */
export interface UserInfo {
  /** The person's id, the same at each visit. */
  readonly sub?: string | undefined
  readonly email?: string | undefined
}

/**
 * Where the goods go and how. Which fields there are depends on `configuration.elements` and the chosen option.
 *
 * @since 0.1.0
 * @category models
 */
export interface ShippingDetails {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly email?: string | undefined
  /** With country code, digits only; a number without one is Norwegian. */
  readonly phoneNumber?: string | undefined
  readonly streetAddress?: string | undefined
  readonly postalCode?: string | undefined
  readonly city?: string | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined
  /** The `id` of the chosen logistics option. */
  readonly shippingMethodId?: string | undefined
  /** What the chosen option costs. */
  readonly amount?: Amount | undefined
  readonly pickupPoint?: ReceivedPickupPoint | undefined
  readonly timeslot?: ReceivedTimeslot | undefined
}

/**
 * Who gets the bill.
 *
 * @since 0.1.0
 * @category models
 */
export interface BillingDetails {
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly email?: string | undefined
  /** With country code, digits only; a number without one is Norwegian. */
  readonly phoneNumber?: string | undefined
  readonly streetAddress?: string | undefined
  readonly postalCode?: string | undefined
  readonly city?: string | undefined
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined
}

/**
 * The current state of a session.
 *
 * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
 * @since 0.1.0
 * @category models
 */
export interface Session {
  /** Vipps' own id of the session. */
  readonly sessionId: string
  /** The merchant's id of the session, and of the payment in the ePayment API. */
  readonly reference: string
  readonly sessionState: SessionState
  readonly merchantSerialNumber?: string | undefined
  /** What the customer pays with. */
  readonly paymentMethod?: Open<"Wallet" | "Card" | "BankTransfer"> | undefined
  readonly paymentDetails?: PaymentDetails | undefined
  readonly subscriptionDetails?: SubscriptionDetails | undefined
  readonly userInfo?: UserInfo | undefined
  readonly shippingDetails?: ShippingDetails | undefined
  readonly billingDetails?: BillingDetails | undefined
  /** Whether the customer ticked the box of `configuration.customConsent`. */
  readonly customConsentProvided?: boolean | undefined
}

const PaymentDetails: Schema.Schema<PaymentDetails> = Schema.Struct({
  type: Schema.optional(detail(open("Wallet", "Card", "BankTransfer"))),
  amount: Schema.optional(ReceivedAmount),
  state: Schema.optional(open("CREATED", "AUTHORIZED", "TERMINATED")),
  aggregate: Schema.optional(
    Schema.Struct({
      cancelledAmount: Schema.optional(ReceivedAmount),
      capturedAmount: Schema.optional(ReceivedAmount),
      refundedAmount: Schema.optional(ReceivedAmount),
      authorizedAmount: Schema.optional(ReceivedAmount)
    })
  )
})

const SubscriptionDetails: Schema.Schema<SubscriptionDetails> = Schema.Struct({
  state: Schema.optional(open("PENDING", "ACTIVE", "STOPPED", "EXPIRED")),
  agreementId: Schema.optional(Schema.String)
})

const address = {
  streetAddress: Schema.optional(Schema.String),
  postalCode: Schema.optional(Schema.String),
  city: Schema.optional(Schema.String),
  country: Schema.optional(Schema.String)
}

const ShippingDetails: Schema.Schema<ShippingDetails> = Schema.Struct({
  ...address,
  firstName: Schema.optional(Schema.String),
  lastName: Schema.optional(Schema.String),
  email: Schema.optional(Schema.String),
  phoneNumber: Schema.optional(Schema.String),
  shippingMethodId: Schema.optional(Schema.String),
  amount: Schema.optional(ReceivedAmount),
  pickupPoint: Schema.optional(ReceivedPickupPoint),
  timeslot: Schema.optional(ReceivedTimeslot)
})

const BillingDetails: Schema.Schema<BillingDetails> = Schema.Struct({
  ...address,
  firstName: Schema.optional(Schema.String),
  lastName: Schema.optional(Schema.String),
  email: Schema.optional(Schema.String),
  phoneNumber: Schema.optional(Schema.String)
})

/**
 * The schema of {@link CreateSessionResponse}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CreateSessionResponse = Schema.Struct({
  token: Schema.String,
  checkoutFrontendUrl: Schema.String,
  pollingUrl: Schema.String
}) satisfies Schema.Schema<CreateSessionResponse>

const states = [
  "SessionCreated",
  "PaymentInitiated",
  "SessionExpired",
  "PaymentSuccessful",
  "PaymentTerminated",
  "SessionStarted",
  "SessionTerminated"
] as const

/**
 * Narrows a state to those that this version knows, so that a `switch` over them can be exhaustive.
 *
 * @since 0.1.0
 * @category guards
 */
export const isKnownSessionState: (state: SessionState) => state is KnownSessionState = known(...states)

/**
 * The schema of {@link Session}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Session = Schema.Struct({
  sessionId: Schema.String,
  reference: identifier,
  sessionState: open(...states),
  merchantSerialNumber: Schema.optional(detail(Schema.String)),
  paymentMethod: Schema.optional(detail(open("Wallet", "Card", "BankTransfer"))),
  paymentDetails: Schema.optional(PaymentDetails),
  subscriptionDetails: Schema.optional(SubscriptionDetails),
  userInfo: Schema.optional(
    detail(Schema.Struct({ sub: Schema.optional(Schema.String), email: Schema.optional(Schema.String) }))
  ),
  shippingDetails: Schema.optional(detail(ShippingDetails)),
  billingDetails: Schema.optional(detail(BillingDetails)),
  customConsentProvided: Schema.optional(detail(Schema.Boolean))
}) satisfies Schema.Schema<Session>
