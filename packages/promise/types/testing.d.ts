// Printed by `npm run types` from the sources. Do not edit.

/**
 * The part of a Fastify app that {@link toFastify} uses.
 *
 * @since 0.1.0
 */
export interface FastifyLike {
  readonly inject: (options: {
    readonly method: "POST"
    readonly url: string
    readonly headers: Record<string, string>
    readonly payload: Uint8Array
  }) => PromiseLike<{
    readonly statusCode: number
    readonly headers: Record<string, string | number | Array<string> | undefined>
    readonly rawPayload: Uint8Array
  }>
}

/**
 * A handler of web requests, as of Next.js, Hono, Bun, Deno and Workers.
 *
 * @since 0.1.0
 */
export type FetchHandler = (request: Request) => Response | Promise<Response>

/**
 * The emulator in memory for tests without Effect: all that `VippsEmulator` has, as functions that return Promises. The
 * customer's actions reject with the emulator's errors (`_tag` `UnknownReferenceError`, `WrongStateError`,
 * `InvalidDetailsError`, `CallbackFailedError`), and rules that can never match with a `TypeError`.
 *
 * @since 0.1.0
 */
export interface RunningVipps {
  /** What `new Vipps({ ...vipps.options })` needs to talk to it: keys, address and `fetch`. */
  readonly options: Credentials & {
    readonly baseUrl: string
    readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  }
  /**
   * Sends webhooks and callbacks to this handler from now on, whatever their host: one made by `webhookHandler`, the
   * `POST` of a Next.js route, a Hono app, or what `toExpress` and `toFastify` make of an app.
   */
  readonly deliverTo: (handler: FetchHandler | {
    readonly fetch: FetchHandler
  }) => Promise<void>
  /** Advances the clock by this many milliseconds. */
  readonly moveClock: (millis: number) => Promise<void>
  /** Stops the emulator and everything it started. */
  readonly close: () => Promise<void>
  /** Revokes all access tokens. */
  readonly revokeTokens: () => Promise<void>
  /** Returns the current payment. */
  readonly payment: (reference: string, salesUnit?: SalesUnit) => Promise<Payment>
  /** The agreement as it is now, and its charges, oldest first. */
  readonly agreement: (agreementId: string, salesUnit?: SalesUnit) => Promise<{
    readonly agreement: Agreement
    readonly charges: ReadonlyArray<Charge>
  }>
  /** Approves the payment as the customer. The merchant of dynamic Express options is asked for them. */
  readonly approve: (reference: string, approval?: Approval) => Promise<Payment>
  /** Rejects the payment as the customer: ABORTED. */
  readonly reject: (reference: string, salesUnit?: SalesUnit) => Promise<Payment>
  /** Expires the payment now: EXPIRED. */
  readonly expire: (reference: string, salesUnit?: SalesUnit) => Promise<Payment>
  /**
   * Fills in the Checkout page as the customer and continues to the payment, for `approve`, `reject` or `expire`; the
   * merchant of dynamic shipping options is asked for them. None for a subscription without a charge.
   */
  readonly initiateSession: (reference: string, details?: CompleteSessionDetails, salesUnit?: SalesUnit) => Promise<Payment | undefined>
  /**
   * Fills in the Checkout page as the customer and pays; the merchant of dynamic shipping options is asked for them. The
   * result is the payment; none for a subscription without a charge.
   */
  readonly completeSession: (reference: string, details?: CompleteSessionDetails, salesUnit?: SalesUnit) => Promise<Payment | undefined>
  /**
   * The customer approves the agreement, and its initial charge is paid; if that fails, the agreement is EXPIRED. With
   * VARIABLE pricing `maxAmount`, in minor units, is the most the customer allows for a charge; defaults to the suggested one.
   */
  readonly approveAgreement: (agreementId: string, choice?: SalesUnit & {
    readonly maxAmount?: number | undefined
  }) => Promise<Agreement>
  /** The customer rejects the agreement: STOPPED. */
  readonly rejectAgreement: (agreementId: string, salesUnit?: SalesUnit) => Promise<Agreement>
  /**
   * The customer stops the agreement in the app: charges that are not reserved yet are cancelled. As `ADMIN` Vipps itself
   * stops it, for example because the customer's profile was deleted.
   */
  readonly stopAgreement: (agreementId: string, as?: SalesUnit & {
    readonly actor?: "USER" | "ADMIN" | undefined
  }) => Promise<Agreement>
  /** The customer allows another maximum for a charge, in minor units; VARIABLE pricing only. */
  readonly raiseMax: (agreementId: string, maxAmount: number, salesUnit?: SalesUnit) => Promise<Agreement>
  /**
   * A customer scans the QR code of a till: the webhook `user.checked-in.v1` is sent. The token works in `createPayment`
   * for 15 minutes. The phone number defaults to the test person's.
   */
  readonly checkIn: (merchantQrId: string, visitor?: SalesUnit & {
    readonly phoneNumber?: string | undefined
  }) => Promise<{
    readonly customerToken: string
  }>
  /**
   * A customer shows the personal QR code of the app: the text that a scanner reads. Version `1.0` is the old form. The
   * phone number defaults to the test person's.
   */
  readonly showPersonalQr: (customer?: {
    readonly phoneNumber?: string | undefined
    readonly version?: "1.0" | "2.0" | undefined
  }) => Promise<{
    readonly qrCode: string
  }>
  /** Describes the customer with this phone number; what is left out stays. `address` is null for one without. */
  readonly describeCustomer: (phoneNumber: string, details: CustomerDetails) => Promise<Person>
  /**
   * Sets how reports are made until the next reset: the size of pages, fees, and when balances are paid out. Entries are
   * derived from the ledger, so those of the past change with it.
   */
  readonly setReport: (switches: Partial<ReportSwitches>) => Promise<void>
  /** Puts an entry into the ledger of a sales unit: a correction, a top-up, or one of a type that nobody knows. */
  readonly addReportEntry: (merchantSerialNumber: string, entry: NewEntry) => Promise<{
    readonly pspReference: string
  }>
  /** Sets how Userinfo behaves where Vipps has been seen to do both, until the next reset. */
  readonly setUserinfo: (switches: Partial<UserinfoSwitches>) => Promise<void>
  /**
   * Logs the customer in, without a browser. Returns where the browser would go: the redirect URI with `code` and `state`.
   * The phone number defaults to the test person's. Fails with `InvalidDetailsError` if the URL is not a login URL of this
   * emulator, or if its request is refused.
   */
  readonly approveLogin: (authorizationUrl: string, customer?: {
    readonly phoneNumber?: string | undefined
  }) => Promise<{
    readonly location: string
  }>
  /** Ends a login with an error, which defaults to the customer's `access_denied`. Returns where the browser would go. */
  readonly rejectLogin: (authorizationUrl: string, reason?: {
    readonly error?: string | undefined
  }) => Promise<{
    readonly location: string
  }>
  /**
   * The customer approves a login that the merchant started, by its `auth_req_id`: the webhook
   * `login.merchant-initiated.ping.v1` is sent. In the redirect variant `location` is where the browser would go instead.
   */
  readonly approveCiba: (authReqId: string) => Promise<DecidedCiba>
  /** The customer rejects a login that the merchant started. */
  readonly rejectCiba: (authReqId: string) => Promise<DecidedCiba>
  /**
   * The customer revokes the consent to share data with a sales unit: access tokens of logins end, and what was shared can
   * no longer be read. Returns the body of the message about it, which is sent to `url`, if there is one. The customer is
   * named by `sub` or by phone number, which defaults to the test person's; the sales unit defaults to the first.
   */
  readonly revokeConsent: (consent?: SalesUnit & {
    readonly sub?: string | undefined
    readonly phoneNumber?: string | undefined
    readonly url?: string | undefined
  }) => Promise<{
    readonly body: string
  }>
  /** Makes new signing keys of ID tokens. The old ones stay published, unless `withdraw` is true. */
  readonly rotateLoginKeys: (options?: {
    readonly withdraw?: boolean | undefined
  }) => Promise<void>
  /** Sets how Login behaves, and injects its faults, until the next reset. */
  readonly setLogin: (switches: Partial<LoginSwitches>) => Promise<void>
  /** Sets how Recurring behaves where Vipps may do both, until the next reset. */
  readonly setRecurring: (switches: Partial<Switches>) => Promise<void>
  /** Every movement of money so far, oldest first. */
  readonly ledger: () => Promise<ReadonlyArray<LedgerEntry>>
  /** The latest requests of Vipps' APIs with their responses, oldest first, secrets masked. */
  readonly requests: () => Promise<ReadonlyArray<Exchange<OperationName>>>
  /** Webhooks and callbacks since the last reset, oldest first: those that are due, and those that are done. */
  readonly deliveries: () => Promise<ReadonlyArray<Delivery>>
  /** Sends a delivery, named by its sequence, once more; false if it does not exist. */
  readonly resend: (sequence: number) => Promise<boolean>
  /** Injects a fault for matching webhooks. A rule that can never match is a defect. */
  readonly injectDelivery: (rule: DeliveryRule) => Promise<void>
  /** Injects random faults into webhooks. */
  readonly chaosDeliveries: (chaos: DeliveryChaos) => Promise<void>
  /** Injects a fault for matching requests. A rule that can never match is a defect. */
  readonly inject: (rule: Rule) => Promise<void>
  /** Injects random faults into requests. */
  readonly chaos: (chaos: Chaos) => Promise<void>
  /** Clears all faults. */
  readonly clearFaults: () => Promise<void>
  /** Clears payments, sessions, tokens, idempotency keys, registrations, deliveries, faults and the ledger. */
  readonly reset: () => Promise<void>
}

