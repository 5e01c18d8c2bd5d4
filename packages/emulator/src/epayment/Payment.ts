/** A payment. Times are epoch milliseconds, amounts are integers in minor units. */

import type { Amount, Currency } from "../core/Amount.js"

export type { Amount, Currency }

/**
 * Only CREATED can change; captures and refunds show in the aggregate, never here.
 *
 * @since 0.1.0
 * @category models
 */
export type State = "CREATED" | "AUTHORIZED" | "ABORTED" | "EXPIRED" | "TERMINATED"

export const states = [
  "CREATED",
  "AUTHORIZED",
  "ABORTED",
  "EXPIRED",
  "TERMINATED"
] as const satisfies ReadonlyArray<State>

/**
 * The name of an event; a change of state is named after the new state.
 *
 * @since 0.1.0
 * @category models
 */
export type EventName = State | "CANCELLED" | "CAPTURED" | "REFUNDED"

/**
 * Something that happened to a payment. `timestamp` is in epoch milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface PaymentEvent {
  readonly name: EventName
  /** The amount of this event, not of the payment. */
  readonly amount: Amount
  /** Every event has its own. */
  readonly pspReference: string
  readonly timestamp: number
  readonly idempotencyKey: string | undefined
  /** False: the operation failed. */
  readonly success: boolean
}

/**
 * A line of the receipt, as far as a customer sees it. `totalAmount` is in minor units, tax included.
 *
 * @since 0.1.0
 * @category models
 */
export interface OrderLine {
  readonly name: string
  readonly totalAmount: number
}

/**
 * Sums in minor units, all in the payment's currency.
 *
 * @since 0.1.0
 * @category models
 */
export interface Aggregate {
  readonly authorized: number
  readonly captured: number
  readonly refunded: number
  readonly cancelled: number
}

/**
 * An address as ePayment writes it; `country` has two letters.
 *
 * @since 0.1.0
 * @category models
 */
export interface Address {
  readonly addressLine1: string
  readonly city: string
  readonly country: string
  readonly postCode: string
}

/**
 * Only what the customer consented to is present.
 *
 * @since 0.1.0
 * @category models
 */
export interface UserDetails {
  readonly email?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly mobileNumber?: string
  readonly dateOfBirth?: string
  readonly addresses?: ReadonlyArray<Address>
}

/**
 * The shipping option an Express customer chose, and the address.
 *
 * @since 0.1.0
 * @category models
 */
export interface ShippingChoice {
  readonly id: string
  readonly name: string
  /** Minor units. */
  readonly cost: number
  readonly address: Address
}

/** What the customer provided with the approval. */
export interface Consent {
  /** The one who approved. */
  readonly phoneNumber: string
  readonly shipping: ShippingChoice | undefined
  readonly userDetails: UserDetails | undefined
  readonly sub: string | undefined
}

/**
 * Whom a payment is for, by exactly one of the three.
 *
 * @since 0.1.0
 * @category models
 */
export interface Customer {
  readonly phoneNumber?: string
  readonly personalQr?: string
  readonly customerToken?: string
}

/**
 * What an Express payment offers the customer; `options` are in the app's order, the default first. With
 * a `callback` they are the merchant's response for the customer's address, and empty before.
 *
 * @since 0.1.0
 * @category models
 */
export interface Express {
  readonly options: ReadonlyArray<{ readonly id: string; readonly name: string; readonly cost: number }>
  readonly callback: { readonly callbackUrl: string; readonly callbackAuthorizationToken?: string } | undefined
  /** The address of the merchant's response. */
  readonly address?: Address
}

/**
 * A payment, whether made through ePayment or on the Checkout page.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/epayment-api
 *
 * @since 0.1.0
 * @category models
 */
export interface Payment {
  readonly reference: string
  readonly merchantSerialNumber: string
  readonly amount: Amount
  readonly methodType: "WALLET" | "CARD"
  readonly customer: Customer | undefined
  /** Of the customer that the request names, in whichever way, and then of the one who approved. */
  readonly phoneNumber: string | undefined
  readonly scope: ReadonlyArray<string>
  readonly express: Express | undefined
  readonly metadata: Readonly<Record<string, string>> | undefined
  readonly redirectUrl: string | undefined
  /** The `token` of the redirect URL, which opens the customer's page. */
  readonly landingToken: string
  /** Where the customer returns to. */
  readonly returnUrl: string | undefined
  readonly description: string | undefined
  readonly orderLines: ReadonlyArray<OrderLine>
  readonly userFlow: "WEB_REDIRECT" | "NATIVE_REDIRECT" | "PUSH_MESSAGE" | "QR"
  readonly minimumUserAge: number | undefined
  readonly expiresAt: number
  /** Drawn at creation, so that expiry can be computed at any read with the same result. */
  readonly expiryPspReference: string
  readonly state: State
  readonly aggregate: Aggregate
  /** Oldest first; the first is always CREATED. */
  readonly events: readonly [PaymentEvent, ...ReadonlyArray<PaymentEvent>]
  readonly authorizedAt: number | undefined
  readonly shipping: ShippingChoice | undefined
  readonly userDetails: UserDetails | undefined
  /** The customer's id, present once a payment with a scope was approved. */
  readonly sub: string | undefined
}

/** The payment's pspReference in every response is the CREATED event's. */
export const pspReference = (payment: Payment): string => payment.events[0].pspReference

/** What can still be captured or cancelled. */
export const remaining = ({ aggregate }: Payment): number =>
  aggregate.authorized - aggregate.cancelled - aggregate.captured

/** What can still be refunded. */
export const refundable = ({ aggregate }: Payment): number => aggregate.captured - aggregate.refunded
