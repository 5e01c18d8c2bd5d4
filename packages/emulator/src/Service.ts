/** What a running emulator offers in process, and how it is set up. */
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { CompleteSessionDetails } from "./checkout/requestSchemas.js"
import type { AccountingPartner, Merchant } from "./core/Merchant.js"
import type { Exchange } from "./core/RequestLog.js"
import type { LedgerEntry } from "./core/World.js"
import type { UserinfoSwitches } from "./customers/consents.js"
import type { Person } from "./customers/person.js"
import type { DeliveryChaos, DeliveryRule } from "./DeliveryFault.js"
import type { Delivery } from "./delivery/Delivery.js"
import type { EmulatorError, UnknownReferenceError } from "./EmulatorError.js"
import type { Address, Payment } from "./epayment/Payment.js"
import type { Chaos, Operation, Rule } from "./Fault.js"
import type { DecidedCiba } from "./login/actions.js"
import type { LoginSwitches } from "./login/tables.js"
import type { Agreement } from "./recurring/Agreement.js"
import type { Charge } from "./recurring/Charge.js"
import type { Switches } from "./recurring/tables.js"
import type { NewEntry } from "./report/actions.js"
import type { ReportSwitches } from "./report/tables.js"
import type { CustomerDetails } from "./userinfo/actions.js"

/** The requirements of an app besides the request it serves. */
export type Needs<R> = Exclude<Exclude<R, HttpServerRequest.HttpServerRequest>, Scope.Scope>

/**
 * Options of the emulator. All have defaults.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** The sales units that are accepted. Defaults to those of {@link merchants}. */
  readonly merchants?: ReadonlyArray<Merchant> | undefined
  /** Who may read ledgers with keys of their own. Defaults to `accountingPartner`, with access to all of them. */
  readonly accountingPartners?: ReadonlyArray<AccountingPartner> | undefined
  /**
   * The address callers reach the emulator at, without a slash at the end. Defaults to `http://127.0.0.1:4242`. Its host
   * name is accepted in requests besides 127.0.0.1, localhost and [::1]; others get 403.
   */
  readonly publicUrl?: string | undefined
  /** Further host names that requests may name, such as the service's name in a compose file; others get 403. */
  readonly allowHosts?: ReadonlyArray<string> | undefined
  /**
   * Further hosts whose return, callback and webhook URLs may be plain http, by name without a port. Defaults to this
   * machine only.
   */
  readonly allowHttp?: ReadonlyArray<string> | undefined
  /**
   * Origins, such as `http://localhost:5173`, whose pages may call the control endpoints from a browser (CORS). Defaults
   * to none.
   */
  readonly allowOrigins?: ReadonlyArray<string> | undefined
  /**
   * Whether calls beyond Vipps' limits get 429: a minute, for each operation on each payment, 5 of create, capture, refund
   * and cancel, and 120 of each read. Defaults to true.
   */
  readonly rateLimits?: boolean | undefined
  /** How long a customer has to approve. Defaults to 10 minutes. */
  readonly paymentLifetime?: Duration.DurationInput | undefined
  /** How long a Checkout session lives. Defaults to 1 hour. */
  readonly sessionLifetime?: Duration.DurationInput | undefined
  /** How long an access token lives. Defaults to 1 hour, as in Vipps' test environment. */
  readonly tokenLifetime?: Duration.DurationInput | undefined
  /**
   * Receives a line for each request to an API or a control endpoint and for each webhook, with its status, without
   * secrets; reads of control endpoints have none. Defaults to no lines.
   */
  readonly log?: ((line: string) => void) | undefined
  /** How the merchant's own endpoints are called. Defaults to the network. */
  readonly callbackClient?: HttpClient.HttpClient | undefined
}

/**
 * The sales unit, where several use one reference. Defaults to the first that does.
 *
 * @since 0.1.0
 * @category models
 */
export interface SalesUnit {
  readonly merchantSerialNumber?: string | undefined
}