/**
 * A webhook as Vipps sends it: to be passed to `fetch`, `new Request` or a framework's own way to inject requests.
 *
 * @since 0.1.0
 */
export interface SignedWebhook {
  readonly method: "POST"
  readonly url: string
  readonly headers: {
    readonly [key: string]: string
  }
  readonly body: string
}

/**
 * Options of {@link startVipps}. All have defaults.
 *
 * @since 0.1.0
 */
export interface StartOptions {
  /** How long a customer has to approve. Defaults to 10 minutes. */
  readonly paymentLifetime?: Lifetime | undefined
  /** How long a Checkout session lives. Defaults to 1 hour. */
  readonly sessionLifetime?: Lifetime | undefined
  /** How long an access token lives. Defaults to 1 hour, as in Vipps' test environment. */
  readonly tokenLifetime?: Lifetime | undefined
  /**
   * Further hosts whose return, callback and webhook URLs may be plain http, by name without a port. Defaults to this
   * machine only.
   */
  readonly allowHttp?: ReadonlyArray<string> | undefined
  /** The sales units that are accepted. Defaults to those of {@link merchants}. */
  readonly merchants?: ReadonlyArray<Merchant> | undefined
  /** Who may read ledgers with keys of their own. Defaults to `accountingPartner`, with access to all of them. */
  readonly accountingPartners?: ReadonlyArray<AccountingPartner> | undefined
  /** Further host names that requests may name, such as the service's name in a compose file; others get 403. */
  readonly allowHosts?: ReadonlyArray<string> | undefined
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
  /**
   * Receives a line for each request to an API or a control endpoint and for each webhook, with its status, without
   * secrets; reads of control endpoints have none. Defaults to no lines.
   */
  readonly log?: ((line: string) => void) | undefined
}

/**
 * The default sales units of the emulator, one per market. Their keys are invented and not valid at Vipps.
 *
 * @since 0.1.0
 */
export declare const merchants: {
  readonly norway: Merchant
  readonly denmark: Merchant
  readonly finland: Merchant
}

/**
 * Signs a webhook as Vipps does, over the method, the path with its query, the date, the host and the body.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/request-authentication
 *
 * @since 0.1.0
 */
export declare const signWebhook: (webhook: {
  /** The URL that is registered. */
  readonly url: string
  /** The event; text is sent as it is, anything else as JSON. */
  readonly body: unknown
  /** The secret of the registration. */
  readonly secret: string
  /** When it is sent. Defaults to now; receivers refuse dates that are too far away. */
  readonly date?: Date | undefined
}) => SignedWebhook

/**
 * Starts the emulator in memory: no keys, no network, no socket. One per test, so that tests share nothing.
 *
 * @example
 * ```ts
 * import Vipps from "@effect-vipps/promise"
 * import { startVipps } from "@effect-vipps/testing"
 *
 * const inMemory = await startVipps()
 * const vipps = new Vipps(inMemory.options)
 * // the code under test creates a payment with `vipps`; then:
 * await inMemory.approve("order-2026-0001")
 * const captures = (await inMemory.ledger()).filter(({ operation }) => operation === "CAPTURED")
 * await inMemory.close()
 * ```
 *
 * @since 0.1.0
 */
export declare const startVipps: (options?: StartOptions) => Promise<RunningVipps>

/**
 * Makes a handler of an Express app, or of any listener of Node's `http`. Each request is served over a loopback socket of
 * its own, which is closed afterwards.
 *
 * @example
 * ```ts
 * import { startVipps, toExpress } from "@effect-vipps/testing"
 * import express from "express"
 *
 * const app = express()
 * const inMemory = await startVipps()
 * await inMemory.deliverTo(toExpress(app))
 * ```
 *
 * @since 0.1.0
 */
export declare const toExpress: (app: (request: never, response: never) => unknown) => FetchHandler

/**
 * Makes a handler of a Fastify app, through its own `inject`: no socket is opened.
 *
 * @since 0.1.0
 */
export declare const toFastify: (app: FastifyLike) => FetchHandler

/**
 * Makes a handler of a Hono app, or of any object with `fetch`.
 *
 * @since 0.1.0
 */
export declare const toHono: (app: {
  readonly fetch: (request: Request) => Response | Promise<Response>
}) => FetchHandler

/**
 * Makes a handler of a Next.js route: the function `POST` of an `app/.../route.ts`, with the parameters of its path.
 *
 * @since 0.1.0
 */
export declare const toNext: <Context>(post: (request: never, context: Context) => Response | Promise<Response>, context?: Context & {}) => FetchHandler

/**
 * The keys of a sales unit.
 *
 * @since 0.1.0
 */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly subscriptionKey: string
  /** 4 to 10 digits. */
  readonly merchantSerialNumber: string
}