/**
 * What an Express customer chooses. Defaults to the default shipping option and the test person's own address.
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
  /** All endpoints as one app, to be served or to be called within the caller's fiber. */
  readonly httpApp: HttpApp.Default
  /** The app as an `HttpClient`: what it is sent never leaves the caller's fiber, so that `TestClock` is its clock. */
  readonly client: HttpClient.HttpClient
  /** The app as a function like `fetch`, for code that takes one. Runs on the clock the emulator was made with. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** Approves the payment as the customer. The merchant of dynamic Express options is asked for them. */
  readonly approve: (reference: string, approval?: Approval) => Effect.Effect<Payment, EmulatorError>
  /** Rejects the payment as the customer: ABORTED. */
  readonly reject: (reference: string, salesUnit?: SalesUnit) => Effect.Effect<Payment, EmulatorError>
  /** Expires the payment now: EXPIRED. */
  readonly expire: (reference: string, salesUnit?: SalesUnit) => Effect.Effect<Payment, EmulatorError>
  /**
   * Fills in the Checkout page as the customer and continues to the payment, for `approve`, `reject` or `expire`; the
   * merchant of dynamic shipping options is asked for them. None for a subscription without a charge.
   */
  readonly initiateSession: (
    reference: string,
    details?: CompleteSessionDetails,
    salesUnit?: SalesUnit
  ) => Effect.Effect<Option.Option<Payment>, EmulatorError>
  /**
   * Fills in the Checkout page as the customer and pays; the merchant of dynamic shipping options is asked for them. The
   * result is the payment; none for a subscription without a charge.
   */
  readonly completeSession: (
    reference: string,
    details?: CompleteSessionDetails,
    salesUnit?: SalesUnit
  ) => Effect.Effect<Option.Option<Payment>, EmulatorError>
  /** Returns the current payment. */
  readonly payment: (reference: string, salesUnit?: SalesUnit) => Effect.Effect<Payment, UnknownReferenceError>
  /**
   * The customer approves the agreement, and its initial charge is paid; if that fails, the agreement is EXPIRED. With
   * VARIABLE pricing `maxAmount`, in minor units, is the most the customer allows for a charge; defaults to the suggested one.
   */
  readonly approveAgreement: (
    agreementId: string,
    choice?: SalesUnit & { readonly maxAmount?: number | undefined }
  ) => Effect.Effect<Agreement, EmulatorError>
  /** The customer rejects the agreement: STOPPED. */
  readonly rejectAgreement: (agreementId: string, salesUnit?: SalesUnit) => Effect.Effect<Agreement, EmulatorError>
  /**
   * The customer stops the agreement in the app: charges that are not reserved yet are cancelled. As `ADMIN` Vipps itself
   * stops it, for example because the customer's profile was deleted.
   */
  readonly stopAgreement: (
    agreementId: string,
    as?: SalesUnit & { readonly actor?: "USER" | "ADMIN" | undefined }
  ) => Effect.Effect<Agreement, EmulatorError>
  /** The customer allows another maximum for a charge, in minor units; VARIABLE pricing only. */
  readonly raiseMax: (
    agreementId: string,
    maxAmount: number,
    salesUnit?: SalesUnit
  ) => Effect.Effect<Agreement, EmulatorError>
  /** The agreement as it is now, and its charges, oldest first. */
  readonly agreement: (
    agreementId: string,
    salesUnit?: SalesUnit
  ) => Effect.Effect<{ readonly agreement: Agreement; readonly charges: ReadonlyArray<Charge> }, UnknownReferenceError>
  /**
   * A customer scans the QR code of a till: the webhook `user.checked-in.v1` is sent. The token works in `createPayment`
   * for 15 minutes. The phone number defaults to the test person's.
   */
  readonly checkIn: (
    merchantQrId: string,
    visitor?: SalesUnit & { readonly phoneNumber?: string | undefined }
  ) => Effect.Effect<{ readonly customerToken: string }, EmulatorError>
  /**
   * A customer shows the personal QR code of the app: the text that a scanner reads. Version `1.0` is the old form. The
   * phone number defaults to the test person's.
   */
  readonly showPersonalQr: (customer?: {
    readonly phoneNumber?: string | undefined
    readonly version?: "1.0" | "2.0" | undefined
  }) => Effect.Effect<{ readonly qrCode: string }>
  /** Describes the customer with this phone number; what is left out stays. `address` is null for one without. */
  readonly describeCustomer: (phoneNumber: string, details: CustomerDetails) => Effect.Effect<Person, EmulatorError>
  /**
   * Sets how reports are made until the next reset: the size of pages, fees, and when balances are paid out. Entries are
   * derived from the ledger, so those of the past change with it.
   */
  readonly setReport: (switches: Partial<ReportSwitches>) => Effect.Effect<void>
  /** Puts an entry into the ledger of a sales unit: a correction, a top-up, or one of a type that nobody knows. */
  readonly addReportEntry: (
    merchantSerialNumber: string,
    entry: NewEntry
  ) => Effect.Effect<{ readonly pspReference: string }, EmulatorError>
  /** Sets how Userinfo behaves where Vipps has been seen to do both, until the next reset. */
  readonly setUserinfo: (switches: Partial<UserinfoSwitches>) => Effect.Effect<void>
  /**
   * Logs the customer in, without a browser. Returns where the browser would go: the redirect URI with `code` and `state`.
   * The phone number defaults to the test person's. Fails with `InvalidDetailsError` if the URL is not a login URL of this
   * emulator, or if its request is refused.
   */
  readonly approveLogin: (
    authorizationUrl: string,
    customer?: { readonly phoneNumber?: string | undefined }
  ) => Effect.Effect<{ readonly location: string }, EmulatorError>
  /** Ends a login with an error, which defaults to the customer's `access_denied`. Returns where the browser would go. */
  readonly rejectLogin: (
    authorizationUrl: string,
    reason?: { readonly error?: string | undefined }
  ) => Effect.Effect<{ readonly location: string }, EmulatorError>
  /**
   * The customer approves a login that the merchant started, by its `auth_req_id`: the webhook
   * `login.merchant-initiated.ping.v1` is sent. In the redirect variant `location` is where the browser would go instead.
   */
  readonly approveCiba: (authReqId: string) => Effect.Effect<DecidedCiba, EmulatorError>
  /** The customer rejects a login that the merchant started. */
  readonly rejectCiba: (authReqId: string) => Effect.Effect<DecidedCiba, EmulatorError>
  /**
   * The customer revokes the consent to share data with a sales unit: access tokens of logins end, and what was shared can
   * no longer be read. Returns the body of the message about it, which is sent to `url`, if there is one. The customer is
   * named by `sub` or by phone number, which defaults to the test person's; the sales unit defaults to the first.
   */
  readonly revokeConsent: (
    consent?: SalesUnit & {
      readonly sub?: string | undefined
      readonly phoneNumber?: string | undefined
      readonly url?: string | undefined
    }
  ) => Effect.Effect<{ readonly body: string }, EmulatorError>
  /** Makes new signing keys of ID tokens. The old ones stay published, unless `withdraw` is true. */
  readonly rotateLoginKeys: (options?: { readonly withdraw?: boolean | undefined }) => Effect.Effect<void>
  /** Sets how Login behaves, and injects its faults, until the next reset. */
  readonly setLogin: (switches: Partial<LoginSwitches>) => Effect.Effect<void>
  /** Sets how Recurring behaves where Vipps may do both, until the next reset. */
  readonly setRecurring: (switches: Partial<Switches>) => Effect.Effect<void>
  /** Every movement of money so far, oldest first. */
  readonly ledger: Effect.Effect<ReadonlyArray<LedgerEntry>>
  /** The latest requests of Vipps' APIs with their responses, oldest first, secrets masked. */
  readonly requests: Effect.Effect<ReadonlyArray<Exchange<Operation>>>
  /** Advances the clock, for payments, sessions, tokens, deadlines and limits. */
  readonly moveClock: (by: Duration.DurationInput) => Effect.Effect<void>
  /**
   * Sends webhooks and callbacks to this app within the process from now on, whatever host they are for: such as a router
   * with `Webhooks.receiver` in it.
   */
  readonly deliverTo: <E, R>(app: HttpApp.Default<E, R>) => Effect.Effect<void, never, Needs<R>>
  /** Webhooks and callbacks since the last reset, oldest first: those that are due, and those that are done. */
  readonly deliveries: Effect.Effect<ReadonlyArray<Delivery>>
  /** Sends a delivery, named by its sequence, once more; false if it does not exist. */
  readonly resend: (sequence: number) => Effect.Effect<boolean>
  /** Injects a fault for matching webhooks. A rule that can never match is a defect. */
  readonly injectDelivery: (rule: DeliveryRule) => Effect.Effect<void>
  /** Injects random faults into webhooks. */
  readonly chaosDeliveries: (chaos: DeliveryChaos) => Effect.Effect<void>
  /** Revokes all access tokens. */
  readonly revokeTokens: Effect.Effect<void>
  /** Injects a fault for matching requests. A rule that can never match is a defect. */
  readonly inject: (rule: Rule) => Effect.Effect<void>
  /** Injects random faults into requests. */
  readonly chaos: (chaos: Chaos) => Effect.Effect<void>
  /** Clears all faults. */
  readonly clearFaults: Effect.Effect<void>
  /** Clears payments, sessions, tokens, idempotency keys, registrations, deliveries, faults and the ledger. */
  readonly reset: Effect.Effect<void>
}

/** The service without its HTTP endpoints, which are made from it. */
export type ControlService = Omit<Service, "httpApp" | "client" | "fetch">