/**
 * The sales unit, where several use one reference. Defaults to the first that does.
 *
 * @since 0.1.0
 */
export interface SalesUnit {
  readonly merchantSerialNumber?: string | undefined
}

/**
 * A payment, whether made through ePayment or on the Checkout page.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/epayment-api
 *
 * @since 0.1.0
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
  readonly metadata: {
    readonly [key: string]: string
  } | undefined
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
  readonly events: readonly [PaymentEvent, ...Array<PaymentEvent>]
  readonly authorizedAt: number | undefined
  readonly shipping: ShippingChoice | undefined
  readonly userDetails: UserDetails | undefined
  /** The customer's id, present once a payment with a scope was approved. */
  readonly sub: string | undefined
}

/**
 * A customer's permission to be charged.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/recurring-api
 *
 * @since 0.1.0
 */
export interface Agreement {
  readonly id: string
  readonly uuid: string
  readonly merchantSerialNumber: string
  readonly status: AgreementStatus
  readonly pricing: Pricing
  readonly productName: string
  readonly productDescription: string | undefined
  /** Undefined: charges as they come. */
  readonly interval: Period | undefined
  readonly campaign: Campaign | undefined
  /** The charge that is paid with the approval. */
  readonly initialChargeId: string | undefined
  /** All charges, oldest first. */
  readonly chargeIds: ReadonlyArray<string>
  readonly phoneNumber: string | undefined
  /** The customer is sent a push message instead of to the landing page. */
  readonly skipLandingPage: boolean
  readonly isApp: boolean
  readonly scope: ReadonlyArray<string>
  readonly merchantRedirectUrl: string
  readonly merchantAgreementUrl: string | undefined
  readonly externalId: string | undefined
  readonly blockedSources: ReadonlyArray<string>
  /** Opens the customer's page. */
  readonly token: string
  readonly createdAt: number
  /** When the customer's time to approve is up. */
  readonly expiresAt: number
  readonly startedAt: number | undefined
  readonly stoppedAt: number | undefined
  /** The customer's id, present once an agreement with a scope is active. */
  readonly sub: string | undefined
  /** Oldest first. */
  readonly history: readonly [AgreementEvent, ...Array<AgreementEvent>]
}

/**
 * A charge of an agreement.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/recurring-api
 *
 * @since 0.1.0
 */
export interface Charge {
  readonly id: string
  readonly agreementId: string
  readonly merchantSerialNumber: string
  readonly type: "RECURRING" | "UNSCHEDULED" | "INITIAL"
  readonly transactionType: "DIRECT_CAPTURE" | "RESERVE_CAPTURE"
  readonly processingMode: "MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT"
  readonly status: ChargeStatus
  readonly amount: number
  readonly currency: AgreementCurrency
  readonly captured: number
  readonly refunded: number
  readonly cancelled: number
  readonly description: string
  readonly externalId: string | undefined
  readonly externalAgreementId: string | undefined
  /** `YYYY-MM-DD`, in the market's time. */
  readonly due: string
  readonly retryDays: number
  /** At least ten digits; events count on from it. */
  readonly transactionId: string
  readonly createdAt: number
  /** How often the customer's payment source was tried. */
  readonly attempts: number
  readonly failureReason: FailureReason | undefined
  /** When the charge changes by itself; undefined when it does not. */
  readonly nextAt: number | undefined
  readonly lastCaptureAt: number | undefined
  /** Oldest first. */
  readonly history: readonly [ChargeEvent, ...Array<ChargeEvent>]
}

/**
 * What an Express customer chooses. Defaults to the default shipping option and the test person's own address.
 *
 * @since 0.1.0
 */
export interface Approval {
  readonly shippingOptionId?: string | undefined
  readonly address?: Address | undefined
  readonly merchantSerialNumber?: string | undefined
}

/**
 * What the customer types into the Checkout page of the emulator. All fields are optional.
 *
 * @since 0.1.0
 */
export interface CompleteSessionDetails {
  /** Defaults to `Wallet`. */
  readonly paymentMethod?: "Wallet" | "Card" | undefined
  /** The id of one of the session's shipping options. Defaults to the default one, else the one of lowest priority. */
  readonly shippingOptionId?: string | undefined
  /** The id of one of that option's pickup points. Defaults to the first. */
  readonly pickupPointId?: string | undefined
  /** The id of one of that option's timeslots. Defaults to the first. */
  readonly timeslotId?: string | undefined
  /** The response to the merchant's own question, where the session has one. Defaults to yes. */
  readonly customConsent?: boolean | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly email?: string | undefined
  /** Digits only, with country code. */
  readonly phoneNumber?: string | undefined
  readonly streetAddress?: string | undefined
  readonly postalCode?: string | undefined
  readonly city?: string | undefined
  /** Two letters. */
  readonly country?: string | undefined
}

export type CustomerDetails = {
  readonly address?: null | {
    readonly postalCode: string
    readonly country: string
    readonly streetAddress: string
    readonly region: string
  } | undefined
  readonly email?: string | undefined
  readonly givenName?: string | undefined
  readonly familyName?: string | undefined
  readonly emailVerified?: boolean | undefined
  readonly birthdate?: string | undefined
  readonly gender?: "male" | "female" | "other" | undefined
  readonly nin?: string | undefined
}

/**
 * What Vipps knows of a customer. Nothing about the default person is real.
 *
 * @since 0.1.0
 */
export interface Person {
  /** With country code, digits only. */
  readonly phoneNumber: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly emailVerified: boolean
  /** `YYYY-MM-DD`. */
  readonly birthdate: string
  readonly gender: "male" | "female" | "other"
  /** The national identity number. */
  readonly nin: string
  /** The home; undefined for a customer without one. */
  readonly address: PostalAddress | undefined
}

/** How reports are made. */
export interface ReportSwitches {
  /** Entries of a page, as in `Vipps-Feed-Page-Size`. Defaults to 1000, as at Vipps. */
  readonly pageSize: number
  /** Of each capture, in hundredths of a percent. Defaults to 275: 2.75 %. */
  readonly feeBasisPoints: number
  /** How often the balance is paid out. Defaults to `DAILY`. */
  readonly settlement: "DAILY" | "WEEKLY" | "MONTHLY"
  /** Whether a full last page of a date has `hasMore`, and an empty page after it. Defaults to false. */
  readonly emptyPages: boolean
}

export type NewEntry = {
  readonly message?: string | undefined
  readonly reference?: string | undefined
  readonly name?: string | undefined
  readonly amount: number
  readonly topic?: "funds" | "fees" | undefined
  readonly entryType: string
  readonly recipientHandle?: string | undefined
  readonly maskedPhoneNo?: string | undefined
}

/** How Userinfo behaves where Vipps has been seen to do each. */
export interface UserinfoSwitches {
  /** Milliseconds from the consent until `sub` is there: it is written late. Defaults to 0. */
  readonly subDelayMillis: number
  /** What a subscription key of the sales unit does to a call: sources disagree. Defaults to `ignored`. */
  readonly subscriptionKey: "required" | "ignored" | "refused"
}

/**
 * What the customer decided about a login that the merchant started.
 *
 * @since 0.1.0
 */
export interface DecidedCiba {
  readonly state: "APPROVED" | "REJECTED"
  /** Where the customer's browser goes next; in the redirect variant only. */
  readonly location?: string | undefined
}

/**
 * How Login behaves: what a sales unit chooses in the business portal, and faults.
 *
 * @since 0.1.0
 */
export interface LoginSwitches {
  /** Signs ID tokens with a key that is not published, under the id of one that is. Defaults to false. */
  readonly rogueKey: boolean
  /** Returns codes that were used before. Defaults to false. */
  readonly reusedCode: boolean
  /** The only method that is accepted. Defaults to `client_secret_basic`. */
  readonly clientAuth: "client_secret_basic" | "client_secret_post"
  /** Whether basic authentication must be form-encoded first (RFC 6749), instead of raw. Defaults to false. */
  readonly encodedBasic: boolean
  /** Phone numbers without a user. Defaults to none. */
  readonly unknownUsers: ReadonlyArray<string>
  /** Phone numbers of users whose app is too old. Defaults to none. */
  readonly outdatedApps: ReadonlyArray<string>
}

/** How the emulator behaves where Vipps does both. */
export interface Switches {
  /** A repeated draft makes another agreement. Undocumented by Vipps: it may do so. */
  readonly draftIgnoresKey: boolean
  /** `agreement-activated` is sent before the webhook of the initial charge. Undocumented by Vipps, which has sent it after. */
  readonly activatedFirst: boolean
  /** Changes of agreements and charges are accepted with 202, and carried out 3 seconds later. Undocumented by Vipps: when it does so. */
  readonly changesLater: boolean
}

/**
 * One accepted movement of money. A rejected or retried call never makes one.
 *
 * @since 0.1.0
 */
export interface LedgerEntry {
  /** 1 for the first, without gaps. */
  readonly sequence: number
  /** Epoch milliseconds. */
  readonly timestamp: number
  readonly merchantSerialNumber: string
  /** The payment's, or the charge's id. */
  readonly reference: string
  readonly operation: "AUTHORIZED" | "CANCELLED" | "CAPTURED" | "REFUNDED"
  /** What moved, in minor units. */
  readonly amount: Amount
  /** The one of the event. */
  readonly pspReference: string
  /** The key of the request that moved it, also for a cancellation, whose event does not show it. */
  readonly idempotencyKey?: string | undefined
}

/**
 * A request with its response, or why it got none. Bodies are shortened, and secrets are masked.
 *
 * @since 0.1.0
 */
export interface Exchange<Operation extends string = string> {
  /** 1 for the first. */
  readonly sequence: number
  /** Epoch milliseconds, on the emulator's clock. */
  readonly timestamp: number
  /** The operation of Vipps; undefined for any other path. */
  readonly operation: Operation | undefined
  readonly method: string
  /** With the query. */
  readonly path: string
  /** "" where the request names none. */
  readonly reference: string
  readonly requestHeaders: {
    readonly [key: string]: string
  }
  readonly requestBody: string
  /** The kind of the fault it got. */
  readonly fault: string | undefined
  /** Undefined when it got no response. */
  readonly status: number | undefined
  readonly responseHeaders: {
    readonly [key: string]: string
  }
  readonly responseBody: string
}

/** `EPayment.capturePayment`. */
export type OperationName = "AccessToken.get" | "Checkout.createSession" | "Checkout.getSession" | "Checkout.updateSession" | "Checkout.expireSession" | "EPayment.createPayment" | "EPayment.getPayment" | "EPayment.getPaymentEventLog" | "EPayment.cancelPayment" | "EPayment.capturePayment" | "EPayment.refundPayment" | "EPayment.forceApprovePayment" | "Login.keys" | "Login.userinfo" | "Login.discover" | "Login.authorize" | "Login.token" | "Login.revoke" | "Login.userinfoOfMetadata" | "Login.startCiba" | "Login.userExists" | "OrderManagement.addImage" | "OrderManagement.putCategory" | "OrderManagement.addReceipt" | "OrderManagement.getOrder" | "Qr.createOneTime" | "Qr.createRedirect" | "Qr.listRedirects" | "Qr.getRedirect" | "Qr.updateRedirect" | "Qr.deleteRedirect" | "Qr.listCallbacks" | "Qr.getCallback" | "Qr.putCallback" | "Qr.deleteCallback" | "Qr.adoptMobilePayQr" | "Qr.exchangePersonalQr" | "Qr.exchangeCustomerToken" | "Recurring.createCharges" | "Recurring.draftAgreement" | "Recurring.getAgreement" | "Recurring.listAgreements" | "Recurring.updateAgreement" | "Recurring.acceptAgreement" | "Recurring.createCharge" | "Recurring.getCharge" | "Recurring.getChargeById" | "Recurring.listCharges" | "Recurring.cancelCharge" | "Recurring.captureCharge" | "Recurring.refundCharge" | "Report.token" | "Report.getLedgers" | "Report.getFundsByDate" | "Report.getFeesByDate" | "Report.getFundsFeed" | "Report.getFeesFeed" | "Userinfo.getUserinfo" | "Webhooks.list" | "Webhooks.register" | "Webhooks.remove"

/**
 * A webhook, or the callback of a Checkout session. Times are epoch milliseconds on the emulator's clock.
 *
 * @since 0.1.0
 */
export interface Delivery {
  /** 1 for the first. */
  readonly sequence: number
  readonly kind: "Webhook" | "CheckoutCallback"
  /** Of a webhook. */
  readonly registrationId: string | undefined
  readonly merchantSerialNumber: string
  readonly reference: string
  /** `epayments.payment.captured.v1`, or the session's state. */
  readonly event: string
  readonly url: string
  readonly body: string
  /** The token of a Checkout callback. */
  readonly authorization: string | undefined
  readonly createdAt: number
  /** When it is sent, or retried. */
  readonly dueAt: number
  readonly attempts: number
  /** Of the last attempt: the HTTP status, or why it got no response. */
  readonly result: string | undefined
  /** All attempts, oldest first. */
  readonly history: ReadonlyArray<DeliveryAttempt>
  readonly state: "Lost" | "Pending" | "Delivered" | "GivenUp"
  readonly wrongSignature: boolean
}

/** @since 0.1.0 */
export type DeliveryRule = {
  /**
   * As it is registered: `epayments.payment.captured.v1`, or its last part, in either case: `CAPTURED`. Of a callback of
   * Checkout, the state of the session: `PaymentSuccessful`. Others are refused, which no delivery has.
   */
  readonly event?: string | undefined
  readonly fault: DeliveryFault
  readonly reference?: string | undefined
  readonly nth?: number | undefined
  readonly times?: number | undefined
}

/** @since 0.1.0 */
export type DeliveryChaos = {
  readonly seed: number
  readonly faults: ReadonlyArray<{
    readonly fault: DeliveryFault
    readonly rate: number
  }>
}

/** @since 0.1.0 */
export type Rule = {
  readonly fault: Fault
  readonly reference?: string | undefined
  readonly nth?: number | undefined
  readonly times?: number | undefined
  readonly operation?: OperationName | undefined
}

/** @since 0.1.0 */
export type Chaos = {
  readonly seed: number
  readonly faults: ReadonlyArray<{
    readonly fault: Fault
    readonly rate: number
  }>
}

/** A number of milliseconds, or a number with its unit: `"10 minutes"`. */
export type Lifetime = number | `${number} millis` | `${number} seconds` | `${number} minute` | `${number} minutes` | `${number} hour` | `${number} hours` | `${number} days`

/**
 * A sales unit. Its currency is its market's: deadlines and smallest amounts follow from it.
 *
 * @since 0.1.0
 */
export interface Merchant {
  /** What customers see. */
  readonly name: string
  /** Payments in another currency are refused with 5040. */
  readonly currency: "NOK" | "DKK" | "EUR"
  /** The redirect URIs registered for Login, exactly. Omit to accept any. */
  readonly redirectUris?: ReadonlyArray<string> | undefined
  readonly credentials: Credentials
}

/**
 * Who keeps the books of merchants: keys that work with Report only.
 *
 * @since 0.1.0
 */
export interface AccountingPartner {
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
  /** The sales units that gave access to their ledgers. Omit for all. */
  readonly merchantSerialNumbers?: ReadonlyArray<string> | undefined
}

/**
 * `value` is an integer in minor units: 10.00 NOK is 1000.
 *
 * @since 0.1.0
 */
export interface Amount {
  readonly currency: Currency
  readonly value: number
}

/**
 * Whom a payment is for, by exactly one of the three.
 *
 * @since 0.1.0
 */
export interface Customer {
  readonly phoneNumber?: string | undefined
  readonly personalQr?: string | undefined
  readonly customerToken?: string | undefined
}

/**
 * What an Express payment offers the customer; `options` are in the app's order, the default first. With
 * a `callback` they are the merchant's response for the customer's address, and empty before.
 *
 * @since 0.1.0
 */
export interface Express {
  readonly options: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly cost: number
  }>
  readonly callback: {
    readonly callbackUrl: string
    readonly callbackAuthorizationToken?: string | undefined
  } | undefined
  /** The address of the merchant's response. */
  readonly address?: Address | undefined
}

/**
 * A line of the receipt, as far as a customer sees it. `totalAmount` is in minor units, tax included.
 *
 * @since 0.1.0
 */
export interface OrderLine {
  readonly name: string
  readonly totalAmount: number
}

/**
 * Only CREATED can change; captures and refunds show in the aggregate, never here.
 *
 * @since 0.1.0
 */
export type State = "CREATED" | "AUTHORIZED" | "ABORTED" | "EXPIRED" | "TERMINATED"

/**
 * Sums in minor units, all in the payment's currency.
 *
 * @since 0.1.0
 */
export interface Aggregate {
  readonly authorized: number
  readonly captured: number
  readonly refunded: number
  readonly cancelled: number
}

/**
 * Something that happened to a payment. `timestamp` is in epoch milliseconds.
 *
 * @since 0.1.0
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
 * The shipping option an Express customer chose, and the address.
 *
 * @since 0.1.0
 */
export interface ShippingChoice {
  readonly id: string
  readonly name: string
  /** Minor units. */
  readonly cost: number
  readonly address: Address
}

/**
 * Only what the customer consented to is present.
 *
 * @since 0.1.0
 */
export interface UserDetails {
  readonly email?: string | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly mobileNumber?: string | undefined
  readonly dateOfBirth?: string | undefined
  readonly addresses?: ReadonlyArray<Address> | undefined
}

/**
 * Only PENDING and ACTIVE can change. A rejected agreement is STOPPED.
 *
 * @since 0.1.0
 */
export type AgreementStatus = "PENDING" | "ACTIVE" | "STOPPED" | "EXPIRED"

/**
 * What an agreement costs. Amounts are in minor units.
 *
 * @since 0.1.0
 */
export type Pricing = {
  readonly type: "LEGACY"
  readonly currency: AgreementCurrency
  readonly amount: number
} | {
  readonly type: "VARIABLE"
  readonly currency: AgreementCurrency
  readonly suggestedMaxAmount: number
  /** The customer's own ceiling; absent until the approval. */
  readonly maxAmount?: number | undefined
} | {
  readonly type: "FLEXIBLE"
  readonly currency: AgreementCurrency
}

/**
 * A unit of time, so many times.
 *
 * @since 0.1.0
 */
export interface Period {
  readonly unit: "YEAR" | "MONTH" | "WEEK" | "DAY"
  /** 1 to 31. */
  readonly count: number
}

/**
 * A price for a while. It creates no charges: the merchant charges it. `end` and `eventDate` are epoch milliseconds.
 *
 * @since 0.1.0
 */
export type Campaign = {
  readonly type: "PRICE_CAMPAIGN"
  readonly price: number
  readonly end: number
} | {
  readonly type: "PERIOD_CAMPAIGN"
  readonly price: number
  readonly period: Period
  readonly end: number
} | {
  readonly type: "EVENT_CAMPAIGN"
  readonly price: number
  readonly eventDate: number
  readonly eventText: string
} | {
  readonly type: "LEGACY_CAMPAIGN"
  readonly price: number
  readonly end: number
}

/**
 * Something that happened to an agreement. `occurred` is in epoch milliseconds.
 *
 * @since 0.1.0
 */
export interface AgreementEvent {
  readonly occurred: number
  readonly event: "CREATE" | "ACTIVATE" | "REJECT" | "EXPIRE" | "STOP" | "UPDATE" | "RAISE_MAX"
  readonly actor?: Actor | undefined
}

/**
 * CHARGED can still be refunded; REFUNDED, FAILED and CANCELLED are final.
 *
 * @since 0.1.0
 */
export type ChargeStatus = "PENDING" | "DUE" | "PROCESSING" | "RESERVED" | "PARTIALLY_CAPTURED" | "CHARGED" | "PARTIALLY_REFUNDED" | "REFUNDED" | "FAILED" | "CANCELLED"

/**
 * The currencies of agreements; the market follows from it.
 *
 * @since 0.1.0
 */
export type AgreementCurrency = "NOK" | "DKK" | "EUR"

/**
 * Why an attempt failed. It is final once the charge is FAILED.
 *
 * @since 0.1.0
 */
export type FailureReason = "user_action_required" | "charge_amount_too_high" | "non_technical_error" | "technical_error"

/**
 * Something that happened to a charge. `occurred` is in epoch milliseconds.
 *
 * @since 0.1.0
 */
export interface ChargeEvent {
  readonly occurred: number
  readonly event: "CREATE" | "RESERVE" | "CAPTURE" | "REFUND" | "CANCEL" | "FAIL"
  /** The amount of this event, in minor units. */
  readonly amount: number
  /** Of what happens by itself, one that the emulator makes up. */
  readonly idempotencyKey: string
  readonly success: boolean
  /** Every event has its own. */
  readonly transactionId: string
  /** What moved; absent where no money did. */
  readonly movement?: "AUTHORIZED" | "CANCELLED" | "CAPTURED" | "REFUNDED" | undefined
}

/**
 * An address as ePayment writes it; `country` has two letters.
 *
 * @since 0.1.0
 */
export interface Address {
  readonly addressLine1: string
  readonly city: string
  readonly country: string
  readonly postCode: string
}

/**
 * Where a customer lives; `country` has two letters. A floor or flat is a second line of the street address.
 *
 * @since 0.1.0
 */
export interface PostalAddress {
  readonly streetAddress: string
  readonly postalCode: string
  readonly region: string
  readonly country: string
}

/**
 * An attempt to deliver: when it ended, in epoch milliseconds, and the HTTP status or why it got no response.
 *
 * @since 0.1.0
 */
export interface DeliveryAttempt {
  readonly timestamp: number
  readonly result: string
}

/** @since 0.1.0 */
export type DeliveryFault = {
  readonly _tag: "Duplicate"
} | {
  readonly _tag: "Delay"
  readonly millis: number
} | {
  readonly _tag: "WrongSignature"
} | {
  readonly _tag: "Lost"
}

/** @since 0.1.0 */
export type Fault = {
  readonly _tag: "Answer"
  readonly status: number
  readonly body?: unknown
  readonly headers?: {
    readonly [key: string]: string
  } | undefined
  /** True: the request is carried out, and its response is lost or late. Defaults to false: the request never arrives, or late. */
  readonly afterEffect?: boolean | undefined
} | {
  readonly _tag: "Delay"
  readonly millis: number
  /** True: the request is carried out, and its response is lost or late. Defaults to false: the request never arrives, or late. */
  readonly afterEffect?: boolean | undefined
} | {
  readonly _tag: "Reset"
  /** True: the request is carried out, and its response is lost or late. Defaults to false: the request never arrives, or late. */
  readonly afterEffect?: boolean | undefined
} | {
  readonly _tag: "Hang"
  /** True: the request is carried out, and its response is lost or late. Defaults to false: the request never arrives, or late. */
  readonly afterEffect?: boolean | undefined
} | {
  readonly _tag: "Drip"
  readonly millis?: number | undefined
} | {
  readonly _tag: "Truncate"
} | {
  readonly _tag: "InvalidJson"
} | {
  readonly _tag: "RevokeTokens"
} | {
  readonly _tag: "Surprise"
}

/**
 * The currencies Vipps knows; a sales unit sells in one of them.
 *
 * @since 0.1.0
 */
export type Currency = "NOK" | "DKK" | "EUR" | "SEK" | "USD" | "GBP"

/**
 * The name of an event; a change of state is named after the new state.
 *
 * @since 0.1.0
 */
export type EventName = State | "CANCELLED" | "CAPTURED" | "REFUNDED"

/**
 * Who caused a change.
 *
 * @since 0.1.0
 */
export type Actor = "MERCHANT" | "USER" | "ADMIN"
