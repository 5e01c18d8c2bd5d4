// Printed by `npm run types` from the sources. Do not edit.
// The consumer's own libraries need not know `await using`.
/// <reference lib="esnext.disposable" />

/**
 * An amount in minor units: 49900 with NOK is 499 kroner.
 *
 * @since 0.1.0
 */
export interface Amount {
  /** Whole number of minor units (øre, cents), 0 to 65 000 000. Vipps also has a minimum per currency, which changes. */
  readonly value: number
  /** ISO 4217 code; must be the currency of the sales unit. */
  readonly currency: Currency
}

/** Options of a call that waits for an outcome. `timeoutMs` does not end it, and applies to each of its reads. */
export interface AwaitOptions {
  /** Ends the wait: the promise rejects with the signal's reason, and nothing is read any more. */
  readonly signal?: Signal | undefined
  /** Another sales unit than the configured one, for partners: 4 to 10 digits. */
  readonly merchantSerialNumber?: string | undefined
  /**
   * How many milliseconds to wait, from now. Defaults to the time the customer has, plus 30 seconds: 10 minutes for a
   * payment, one hour for a Checkout session. A payment with `expiresAt` needs a longer one; where that is days,
   * webhooks and `reconcile` are better than waiting.
   */
  readonly windowMs?: number | undefined
  /**
   * Milliseconds before the first read. Defaults to 5000, which suits a payment just created; 0 suits a customer who
   * has just come back.
   */
  readonly firstReadAfterMs?: number | undefined
}

/** An attempt of a call, or its end, as passed to `onEvent`. */
export interface CallEvent {
  /** `attempt` for each request, then `call` once for the end of the call. Invalid input makes no call. */
  readonly type: "attempt" | "call"
  /** `EPayment.capturePayment`, or `AccessToken.get` when a token was fetched for it. */
  readonly operation: string
  /** The payment's or session's reference; absent when the call has none. */
  readonly reference?: string
  /** The key of the attempt; absent for a read. Retry an aborted call with it. */
  readonly idempotencyKey?: string
  /** 1 for the first. At the end of a call, how many it made. */
  readonly attempt: number
  /** The HTTP status; absent when there was no response, and at the end of a call that succeeded. */
  readonly status?: number
  /** The tag of the error, such as `VippsServerError`, or `interrupted` by a signal; absent after a success. */
  readonly error?: string
  /** What Vipps' support asks for; present where an error had one. */
  readonly traceId?: string
  /** At the end of a call that failed: whether the same call may be made again later, with its key. */
  readonly retryable?: boolean
  /** At the end of a call that failed: whether something may have changed. */
  readonly outcome?: "refused" | "unknown"
  readonly durationMs: number
}

/** Options of one call, its last argument. `awaitOutcome` takes {@link AwaitOptions} instead. */
export interface CallOptions {
  /**
   * Aborts the call: the promise rejects with the signal's reason. After the request was sent, the outcome is unknown:
   * a warning to `logger` and the event `interrupted` to `onEvent` name the key. For a time limit prefer `timeoutMs`,
   * whose error reports outcome and key.
   */
  readonly signal?: Signal | undefined
  /**
   * 1 to 50 printable ASCII characters. Vipps carries out requests with the same key and body once; a new intent needs
   * a new key.
   *
   * Omit to have one generated. Each call has its own. When a call ends with `outcome: "unknown"` or is interrupted,
   * this `Vipps` remembers its key in memory: its next equal call (same operation, sales unit, reference and body)
   * reuses it, until a call with it succeeds or is refused, also one that it was passed to. At most 10,000 keys, for 24
   * hours. After a success, an equal call is a new intent.
   *
   * Pass your own key, made from data you store, when a retry may come from another process, from another `Vipps` or
   * after a restart, and when equal calls may overlap, such as two shipments of the same amount.
   */
  readonly idempotencyKey?: string | undefined
  /** Another sales unit than the configured one, for partners: 4 to 10 digits. */
  readonly merchantSerialNumber?: string | undefined
  /**
   * Milliseconds for the whole call with its retries. When they run out, the promise rejects with a
   * `VippsTransportError` that reports outcome and key. A `Promise.race` does not end the call, and a retry beside it is a
   * second request.
   */
  readonly timeoutMs?: number | undefined
  /** Retries after the first attempt; 0 for none. */
  readonly maxRetries?: number | undefined
  /**
   * Fields that Vipps accepts and this version does not know, added to the request's body as they are: `{ newField:
   * true, paymentMethod: { newToo: 1 } }`. Objects are merged with those of the request, and arrays item by item. A
   * field that the request's type has is rejected here, so that its rules still apply.
   */
  readonly extra?: { readonly [field: string]: unknown } | undefined
}

/** Throw it in `onAddress` of `shippingCallbackHandler` when you do not ship to the address: the customer sees it. */
export interface CannotShip extends Error {
  readonly _tag: "CannotShip"
  readonly message: string
}

export declare const CannotShip: ErrorClass<CannotShip>

/** Checkout sessions. @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/ */
export interface CheckoutApi {
  /**
   * Opens a session for a payment or, with `type: "SUBSCRIPTION"`, for a subscription. It lives for one hour.
   *
   * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
   * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
   *
   * Fails with `VippsInputError` before anything is sent; `VippsConflictError` (`reason: "ReferenceExists"`) when the
   * reference is already in use; `VippsRequestError` when Vipps rejects the request, with the invalid fields in
   * `extraDetails`. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session/paths/~1checkout~1v3~1session/post
   * @since 0.1.0
   */
  createSession(request: Checkout.CreateSessionRequest, options?: CallOptions): Promise<Checkout.CreateSessionResponse>
  /**
   * Reads a session: its state, and once known the customer, the shipping and the payment.
   *
   * Fails with `VippsNotFoundError` when the session is unknown or has expired (some expired sessions are returned with
   * the state `SessionExpired` instead). See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session/paths/~1checkout~1v3~1session~1{reference}/get
   * @since 0.1.0
   */
  getSession(reference: string, options?: CallOptions): Promise<Checkout.Session>
  /**
   * Changes the amount, the order or the shipping options of a session the customer has open. Lock it in the browser
   * first, with the front-end SDK's `lock()`.
   *
   * Fails with `VippsNotFoundError` when the session is unknown or has expired. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session/paths/~1checkout~1v3~1session~1{reference}/patch
   * @since 0.1.0
   */
  updateSession(reference: string, request: Checkout.UpdateSessionRequest, options?: CallOptions): Promise<void>
  /**
   * Expires a session that is not paid yet, so that it cannot be paid any more.
   *
   * Fails with `VippsNotFoundError` when the session is unknown or has expired. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session/paths/~1checkout~1v3~1session~1{reference}~1expire/post
   * @since 0.1.0
   */
  expireSession(reference: string, options?: CallOptions): Promise<void>
  /**
   * Waits for the outcome of a session. Reads it after 5 seconds, then every 2 seconds, and at once when something about
   * its reference is received in this process; never more than 120 times a minute. All that wait for one session with one
   * configuration share its reads.
   *
   * Ends with one of five outcomes. `Pending` means that the window is over (defaults to one hour and 30 seconds) and the
   * session is still open; `Unknown`, that it is in a state this version does not know. Vipps forgets an expired session:
   * one that Vipps no longer knows is reported as `SessionExpired` if no payment had begun, else as `Unknown`: the customer may
   * have paid, and `EPayment.getPayment` says so. After `PaymentSuccessful`, compare what is reserved with the order:
   * `EPayment.getPayment` returns it, except for a bank transfer, which ePayment does not know.
   *
   * A read that fails temporarily (no response, 5xx, 429, busy) is retried with growing delays, or as `Retry-After` says;
   * only at the end of the window does the wait fail with that error. Other errors end it at once: `VippsInputError`,
   * `VippsAuthError`, and a repeated `VippsNotFoundError` when the session is unknown, had expired before the wait began, or
   * is not found by a gateway rather than by Vipps. After the first, the session is read once more.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/polling-guidelines/
   * @since 0.1.0
   */
  awaitOutcome(reference: string, options?: AwaitOptions): Promise<Checkout.SessionOutcome>
}

/** What {@link checkoutCallbackHandler} takes. */
export interface CheckoutCallbackHandlerOptions extends HandlerOptions {
  /** `merchantInfo.callbackAuthorizationToken` of the session. */
  readonly callbackAuthorizationToken: string
  /** Handles a session that has ended. */
  readonly onSession: (session: Checkout.Session) => unknown
  /** Defaults to one in memory, as for {@link WebhookHandlerOptions.inbox}. */
  readonly inbox?: Inbox | undefined
}

/**
 * ISO 4217 code. A sales unit takes the currency of its market: NOK, DKK or EUR. SEK, USD and GBP work only for
 * `CARD_PASSTHROUGH` payments.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/currencies/
 * @since 0.1.0
 */
export type Currency = (typeof currencies)[number]

/** Payments online and in person. @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/ */
export interface EPaymentApi {
  /**
   * Creates a payment and returns the `redirectUrl` to send the customer to. No money moves until the customer approves.
   *
   * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
   * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
   *
   * Fails with `VippsInputError` before anything is sent; `VippsConflictError` when the reference is already in use
   * (`reason: "ReferenceExists"`) or the key was used with another body; `VippsRequestError` when Vipps rejects the
   * request, with a `code`. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/create/
   * @since 0.1.0
   */
  createPayment(request: EPayment.CreatePaymentRequest, options?: CallOptions): Promise<EPayment.CreatePaymentResponse>
  /**
   * Reads a payment: its state, and in `aggregate` what has happened to the money.
   *
   * Fails with `VippsNotFoundError` when this sales unit has no such payment. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/get_info/
   * @since 0.1.0
   */
  getPayment(reference: string, options?: CallOptions): Promise<EPayment.Payment>
  /**
   * Reads what happened to a payment, event by event. Unlike the payment's own, each event's `pspReference` is unique.
   *
   * Fails with `VippsNotFoundError` when this sales unit has no such payment. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/get_event_log/
   * @since 0.1.0
   */
  getPaymentEventLog(reference: string, options?: CallOptions): Promise<ReadonlyArray<EPayment.PaymentEvent>>
  /**
   * Cancels a payment that is not approved yet (it becomes `TERMINATED`), or releases what is not captured of one that
   * is (it stays `AUTHORIZED`). With `cancelTransactionOnly` the latter is refused.
   *
   * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
   * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
   *
   * Fails with `VippsRequestError`: 6040 all is captured, 6050 already cancelled, 6060 already authorized; with
   * `VippsBusyError` while another operation runs. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/cancel/
   * @since 0.1.0
   */
  cancelPayment(reference: string, request?: EPayment.CancelPaymentRequest, options?: CallOptions): Promise<EPayment.ModificationResponse>
  /**
   * Captures reserved money, in full or in part. Capture when the goods are sent. Norway: within 180 days; Denmark and
   * Finland: 14 days unless agreed otherwise.
   *
   * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
   * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
   *
   * Another partial capture is a new intent: a new call with a generated key, or a new key that you pass. The same
   * key returns the first response again. An equal call while an earlier one is unsettled counts as its retry: pass
   * a key for each of several equal parts that may overlap. Compare `aggregate.capturedAmount` of the response with what
   * you meant to capture.
   *
   * Fails with `VippsRequestError`: 6080 not approved yet, 6090 more than is reserved, 6170 all is captured; with
   * `VippsBusyError` while another operation runs. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/capture/
   * @since 0.1.0
   */
  capturePayment(reference: string, request: EPayment.ModificationRequest, options?: CallOptions): Promise<EPayment.ModificationResponse>
  /**
   * Refunds captured money, in full or in part, within 365 days. A further refund is a new intent, as a further capture
   * is: see {@link capturePayment}.
   *
   * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
   * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
   *
   * Fails with `VippsRequestError`: 6020 nothing is captured, 6150 more than is captured, 6220 too late; with
   * `VippsBusyError` while another operation runs. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/refund/
   * @since 0.1.0
   */
  refundPayment(reference: string, request: EPayment.ModificationRequest, options?: CallOptions): Promise<EPayment.ModificationResponse>
  /**
   * Approves a payment on behalf of a test user, who must once have approved one by hand. Not for Express.
   *
   * Only in the test environment: in production it fails with `VippsInputError` and no request is sent. Vipps does not
   * recognise a repeated approval, so an attempt without a response is not retried. Fails with `VippsRequestError` (10010
   * to 10070) when the test user cannot pay. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/force_approve/
   * @since 0.1.0
   */
  forceApprovePayment(reference: string, request: EPayment.ForceApproveRequest, options?: CallOptions): Promise<void>
  /**
   * Waits for the outcome of a payment. Reads it after 5 seconds, then every 2 seconds, and at once when a webhook about
   * it is received in this process; never more than 120 times a minute. All that wait for one payment with one
   * configuration, here or in {@link changes}, share its reads.
   *
   * Ends with one of six outcomes. `Pending` means that the window is over (defaults to 10 minutes and 30 seconds) and
   * Vipps still returns `CREATED`: the payment was not rejected, so deliver nothing and ask again later. `Unknown`
   * means that it is in a state this version does not know. A process may end while it waits: ask again about unsettled
   * payments when it starts.
   *
   * A read that fails temporarily (no response, 5xx, 429, busy) is retried with growing delays, or as `Retry-After` says;
   * only at the end of the window does the wait fail with that error. Other errors end it at once: `VippsInputError`,
   * `VippsAuthError`, and a repeated `VippsNotFoundError`: after the first in a row, the payment is read once more.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/polling-guidelines/
   * @since 0.1.0
   */
  awaitOutcome(reference: string, options?: AwaitOptions): Promise<EPayment.PaymentOutcome>
  /**
   * Follows a payment as a stream: the payment as first read, then each time its state or its aggregate differs. Read
   * and woken as {@link awaitOutcome} is, with the same options and errors.
   *
   * It ends after a final state, which is its last element, or when the window is over; then the last element may still
   * say `CREATED`. What happens later, captures and refunds, is the merchant's own doing and is not followed.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/polling-guidelines/
   * @since 0.1.0
   */
  changes(reference: string, options?: AwaitOptions): AsyncIterable<EPayment.Payment>
  /**
   * Reconciles a payment: reads its current state and its event log and cross-checks them. Read-only, so it is safe to
   * call repeatedly: after a call whose outcome is unknown, at night for every open order, for support.
   *
   * If the log does not add up to the sums, something happened between the two reads: both are read once more, a second
   * later, and `consistent` reports whether they agree then. The sums are authoritative.
   *
   * Fails with `VippsNotFoundError` when this sales unit has no such payment. See `VippsError` for errors common to all
   * operations. The options apply to each read.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/get_event_log/
   * @since 0.1.0
   */
  reconcile(reference: string, options?: CallOptions): Promise<EPayment.Reconciliation>
}

/** A class to use with `instanceof`, and in what test libraries make of it. */
export type ErrorClass<E> = new (...args: any) => E

/**
 * Vipps' own number of what went wrong, as a string; codes unknown to this version pass through. Checkout has codes of
 * another form, such as `Session-00100`.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/errors/
 * @since 0.1.0
 */
export type ErrorCode = Open<
  | "3010"
  | "4010" | "4020" | "4040" | "4050" | "4060" | "4070" | "4080" | "4090"
  | "4100" | "4110" | "4120" | "4130" | "4140" | "4150" | "4160"
  | "5010" | "5020" | "5030" | "5040" | "5050" | "5060" | "5070" | "5080" | "5090" | "5100"
  | "6010" | "6020" | "6030" | "6040" | "6050" | "6060" | "6070" | "6080" | "6090"
  | "6100" | "6110" | "6120" | "6130" | "6140" | "6150" | "6160" | "6170" | "6180" | "6190"
  | "6200" | "6210" | "6220" | "6230" | "6250" | "6260" | "6280"
  | "7010"
  | "10010" | "10020" | "10030" | "10040" | "10050" | "10060" | "10070"
>

/** Responds to a request. Never rejects and never throws: a failure is a response, too. */
export type Handler = (request: HandlerRequest) => Promise<HandlerResponse>

/** What an error of a handler is about. */
export interface HandlerErrorInfo {
  /** The response's status: 200 when only a part was left out. */
  readonly status: number
  /** The event's name, as in `CAPTURED` and `recurring.charge-captured.v1`, or the session's state. */
  readonly event?: string | undefined
  /** The payment's or session's reference, or the id of the agreement or charge. */
  readonly reference?: string | undefined
}

/** What every handler takes. */
export interface HandlerOptions {
  /** Bytes. A longer body is refused. Defaults to 1 MiB. */
  readonly maxBodySize?: number | undefined
  /** Milliseconds from the request to its response, which is then 500. Your function continues. */
  readonly timeoutMs?: number | undefined
  /**
   * Receives why a response is not 200, or what was left out of it: a `VippsWebhookError`, a `VippsInputError`, or what
   * your function threw. `info` identifies the request. Omit to have one line logged instead. What it throws is ignored.
   */
  readonly onError?: ((error: unknown, info: HandlerErrorInfo) => unknown) | undefined
  /** Receives the warnings of a handler without `onError`. Defaults to `console`. */
  readonly logger?: Logger | undefined
}

/**
 * A request, as far as a handler needs it: a web `Request`, one of Node's own server, or one of Express or Fastify with a
 * raw body. A body that is parsed cannot be verified, unless its bytes are beside it as `rawBody`.
 */
export interface HandlerRequest {
  readonly method: string
  readonly headers: Webhooks.RequestHeaders
  /** Bytes, text, or a stream of bytes. */
  readonly body?: unknown
  /** The bytes or the text of a body that the framework has parsed: Firebase, Google Cloud Functions, Nest, Azure. */
  readonly rawBody?: unknown
  readonly bodyUsed?: boolean
  /** Whether `body` is base64 text, as in the events of API Gateway. Defaults to `false`. */
  readonly isBase64Encoded?: boolean | undefined
}

/** The runtime's `Response`, or the part of it that is needed. */
export type HandlerResponse = typeof globalThis extends { readonly Response: { readonly prototype: infer R } }
  ? R
  : { readonly status: number; text(): Promise<string> }

/**
 * Remembers what was handled, for as long as Vipps may redeliver it: 7 days. Keep your own in the database that the
 * handler writes to, in the same transaction.
 */
export interface Inbox {
  /**
   * Runs `handle` unless this key was handled before, and remembers the key when `handle` has succeeded. Rejects with
   * what `handle` rejects with, and then does not remember the key. Waits for `handle`: without it, and without
   * `Duplicate`, the response is 500.
   */
  once(key: string, handle: () => Promise<void>): Promise<"Handled" | "Duplicate">
}

/** One issue: where it is, and what the value should be. */
export interface Issue {
  readonly path: string
  readonly message: string
}

/** What is read of an event of API Gateway (REST or HTTP API), of a function URL, or of an Application Load Balancer. */
export interface LambdaEvent {
  readonly httpMethod?: string | undefined
  readonly requestContext?: { readonly http?: { readonly method?: string | undefined } | undefined } | undefined
  readonly headers?: { readonly [name: string]: string | undefined } | null | undefined
  readonly multiValueHeaders?: { readonly [name: string]: ReadonlyArray<string> | undefined } | null | undefined
  readonly body?: string | null | undefined
  readonly isBase64Encoded?: boolean | undefined
}

/** What each of them turns into an HTTP response. */
export interface LambdaResult {
  readonly statusCode: number
  readonly headers: { [name: string]: string }
  readonly body: string
  readonly isBase64Encoded: false
}

/** Where warnings go: `console`, or the logger of most logging libraries. */
export interface Logger {
  /** Receives one line of text, without secrets and personal data. What it throws is ignored. */
  warn(message: string): unknown
}

/** What {@link logisticsCallbackHandler} takes. */
export interface LogisticsCallbackHandlerOptions extends HandlerOptions {
  /** Checked if set. Whether this callback carries one is not documented: put a secret in its URL. */
  readonly callbackAuthorizationToken?: string | undefined
  /** Returns the delivery options to choose from, ideally within a second. */
  readonly onAddress: (
    address: Checkout.LogisticsOptionsQuery
  ) => ReadonlyArray<Checkout.LogisticsOption> | Promise<ReadonlyArray<Checkout.LogisticsOption>>
}

/**
 * Where a number without a country code is from: Norway, Denmark, Sweden or Finland.
 *
 * @since 0.1.0
 */
export type Market = "NO" | "DK" | "SE" | "FI"

/** Receipts, links and images of orders. @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/ */
export interface OrderManagementApi {
  /**
   * Sets the link that the app shows with an order, and returns its id. Replaces the one before. May be called before the
   * payment. A misspelled order id is accepted and shown nowhere.
   *
   * Fails with `VippsNotFoundError` and `VippsConflictError` as Vipps responds, for an image that does not exist, for
   * example. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`,
   * `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/
   * @since 0.1.0
   */
  putCategory(paymentType: OrderManagement.PaymentType, orderId: string, request: OrderManagement.PutCategoryRequest, options?: CallOptions): Promise<string>
  /**
   * Sends the receipt of an order, once, and returns its id. It cannot be changed. A payment that was created with a
   * `receipt` has one already. `OrderLines.receipt` makes it from products.
   *
   * Fails with `VippsConflictError` when the order has a receipt (`reason: "ReceiptExists"`), perhaps from an earlier
   * attempt whose response was lost: {@link getOrder} returns it. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`,
   * `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/
   * @since 0.1.0
   */
  addReceipt(paymentType: OrderManagement.PaymentType, orderId: string, request: EPayment.Receipt, options?: CallOptions): Promise<string>
  /**
   * Reads the receipt and the link of an order; also the order lines of a payment, and the shipping that its customer chose.
   *
   * Fails with `VippsNotFoundError` when there is nothing about this order. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/
   * @since 0.1.0
   */
  getOrder(paymentType: OrderManagement.PaymentType, orderId: string, options?: CallOptions): Promise<OrderManagement.Order>
  /**
   * Uploads an image for the categories of orders, and returns its id. An image that is there already is a success: upload
   * it again rather than storing whether it was. An image cannot be replaced: under your own id that is in use the call
   * succeeds too, and the image that was there stays. Another image needs another id, or none.
   *
   * Fails with `VippsInputError` before anything is sent, when the bytes are no PNG or JPEG, or the image is less than 167
   * pixels high or larger than 2 MB. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/order-management-api/
   * @since 0.1.0
   */
  addImage(request: OrderManagement.AddImageRequest, options?: CallOptions): Promise<OrderManagement.AddImageResponse>
}

/**
 * - `"refused"`: this call changed nothing. An earlier call with the same key may have taken effect.
 * - `"unknown"`: at least one attempt got no usable response, so it may have taken effect, and money may have moved.
 *   Retrying the same call with the same configuration is safe: it reuses the key. With another configuration, in
 *   another process or after a restart, retry with `idempotencyKey`, or read the payment back; never retry with a new
 *   key.
 *
 * @since 0.1.0
 */
export type Outcome = "refused" | "unknown"

/**
 * What is sold on one order line.
 *
 * @since 0.1.0
 */
export interface Product<Unit extends QuantityUnit = QuantityUnit> {
  readonly id: string
  readonly name: string
  /** Price of one unit, with tax and before discount, in minor units: a whole number, not negative. */
  readonly unitPrice: number
  /** VAT in hundredths of a percent, 0 to 10000: 2500 is 25 %, 2550 is 25.5 %. */
  readonly taxRate: number
  /** Not negative, at most 10 characters and 8 decimals: `2`, `0.5`, `"0.822"`. Defaults to 1. */
  readonly quantity?: number | string | undefined
  /** Defaults to `PCS`. */
  readonly quantityUnit?: Unit | undefined
  /** Taken off the whole line, with tax, in minor units: 0 to the line's price. */
  readonly discount?: number | undefined
  /** The product's page in the shop. */
  readonly productUrl?: string | undefined
  /** A returned product: the line counts negative. */
  readonly isReturn?: boolean | undefined
  /** A shipping cost. Checkout adds such a line itself when it handles paid shipping. */
  readonly isShipping?: boolean | undefined
}

/** What others may see of an error: a customer, a browser, another team. A plain object, for a response. */
export interface PublicError {
  /** An English sentence that can be shown. */
  readonly message: string
  /**
   * - `NotFound`: Vipps MobilePay has nothing under this reference.
   * - `Conflict`: it exists already, or contradicts an earlier request.
   * - `Rejected`: Vipps MobilePay refused the request; the same one is refused again.
   * - `Unavailable`: Vipps MobilePay cannot be reached, or is busy.
   * - `Failed`: a fault of the integration. Its operator finds it in the log.
   */
  readonly reason: "NotFound" | "Conflict" | "Rejected" | "Unavailable" | "Failed"
  /** After `unknown` it may have taken effect: look before trying again. */
  readonly outcome: Outcome
  /** Whether trying again may succeed, and cannot do anything twice. */
  readonly retryable: boolean
  /** The payment's or session's reference, where the call had one. */
  readonly reference?: string
  /** What Vipps' support asks for. */
  readonly traceId?: string
  /** Milliseconds to wait. */
  readonly retryAfter?: number
}

/** QR codes, and the customers who scan or show them. @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/ */
export interface QrApi {
  /**
   * Makes the QR code of one payment or agreement, to be scanned from a screen.
   *
   * Fails with `VippsRequestError` when the payment has expired or the URL is not one of a payment. See `VippsError` for
   * errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
   * @since 0.1.0
   */
  createOneTime(request: Qr.OneTimeQrRequest, image?: Qr.QrImage, options?: CallOptions): Promise<Qr.OneTimeQr>
  /**
   * Creates a QR code that opens a page. {@link ensureRedirect} also takes one that exists.
   *
   * Fails with `VippsConflictError` when the id is in use (`reason: "QrIdTaken"`), perhaps by an earlier attempt whose
   * response was lost. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
   * @since 0.1.0
   */
  createRedirect(request: Qr.CreateRedirectQrRequest, image?: Qr.QrImage, options?: CallOptions): Promise<Qr.RedirectQr>
  /**
   * Lists all redirect QR codes of the sales unit, each with a new link to its image.
   *
   * See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  listRedirects(image?: Qr.QrImage, options?: CallOptions): Promise<ReadonlyArray<Qr.RedirectQr>>
  /**
   * Reads a redirect QR code, with a new link to its image.
   *
   * Fails with `VippsNotFoundError` when no code has this id. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  getRedirect(id: string, image?: Qr.QrImage, options?: CallOptions): Promise<Qr.RedirectQr>
  /**
   * Changes where a redirect QR code leads, at once and for printed codes, too.
   *
   * Fails with `VippsNotFoundError` when no code has this id. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  updateRedirect(id: string, request: Qr.UpdateRedirectQrRequest, image?: Qr.QrImage, options?: CallOptions): Promise<Qr.RedirectQr>
  /**
   * Deletes a redirect QR code. Printed codes never work again; the id can be used for a new code.
   *
   * Fails with `VippsNotFoundError` when no code has this id, perhaps because an earlier attempt has deleted it. See
   * `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  deleteRedirect(id: string, options?: CallOptions): Promise<void>
  /**
   * Lists all callback QR codes of the sales unit, each with a new link to its image.
   *
   * See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  listCallbacks(image?: Qr.CallbackQrImage, options?: CallOptions): Promise<ReadonlyArray<Qr.CallbackQr>>
  /**
   * Reads a callback QR code, with a new link to its image.
   *
   * Fails with `VippsNotFoundError` when no code has this id. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  getCallback(merchantQrId: string, image?: Qr.CallbackQrImage, options?: CallOptions): Promise<Qr.CallbackQr>
  /**
   * Creates a callback QR code, or changes its description and category. Returns no image: {@link ensureCallback} does.
   *
   * A customer who scans it checks in: register for the webhook `user.checked-in.v1`, of which a sales unit has one
   * registration, and create the payment with {@link payCheckedInCustomer}.
   *
   * See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  putCallback(merchantQrId: string, request: Qr.PutCallbackQrRequest, options?: CallOptions): Promise<void>
  /**
   * Deletes a callback QR code.
   *
   * Fails with `VippsNotFoundError` when no code has this id, perhaps because an earlier attempt has deleted it. See
   * `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  deleteCallback(merchantQrId: string, options?: CallOptions): Promise<void>
  /**
   * Makes a MobilePay sticker a callback QR code of this sales unit. Its check-ins have the beacon id as `merchantQrId`.
   *
   * Fails with `VippsConflictError` when the sticker is in use (`reason: "QrIdTaken"`). See `VippsError` for errors common
   * to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  adoptMobilePayQr(beaconId: string, request: Qr.AdoptQrRequest, options?: CallOptions): Promise<void>
  /**
   * Reads whose personal QR code was scanned from the customer's app. To be paid, no exchange is needed: pass the text as
   * `customer.personalQr` to `EPayment.createPayment`.
   *
   * Fails with `VippsRequestError` for what is no personal QR code, or an old one. See `VippsError` for errors common to
   * all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  exchangePersonalQr(request: Qr.PersonalQrRequest, options?: CallOptions): Promise<Qr.PersonalQr>
  /**
   * Reads who checked in, within 15 minutes. To be paid, no exchange is needed: {@link payCheckedInCustomer} uses the
   * token.
   *
   * Fails with `VippsRequestError` for a token that has expired. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  exchangeCustomerToken(request: Qr.CustomerTokenRequest, options?: CallOptions): Promise<Qr.CheckedInCustomer>
  /**
   * Downloads the image of a callback QR code, over a new link.
   *
   * Fails as {@link getCallback} and {@link downloadImage} do.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  downloadCallback(merchantQrId: string, image?: Qr.CallbackQrImage, options?: CallOptions): Promise<Bytes>
  /**
   * Downloads the image that `url` or `qrImageUrl` of a QR code leads to: the bytes with their media type. Do it at once,
   * because the link works for one hour; {@link downloadRedirect} and {@link downloadCallback} read a new link first.
   *
   * The link may lead to any host. It gets neither token nor keys, and redirects are not followed. At most
   * `maxResponseSize` of the configuration is read.
   *
   * Fails with `VippsInputError` for a link that is not `https`; with `VippsNotFoundError` or `VippsRequestError` when the
   * link has expired: read a new one. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
   * @since 0.1.0
   */
  downloadImage(link: string, options?: CallOptions): Promise<Bytes>
  /**
   * Downloads the image of a redirect QR code, over a new link.
   *
   * Fails as {@link getRedirect} and {@link downloadImage} do.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  downloadRedirect(id: string, image?: { readonly format: "SVG"; readonly size?: undefined } | { readonly format: "PNG"; readonly size?: number | undefined }, options?: CallOptions): Promise<Bytes>
  /**
   * Ensures a callback QR code with this id and description, and returns it: writing it returns nothing.
   *
   * Fails as {@link putCallback} and {@link getCallback} do.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  ensureCallback(merchantQrId: string, request: Qr.PutCallbackQrRequest, image?: Qr.CallbackQrImage, options?: CallOptions): Promise<Qr.CallbackQr>
  /**
   * Ensures a redirect QR code with this id that leads to this page: creates it, or reads the one that has the id and
   * changes where it leads. Safe to repeat, also after a lost response. `ttl` is only used at creation.
   *
   * Fails as {@link createRedirect}, {@link getRedirect} and {@link updateRedirect} do.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`,
   * `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  ensureRedirect(request: Qr.CreateRedirectQrRequest, image?: Qr.QrImage, options?: CallOptions): Promise<Qr.RedirectQr>
  /**
   * Creates a payment for the customer who has just checked in: the app asks to approve it, with no landing page. Works for
   * 15 minutes after the event `QrCheckIn`. Wait with `EPayment.awaitOutcome`, for the same sales unit.
   *
   * It is paid to the sales unit of the event, if the event names it and the options do not: one webhook may report the
   * check-ins of many.
   *
   * Fails as `EPayment.createPayment` does; `VippsRequestError` with the code `4050` means that the customer token has
   * expired: the customer scans again.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
   * @since 0.1.0
   */
  payCheckedInCustomer(checkIn: Pick<Webhooks.QrCheckInPayload, "customerToken" | "msn">, payment: Qr.TillPayment, options?: CallOptions): Promise<EPayment.CreatePaymentResponse>
}

/**
 * What a quantity is counted in. Checkout takes no `KWH`.
 *
 * @since 0.1.0
 */
export type QuantityUnit = NonNullable<EPayment.UnitInfo["quantityUnit"]>

/** Agreements and their charges. @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/ */
export interface RecurringApi {
  /**
   * Drafts an agreement and returns the `vippsConfirmationUrl` to send the customer to, who approves or rejects it within
   * 10 minutes. Store the `agreementId` first: {@link awaitAgreement} waits for the outcome.
   *
   * Not safe to retry: Vipps may make a second agreement of a repeated draft, so an attempt without a response is not
   * retried. The error has `outcome: "unknown"`: an agreement may exist whose id you do not know. It stays `PENDING` for 10
   * minutes. Nobody can approve it without its URL, except with `skipLandingPage`: then Vipps asks the customer in the app
   * at once, and an approval also takes the initial charge. Before you draft again, look for your `externalId` among the
   * agreements that are `PENDING` or `ACTIVE`.
   *
   * Fails with `VippsInputError` before anything is sent; `VippsConflictError` when the `orderId` of the initial charge is
   * in use (`reason: "ReferenceExists"`); `VippsAuthError` also for `skipLandingPage` without approval;
   * `VippsRequestError` when Vipps rejects the request, with a `code` such as `validation-error`. See `VippsError` for
   * errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  draftAgreement(request: Recurring.DraftAgreementRequest, options?: CallOptions): Promise<Recurring.DraftAgreementResponse>
  /**
   * Reads an agreement.
   *
   * Fails with `VippsNotFoundError` when this sales unit has no such agreement. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  getAgreement(agreementId: string, options?: CallOptions): Promise<Recurring.Agreement>
  /**
   * Lists one page of agreements with one status: by default the first 500 that are `ACTIVE`. A page with fewer than
   * `pageSize` agreements is the last. {@link agreements} reads all of them.
   *
   * Vipps allows 5 lists a minute. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  listAgreements(query?: Recurring.ListAgreementsQuery, options?: CallOptions): Promise<ReadonlyArray<Recurring.Agreement>>
  /**
   * Changes an active agreement: texts, price, interval. The customer need not approve, and Vipps does not notify the
   * customer: that is the merchant's duty. Charges that exist keep their amounts: cancel them and create them again.
   *
   * Safe to repeat: it sets the fields that it names. After an unknown outcome call it again, or read the agreement.
   *
   * Fails with `VippsRequestError` and the code `illegal-agreement-update` when the agreement is not active, or the price
   * is not of its pricing's type. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  updateAgreement(agreementId: string, request: Recurring.UpdateAgreementRequest, options?: CallOptions): Promise<void>
  /**
   * Accepts a pending agreement on behalf of a test user. Only in the test environment: with `environment: "production"`
   * it fails with `VippsInputError` and no request is sent.
   *
   * See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  acceptAgreement(agreementId: string, request: Recurring.AcceptAgreementRequest, options?: CallOptions): Promise<void>
  /**
   * Creates a charge on an active agreement. It is carried out on its `due` day, and retried for `retryDays`; an
   * `UNSCHEDULED` one at once. {@link chargeForPeriod} checks first and is safe to retry.
   *
   * Pass an `orderId`: Vipps accepts each once, so that the charge cannot be created twice, not even with another key.
   * {@link chargeKey} derives one.
   *
   * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
   * another configuration, in another process or after a restart, pass your own key (see `CallOptions`). Vipps repeats
   * its first response for a key, also a refusal: a corrected request needs a new key.
   *
   * Fails with `VippsConflictError` when the `orderId` is in use (`reason: "ReferenceExists"`); with `VippsRequestError` and
   * a code: `charge-amount-too-high`, `charge-due-too-soon`, `charge-due-in-too-long`, `charge-creation-failed` (the
   * agreement is not active); with `VippsNotFoundError` when this sales unit has no such agreement. See `VippsError` for
   * errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`,
   * `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  createCharge(agreementId: string, request: Recurring.CreateChargeRequest, options?: CallOptions): Promise<Recurring.CreateChargeResponse>
  /**
   * Creates up to 2000 charges, each of any agreement. The response says which are accepted; one that cannot be created
   * afterwards is reported by the webhook `recurring.charge-creation-failed.v1` only, so read them back.
   *
   * One key covers the whole batch, and each `orderId` its charge: a batch with the same ids cannot bill twice.
   *
   * See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  createCharges(items: ReadonlyArray<Recurring.BatchCharge>, options?: CallOptions): Promise<Recurring.CreateChargesResponse>
  /**
   * Reads a charge. {@link outcomeOf} says what its status and sums mean. Vipps allows 10 reads of a charge a minute.
   *
   * Fails with `VippsNotFoundError` when the agreement has no such charge. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  getCharge(agreementId: string, chargeId: string, options?: CallOptions): Promise<Recurring.Charge>
  /**
   * Reads a charge of an unknown agreement, for support and investigations. Vipps asks not to automate it: use {@link
   * getCharge}.
   *
   * Fails with `VippsNotFoundError` when this sales unit has no such charge. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  getChargeById(chargeId: string, options?: CallOptions): Promise<Recurring.Charge>
  /**
   * Lists one page of an agreement's charges, in no particular order. {@link charges} reads all of them. Vipps allows 10
   * lists of an agreement a minute.
   *
   * Fails with `VippsNotFoundError` when this sales unit has no such agreement. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  listCharges(agreementId: string, query?: Recurring.ListChargesQuery, options?: CallOptions): Promise<Recurring.ChargePage>
  /**
   * Cancels a charge that is not carried out yet, or releases what is not captured of a reserved one: a charge that is
   * captured in part becomes `CHARGED` with what is captured.
   *
   * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
   * another configuration, in another process or after a restart, pass your own key (see `CallOptions`).
   *
   * Fails with `VippsRequestError` and the code `cancel-charge-failed` when there is nothing to cancel. See `VippsError` for
   * errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  cancelCharge(agreementId: string, chargeId: string, options?: CallOptions): Promise<void>
  /**
   * Captures reserved money, in full or in part. Capture when the goods are sent, before {@link captureDeadline}.
   * {@link captureRemaining} captures the rest.
   *
   * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
   * another configuration, in another process or after a restart, pass your own key (see `CallOptions`). Another partial
   * capture needs a new key.
   *
   * Fails with `VippsRequestError` and the code `charge-capture-failed` when the charge is not reserved, or less is left.
   * See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/reserve-and-capture/
   * @since 0.1.0
   */
  captureCharge(agreementId: string, chargeId: string, request: Recurring.CaptureChargeRequest, options?: CallOptions): Promise<void>
  /**
   * Refunds captured money, in full or in part, before {@link refundDeadline}. {@link refundRemaining} refunds the rest. It
   * does not stop the agreement.
   *
   * Safe to retry with this configuration: an equal call after an unknown outcome retries the request with its key. With
   * another configuration, in another process or after a restart, pass your own key (see `CallOptions`). Another partial
   * refund needs a new key.
   *
   * Fails with `VippsRequestError` when the charge is not captured, or less is left. See `VippsError` for errors common to
   * all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/refunds/
   * @since 0.1.0
   */
  refundCharge(agreementId: string, chargeId: string, request: Recurring.RefundChargeRequest, options?: CallOptions): Promise<void>
  /**
   * Waits for the customer's answer to a draft. Reads the agreement after 5 seconds, then every 2 seconds, and at once when
   * a webhook about it is received in this process; never more than 120 times a minute. All that wait for one agreement
   * with one configuration share its reads.
   *
   * `Pending` means that the window is over (defaults to 10 minutes and 30 seconds) and Vipps still returns `PENDING`: ask
   * again later, and deliver nothing. A process may end while it waits: ask again about pending agreements when it starts.
   *
   * A read that fails temporarily (no response, 5xx, 429) is retried with growing delays, or as `Retry-After` says; only at
   * the end of the window does the wait fail with that error. Other errors end it at once: `VippsInputError`,
   * `VippsAuthError`, and a repeated `VippsNotFoundError`.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/polling-guidelines/
   * @since 0.1.0
   */
  awaitAgreement(agreementId: string, options?: AwaitOptions): Promise<Recurring.AgreementOutcome>
  /**
   * Bills a period of an agreement, once. Reads the agreement and its charges, and creates the charge unless the period
   * has one that is open or paid, the agreement is not active, or the amount is above its {@link ceiling}.
   *
   * Safe to repeat, from any process and on any day: the charge has the id that {@link chargeKey} derives, which Vipps
   * accepts once. Call it again after an error, a crash, or every night for every period that has started.
   *
   * A charge for a period that starts within this one, or the day before, counts for this one: a program that reads the day
   * in another time zone has billed it.
   *
   * An initial charge counts for the period of the day it is due, which Vipps sets: when it pays the first period, bill from
   * the second. An agreement that Vipps moved to another sales unit has another id and no charges there: bill it from the
   * period after the move.
   *
   * Fails with `VippsInputError` before anything is sent, and when `attempt` is not the next one. See `VippsError` for errors
   * common to all operations. The options apply to each request. After `outcome: "unknown"` call it again: it finds the charge if there is one.
   *
   * Rejects with `VippsAuthError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`,
   * `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  chargeForPeriod(agreementId: string, period: Recurring.Period, request: Recurring.ChargeForPeriodRequest, options?: Omit<CallOptions, "idempotencyKey" | "extra">): Promise<Recurring.PeriodCharge>
  /**
   * Reconciles an agreement: reads it and all its charges, and sorts them by what is to be done. Read-only, so it is safe
   * to call repeatedly: after lost webhooks, at night for every agreement, for support. The result does not depend on the
   * order in which anything happened or arrived.
   *
   * Fails with `VippsNotFoundError` when this sales unit has no such agreement. See `VippsError` for errors common to all
   * operations. The options apply to each read.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  reconcileAgreement(agreementId: string, options?: Omit<CallOptions, "idempotencyKey" | "extra">): Promise<Recurring.AgreementReconciliation>
  /**
   * Captures all that is left of a reserved charge, and returns how much was left, in minor units: 0 if all was captured
   * already, by an earlier call or another process. Capture when the goods are sent.
   *
   * Safe to repeat: it reads the charge first, and Vipps never captures more than is reserved.
   *
   * Fails with `VippsInputError`, and nothing is changed, when nothing of the charge was ever reserved or captured; with
   * `VippsRequestError` when Vipps rejects the capture, for example after {@link captureDeadline}. See `VippsError` for
   * errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/reserve-and-capture/
   * @since 0.1.0
   */
  captureRemaining(agreementId: string, chargeId: string, options?: Omit<CallOptions, "extra">): Promise<number>
  /**
   * Refunds all that is left of what is captured of a charge, and returns how much was left, in minor units: 0 if all
   * was refunded already. A refund does not stop the agreement: the next period is billed again unless you stop it first.
   *
   * Safe to repeat: it reads the charge first, and Vipps never refunds more than is captured.
   *
   * Fails with `VippsInputError`, and nothing is changed, when nothing of the charge was ever captured; with
   * `VippsRequestError` when Vipps rejects the refund, for example after {@link refundDeadline}. See `VippsError` for errors
   * common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/refunds/
   * @since 0.1.0
   */
  refundRemaining(agreementId: string, chargeId: string, request: Recurring.RefundRemainingRequest, options?: Omit<CallOptions, "extra">): Promise<number>
  /**
   * Releases all that is left of a reserved charge to the customer, and returns how much was left, in minor units: 0
   * if nothing was reserved any more. What is captured stays captured.
   *
   * Safe to repeat. Fails with `VippsInputError`, and nothing is changed, when the charge is not carried out yet: {@link
   * cancelCharge} cancels it. See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/reserve-and-capture/
   * @since 0.1.0
   */
  releaseRemaining(agreementId: string, chargeId: string, options?: Omit<CallOptions, "extra">): Promise<number>
  /**
   * Stops an agreement permanently. Its charges that are not carried out yet are cancelled, and so are reserved ones: by
   * default the call fails with `VippsInputError` if there are any, and nothing is changed. With `reserved: "capture"` or
   * `"release"` it settles them first, and stops only when that is done.
   *
   * Safe to repeat: an agreement that is over already counts as stopped. A stop refunds nothing, and a stopped agreement
   * cannot be resumed: stop at the end of the period that the customer has paid for.
   *
   * Fails with `VippsNotFoundError` when this sales unit has no such agreement, and with `VippsBusyError` and an unknown outcome
   * while Vipps has accepted to settle charges and not done it: the agreement is not stopped, repeat the call. See
   * `VippsError` for errors common to all operations. Each names the request that failed: what was settled before it stays
   * settled. The options, but for the key, apply to each request.
   *
   * Rejects with `VippsAuthError`, `VippsBusyError`, `VippsConflictError`, `VippsDecodeError`, `VippsInputError`,
   * `VippsNotFoundError`, `VippsRateLimitError`, `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  stopAgreement(agreementId: string, request?: Recurring.StopAgreementRequest, options?: Omit<CallOptions, "extra">): Promise<void>
  /**
   * All agreements of the sales unit as a stream: over all statuses, or the one of the query, and all pages. Vipps itself
   * lists one page of one status, and by default the first 500 that are active.
   *
   * Reads a page when it is needed, and at most 5 in a minute, which is what Vipps allows: without a status, the first
   * four pages come at once, and many agreements take minutes. `pageSize` defaults to 2000, the largest. An agreement whose
   * status changes meanwhile may come twice, the newer one later. Pages are numbered, so when one leaves a status that takes
   * several pages, another may be left out: repeat the listing, or list the agreements that you have stored.
   *
   * Fails as {@link listAgreements} does. The options apply to each request.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  agreements(query?: Recurring.AgreementsQuery, options?: Omit<CallOptions, "idempotencyKey" | "extra">): AsyncIterable<Recurring.Agreement>
  /**
   * All charges of an agreement as a stream, over all pages and in no particular order: {@link reconcileAgreement} orders
   * them. Reads a page when it is needed, and at most 10 in a minute, which is what Vipps allows.
   *
   * Fails as {@link listCharges} does. The options apply to each request.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  charges(agreementId: string, query?: Omit<Recurring.ListChargesQuery, "continuationToken">, options?: Omit<CallOptions, "idempotencyKey" | "extra">): AsyncIterable<Recurring.Charge>
}

/** The books. @see https://developer.vippsmobilepay.com/docs/APIs/report-api/ */
export interface ReportApi {
  /**
   * Lists one page of the ledgers that the keys have access to. {@link ledgers} reads all pages.
   *
   * See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
   * @since 0.1.0
   */
  getLedgers(query?: Report.LedgersQuery, options?: CallOptions): Promise<Report.LedgerPage>
  /**
   * Reads one page of a day's payments, refunds and payouts. {@link days} reads all pages, of many days.
   *
   * Fails with `VippsNotFoundError` when the keys have no access to this ledger: a day without entries is an empty page.
   * See `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
   * @since 0.1.0
   */
  getFundsByDate(ledgerId: string, ledgerDate: string, query?: Report.EntriesQuery, options?: CallOptions): Promise<Report.DatePage>
  /**
   * Reads one page of a day's fees, as {@link getFundsByDate} does.
   *
   * Fails with `VippsNotFoundError` when the keys have no access to this ledger. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  getFeesByDate(ledgerId: string, ledgerDate: string, query?: Report.EntriesQuery, options?: CallOptions): Promise<Report.DatePage>
  /**
   * Reads one page of the payments, refunds and payouts of a ledger, in their order. {@link feed} reads all pages.
   *
   * Fails with `VippsNotFoundError` when the keys have no access to this ledger. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
   * @since 0.1.0
   */
  getFundsFeed(ledgerId: string, query?: Report.EntriesQuery, options?: CallOptions): Promise<Report.FeedPage>
  /**
   * Reads one page of the fees of a ledger, in their order. {@link feed} reads all pages.
   *
   * Fails with `VippsNotFoundError` when the keys have no access to this ledger. See `VippsError` for errors common to all
   * operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @since 0.1.0
   */
  getFeesFeed(ledgerId: string, query?: Report.EntriesQuery, options?: CallOptions): Promise<Report.FeedPage>
  /**
   * Reads the entries of a ledger day by day, page by page, from the first day to the last, and ends at the first day that
   * is still open. A day without entries is one empty page.
   *
   * Days are the merchant's: from midnight to midnight in its time zone. A day may stay open for weeks (monthly settlement,
   * a negative balance): do not wait for it, and start again from it in the next run.
   *
   * Fails as {@link getFundsByDate} does; `VippsNotFoundError` means that the keys have no access to this ledger.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
   * @since 0.1.0
   */
  days(ledgerId: string, topic: Report.Topic, query: Report.DaysQuery, options?: CallOptions): AsyncIterable<Report.DayEntries>
  /**
   * Reads the entries of a ledger in their order, page by page. Store each page's entries and its cursor in one
   * transaction, and pass the stored cursor when you start again: then no entry is lost or repeated, wherever the program
   * was stopped. Reads a page when it is needed and keeps none.
   *
   * Ends when all entries are read, or with `follow` looks for new ones once a minute. Entries appear 5 to 30 seconds after
   * the payment, sometimes hours. Undocumented by Vipps: what `tryLater` means on a page whose cursor does not move; its
   * entries are left for the next request.
   *
   * Fails as {@link getFundsFeed} does; `VippsNotFoundError` means that the keys have no access to this ledger.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
   * @since 0.1.0
   */
  feed(ledgerId: string, topic: Report.Topic, query?: Report.FeedQuery, options?: CallOptions): AsyncIterable<Report.FeedEntries>
  /**
   * All ledgers that the keys have access to.
   *
   * Fails as {@link getLedgers} does.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
   * @since 0.1.0
   */
  ledgers(query?: Omit<Report.LedgersQuery, "cursor">, options?: CallOptions): AsyncIterable<Report.Ledger>
}

/** What {@link shippingCallbackHandler} takes. */
export interface ShippingCallbackHandlerOptions extends HandlerOptions {
  /** `shipping.dynamicOptions.callbackAuthorizationToken` of the payment. */
  readonly callbackAuthorizationToken: string
  /** Returns the shipping options to choose from, ideally within a second. Throw `CannotShip` when you do not ship there. */
  readonly onAddress: (
    address: Webhooks.ShippingOptionsQuery
  ) => ReadonlyArray<EPayment.ShippingGroup> | Promise<ReadonlyArray<EPayment.ShippingGroup>>
}

/** What the facade needs of an `AbortSignal`, whichever runtime it is from. */
export interface Signal {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: "abort", listener: () => void): void
  removeEventListener(type: "abort", listener: () => void): void
}

/**
 * Where processes share access tokens: twenty that start at once make one token request, and a token that Vipps rejects
 * is removed for all of them. It keeps short texts, each under a key and for a time. Keys are up to 60 characters of
 * `A-Z a-z 0-9 - _ .`, hashes of your keys; values up to a few kilobytes of the same, encrypted with AES-256-GCM under a
 * key derived from the client secret.
 *
 * It is used when a token is needed, and not for a call whose token is cached. It never fails a call: when one of these
 * functions rejects or takes longer than 500 milliseconds, the client fetches a token of its own and warns. While
 * another process fetches the token, a call waits for it up to 5 seconds or half of its time.
 */
export interface TokenStore {
  /** Resolves to the value under this key; to undefined or null without one, and once its time is over. */
  read(key: string): Promise<string | null | undefined>
  /** Sets a value for this many milliseconds. */
  write(key: string, value: string, timeToLiveMs: number): Promise<unknown>
  /**
   * Sets a value for this many milliseconds unless the key has one, in one atomic step. Resolves to true if it did. A
   * store without such a step may always resolve to true: then several processes may fetch a token at the same time.
   */
  lease(key: string, value: string, timeToLiveMs: number): Promise<boolean>
  /** Removes the key if it still has this value, in one atomic step. */
  remove(key: string, value: string): Promise<unknown>
}

/** What customers share. @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/ */
export interface UserinfoApi {
  /**
   * Reads what the customer with this `sub` has agreed to share. `sub` is in `profile.sub` of a payment, in its event
   * `authorized`, and in a Recurring agreement. {@link forPayment} waits for it.
   *
   * Readable for 168 hours from the consent: store what is needed. Later, `expired` lists what was shared. Empty values are
   * absent. The subscription key is sent only with the configuration's `userinfoSubscriptionKey`.
   *
   * Fails with `VippsNotFoundError` for an unknown `sub`, and with `VippsAuthError` when the consent is gone. See
   * `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/
   * @since 0.1.0
   */
  getUserinfo(sub: string, options?: CallOptions): Promise<Userinfo.Userinfo>
  /**
   * Reads what the customer of a payment has agreed to share (`profile.scope` of its creation). Waits for the customer's
   * id, which Vipps writes a moment after the approval: reads the payment every 2 seconds, for 30 seconds.
   *
   * Returns `undefined` when the window is over without an id: nothing was requested, or the customer has not approved.
   * A payment that has ended without an approval ends the wait at once.
   *
   * Fails as `EPayment.getPayment` and {@link getUserinfo} do.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/
   * @since 0.1.0
   */
  forPayment(reference: string, options?: AwaitOptions): Promise<Userinfo.Userinfo | undefined>
}

/** What an event is verified with. */
export interface VerifyOptions extends Webhooks.SignedRequest {
  /** The registration's secret, unchanged. Several while one registration replaces another. */
  readonly secret: string | ReadonlyArray<string>
  /** The URL as it is registered, not as the request has it: behind a proxy the two differ. */
  readonly url: string
  /**
   * How old a signature may be, in milliseconds. Defaults to no limit: Vipps retries for 7 days, and whether a
   * redelivery is signed again is not documented.
   */
  readonly maxAgeMs?: number | undefined
}

/**
 * A client for one merchant. Make it once and keep it: it caches the access token.
 *
 * Calls reject with a `VippsError`; see its `_tag`, `retryable` and `outcome`. The constructor throws a
 * `VippsInputError` if an option cannot work.
 *
 * @example
 * ```ts
 * import Vipps from "@effect-vipps/promise"
 *
 * const vipps = new Vipps({
 *   clientId: process.env.VIPPS_CLIENT_ID ?? "",
 *   clientSecret: process.env.VIPPS_CLIENT_SECRET ?? "",
 *   subscriptionKey: process.env.VIPPS_SUBSCRIPTION_KEY ?? "",
 *   merchantSerialNumber: process.env.VIPPS_MERCHANT_SERIAL_NUMBER ?? "",
 *   useTestMode: true
 * })
 *
 * const { redirectUrl } = await vipps.ePayment.createPayment({
 *   reference: "order-2026-0001",
 *   amount: { value: 49900, currency: "NOK" },
 *   paymentMethod: { type: "WALLET" },
 *   userFlow: "WEB_REDIRECT",
 *   returnUrl: "https://example.com/thanks"
 * })
 * ```
 */
export declare class Vipps {
  readonly checkout: CheckoutApi
  readonly ePayment: EPaymentApi
  readonly orderManagement: OrderManagementApi
  readonly qr: QrApi
  readonly recurring: RecurringApi
  readonly report: ReportApi
  readonly userinfo: UserinfoApi
  readonly webhooks: WebhooksApi
  /** Bundling shortens the names of classes; this one is printed. */
  static readonly name = "Vipps"
  constructor(options: VippsOptions)
  /**
   * Sends a request to an endpoint that this package does not cover, with the access token, retries, idempotency key,
   * deadline and errors of every other call. Resolves to the JSON of the response as sent, or to `undefined` for an
   * empty body.
   *
   * @example
   * ```ts
   * import type { Vipps } from "@effect-vipps/promise"
   *
   * const salesUnits = (vipps: Vipps) =>
   *   vipps.request({ method: "GET", path: "/management/v1/sales-units" })
   * ```
   */
  request(request: VippsRequest, options?: CallOptions): Promise<unknown>
  /**
   * Lets calls in progress finish and ends waits for an outcome, which reject; later calls reject. A process can end
   * without it.
   */
  close(): Promise<void>
  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
  #private
}

/** The fields of an error from a response. */
export interface VippsAnswerFields extends VippsErrorFields {
  /** The HTTP status. */
  readonly status: number
  /** Vipps' code, as in `6090`. */
  readonly code?: ErrorCode | undefined
  readonly title?: string | undefined
  readonly detail?: string | undefined
  /** What Vipps' support asks for. */
  readonly traceId?: string | undefined
  /** Field by field, what Vipps found wrong. */
  readonly extraDetails?: ReadonlyArray<{ readonly name: string; readonly reason: string }> | undefined
  /** How long Vipps asked to wait. A number is in milliseconds. */
  readonly retryAfter?: number | undefined
  /** The raw response, at most 10 000 characters. */
  readonly body: string | undefined
}

/**
 * The keys were not accepted: 401 (also with a new token), 403, or the token endpoint rejected the credentials. Check
 * client id, client secret, subscription key and merchant serial number, and that they belong to this environment. A 403
 * with a `code` means that the sales unit may not do this: Vipps enables some features on request.
 *
 * @since 0.1.0
 */
export interface VippsAuthError extends VippsAnswerFields {
  readonly _tag: "VippsAuthError"
}

export declare const VippsAuthError: ErrorClass<VippsAuthError>

/**
 * 423, or codes 6160, 6250 and 6280: the payment is busy with another operation. Try again soon with the same key.
 *
 * @since 0.1.0
 */
export interface VippsBusyError extends VippsAnswerFields {
  readonly _tag: "VippsBusyError"
}

export declare const VippsBusyError: ErrorClass<VippsBusyError>

/**
 * 409, or a code that means the same.
 *
 * - `ReferenceExists`: this reference is already in use; read that payment, or use a new reference.
 * - `QrIdTaken`: a QR code has this id already; read it back, or use `Qr.ensureRedirect`.
 * - `ReceiptExists`: the order has a receipt already, which cannot be changed; read it with `OrderManagement.getOrder`.
 * - `IdempotencyKeyReused`: this key was used with another body, and that request may have been carried out; read it back
 *   before you send a changed one with a new key.
 * - `Unknown`: Vipps did not say.
 *
 * @since 0.1.0
 */
export interface VippsConflictError extends VippsAnswerFields {
  readonly reason: "ReferenceExists" | "QrIdTaken" | "ReceiptExists" | "IdempotencyKeyReused" | "Unknown"
  readonly _tag: "VippsConflictError"
}

export declare const VippsConflictError: ErrorClass<VippsConflictError>

/**
 * A response of 2xx that cannot be read, or is larger than the configuration's `maxResponseSize`. It may be a page of a
 * proxy, so the request may or may not have been carried out: see `outcome`. Never retried by the SDK.
 *
 * @since 0.1.0
 */
export interface VippsDecodeError extends VippsErrorFields {
  readonly status: number
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
  /** The raw response, at most 10 000 characters. It may hold personal data. */
  readonly body: string | undefined
  readonly _tag: "VippsDecodeError"
}

export declare const VippsDecodeError: ErrorClass<VippsDecodeError>

/** Every error a call can reject with, besides the reason of its own signal. */
export type VippsError =
  | VippsInputError
  | VippsAuthError
  | VippsRequestError
  | VippsNotFoundError
  | VippsConflictError
  | VippsRateLimitError
  | VippsBusyError
  | VippsServerError
  | VippsTransportError
  | VippsDecodeError

/** The fields of every error. */
export interface VippsErrorFields extends Error {
  /** What happened, whether it may have taken effect and what to do next. Holds no secrets and no personal data. */
  readonly message: string
  /** The operation, as in `EPayment.capturePayment`. */
  readonly operation: string
  /** The payment's or session's reference, where the call had one. */
  readonly reference?: string | undefined
  /** How many times the request was sent. */
  readonly attempts: number
  /**
   * Whether the same call may succeed later. Retrying it is safe with this configuration, which remembers its key;
   * elsewhere retry it with `idempotencyKey`.
   */
  readonly retryable: boolean
  /**
   * Whether the request may have taken effect. After `unknown`, retry the same call with this configuration, retry
   * it with `idempotencyKey` elsewhere, or read the payment back; never retry it with a new key.
   */
  readonly outcome: "refused" | "unknown"
  /** The key every attempt carried; absent for a read. */
  readonly idempotencyKey?: string | undefined
  /**
   * True where the outcome is unknown and Vipps does not recognise a repeated request, whatever its key: repeating may
   * do it twice. Read back what happened.
   */
  readonly notRepeatable?: true | undefined
}

/**
 * Invalid input; no request was sent. `issues` lists every invalid field and what it must be, never its value.
 *
 * @since 0.1.0
 */
export interface VippsInputError extends VippsErrorFields {
  readonly issues: ReadonlyArray<{ readonly path: string; readonly message: string }>
  readonly _tag: "VippsInputError"
}

export declare const VippsInputError: ErrorClass<VippsInputError>

/**
 * 404: no payment or session with this reference at this sales unit.
 *
 * @since 0.1.0
 */
export interface VippsNotFoundError extends VippsAnswerFields {
  readonly _tag: "VippsNotFoundError"
}

export declare const VippsNotFoundError: ErrorClass<VippsNotFoundError>

/**
 * The keys, the environment, and the timeouts and retries of the client. The keys are in the business portal, under
 * Developer.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/api-keys/
 */
export interface VippsOptions {
  readonly clientId: string
  readonly clientSecret: string
  /** Primary or secondary, they work alike. */
  readonly subscriptionKey: string
  /** 4 to 10 digits. */
  readonly merchantSerialNumber: string
  /** True: Vipps' test environment, with the keys of the test environment. Defaults to false: real money. */
  readonly useTestMode?: boolean | undefined
  /** Another server instead, such as a local emulator: `http://127.0.0.1:4242`. */
  readonly baseUrl?: string | undefined
  /** Your system, 1 to 30 characters; Vipps sees it. */
  readonly systemName?: string | undefined
  /** 1 to 30 characters. */
  readonly systemVersion?: string | undefined
  /** Your plugin in that system, 1 to 30 characters. Defaults to the system's name. */
  readonly pluginName?: string | undefined
  /** 1 to 30 characters. Defaults to the system's version. */
  readonly pluginVersion?: string | undefined
  /**
   * Another `fetch` than the runtime's, for a proxy or for tests. Called with the URL as a string; must resolve to a new
   * `Response` each time. Leave retries to the client: those of this function would multiply with its own, and hide from
   * it that an earlier attempt may have been carried out.
   */
  readonly fetch?: ((input: any, init?: any) => Promise<any>) | undefined
  /** Milliseconds for a whole call with its retries. Defaults to 30 000. One attempt takes at most 10 000. */
  readonly timeoutMs?: number | undefined
  /** Retries after the first attempt. Defaults to 2. */
  readonly maxRetries?: number | undefined
  /**
   * The largest response body to read, in bytes, counted after decompression. A longer one closes the connection; the
   * call fails with `VippsDecodeError` if its status was a success. Defaults to 5 000 000, far above any response of
   * Vipps.
   */
  readonly maxResponseSize?: number | undefined
  /** Shares access tokens with other processes. Defaults to none: each client fetches its own token. */
  readonly tokenStore?: TokenStore | undefined
  /**
   * The keys are accounting keys, or merchant-level keys for donations: `report` uses the access token of their own
   * endpoint, and sends neither subscription key nor merchant serial number. Defaults to false: keys of a sales unit.
   */
  readonly accountingKeys?: boolean | undefined
  /**
   * Sends the subscription key to the Userinfo API, too. Undocumented by Vipps: whether that API requires or refuses it.
   * Defaults to false.
   */
  readonly userinfoSubscriptionKey?: boolean | undefined
  /**
   * Receives each attempt, and then the end of each call, for logs and metrics, without personal data: `type` names
   * which it is. What it throws is ignored.
   */
  readonly onEvent?: ((event: CallEvent) => void) | undefined
  /** Receives the client's warnings. Defaults to `console`. */
  readonly logger?: Logger | undefined
}

/**
 * 429: too many requests for this reference. Wait for `retryAfter`, where given.
 *
 * @since 0.1.0
 */
export interface VippsRateLimitError extends VippsAnswerFields {
  readonly _tag: "VippsRateLimitError"
}

export declare const VippsRateLimitError: ErrorClass<VippsRateLimitError>

/** A request to an endpoint of Vipps that this package does not cover. */
export interface VippsRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /**
   * Path and query, from the root of the host, and encoded as a URL is: `/recurring/v3/agreements?status=ACTIVE`. At most
   * 2000 characters. Encode variable parts with `encodeURIComponent`; `..`, `//` and a fragment are refused.
   */
  readonly path: string
  /** Sent as JSON. Omit to send none; a GET has none. */
  readonly body?: unknown
  /**
   * What the request does: it reads, changes something, or moves money. Anything but `Read` carries an idempotency key,
   * and its errors say whether it may have taken effect. Defaults to `Read` for GET and to `MoneyMovement` otherwise.
   */
  readonly kind?: "Read" | "Change" | "MoneyMovement" | undefined
  /**
   * Whether Vipps recognizes a retry, by its `Idempotency-Key` or because it sets the same state again. Only
   * then is a request retried that may have been carried out. Defaults to true for `Read`, PUT and DELETE, and to false
   * otherwise.
   */
  readonly repeatable?: boolean | undefined
  /** An access token, or client id and secret as headers, as Checkout has it. Defaults to `Bearer`. */
  readonly auth?: "Bearer" | "ClientSecret" | undefined
}

/**
 * The API rejected the request: 400, 422 and other 4xx. `code` says why; the same request is rejected again.
 *
 * @since 0.1.0
 */
export interface VippsRequestError extends VippsAnswerFields {
  readonly _tag: "VippsRequestError"
}

export declare const VippsRequestError: ErrorClass<VippsRequestError>

/**
 * 5xx: the server failed. The operation may have been applied.
 *
 * @since 0.1.0
 */
export interface VippsServerError extends VippsAnswerFields {
  readonly _tag: "VippsServerError"
}

export declare const VippsServerError: ErrorClass<VippsServerError>

/**
 * No usable response: the connection failed or was redirected elsewhere (`Network`), or time ran out (`Timeout`).
 *
 * Where the request provably did not leave, `outcome` is `refused` and the message says that no request was sent: the
 * host is unknown or refuses the connection, its certificate is not trusted, or a proxy does not let the request
 * through. Certificates and proxies' refusals are not retried.
 *
 * @since 0.1.0
 */
export interface VippsTransportError extends VippsErrorFields {
  readonly reason: "Network" | "Timeout"
  /** What the network said, such as `ECONNREFUSED`. */
  readonly detail?: string | undefined
  readonly _tag: "VippsTransportError"
}

export declare const VippsTransportError: ErrorClass<VippsTransportError>

/**
 * A request that claims to come from Vipps, and must not be acted on. No operation fails with it, so it is no
 * `VippsError`. Its message says what to check; it contains no secret and nothing of the body.
 *
 * - `MissingHeader`: not signed, or a proxy stripped a header.
 * - `BodyHash`: the body does not match its signed hash. Most often it was parsed and serialised again.
 * - `Signature`: signed with another secret, or for another URL.
 * - `Token`: a callback whose `Authorization` header is not the configured token.
 * - `Stale`: signed longer ago than the maximum age.
 * - `Payload`: the request is authentic, but its body cannot be read.
 *
 * @since 0.1.0
 */
export interface VippsWebhookError extends Error {
  readonly message: string
  readonly reason: "MissingHeader" | "BodyHash" | "Signature" | "Token" | "Stale" | "Payload"
  readonly _tag: "VippsWebhookError"
}

export declare const VippsWebhookError: ErrorClass<VippsWebhookError>

/** What {@link webhookHandler} takes. */
export interface WebhookHandlerOptions extends HandlerOptions {
  /** The registration's secret, unchanged. Several while one registration replaces another. */
  readonly secret: string | ReadonlyArray<string>
  /** The URL as it is registered, not as the request has it: behind a proxy the two differ. */
  readonly url: string
  /**
   * Handles an event. When its promise rejects, or takes too long, Vipps redelivers the event. Until it
   * settles, deliveries of the same event wait for it: what it calls should have its own timeouts.
   */
  readonly onEvent: (event: Webhooks.WebhookEvent) => unknown
  /**
   * Defaults to one in memory, which is lost when the process ends, and not shared with other processes. On Workers
   * two concurrent deliveries may both run.
   */
  readonly inbox?: Inbox | undefined
  /** How old a signature may be, in milliseconds. Defaults to no limit: see `VerifyOptions`. */
  readonly maxAgeMs?: number | undefined
}

/** Registrations for events. @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/ */
export interface WebhooksApi {
  /**
   * Registers a URL for events. Store the `secret` of the response: it verifies these events, and is returned only once.
   * At most 25 registrations per event. To change one, register again, then {@link remove} the old one.
   *
   * Vipps does not recognise a repeated registration, so an attempt without a response is not retried. After `outcome:
   * "unknown"` a registration with an unknown secret may exist: {@link remove} what {@link list} has of this URL and
   * register again, or use {@link ensure}.
   *
   * Fails with `VippsInputError` before anything is sent; `VippsRequestError` when Vipps rejects the request. See
   * `VippsError` for errors common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide/
   * @since 0.1.0
   */
  register(request: Webhooks.RegisterRequest, options?: CallOptions): Promise<Webhooks.RegisterResponse>
  /**
   * Lists the registrations, without their secrets. Vipps deletes one whose URL has not responded for two weeks.
   *
   * See `VippsError` for its errors.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide/
   * @since 0.1.0
   */
  list(options?: CallOptions): Promise<ReadonlyArray<Webhooks.Webhook>>
  /**
   * Ends a registration, by its `id`.
   *
   * Fails with `VippsNotFoundError` or `VippsRequestError` if no registration has this id. See `VippsError` for errors
   * common to all operations.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsNotFoundError`, `VippsRateLimitError`,
   * `VippsRequestError`, `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide/
   * @since 0.1.0
   */
  remove(id: string, options?: CallOptions): Promise<void>
  /**
   * Ensures one registration for a URL and these events whose secret you know. Use it in each deployment. Keeps the
   * registration with the given `id`. Without it, or when its events or its URL differ, registers a new one; store the
   * `id` and the `secret` of the response. Removes other registrations of the same URL, whose secret is unknown or which
   * are replaced; registrations of other URLs stay.
   *
   * Registers before it removes, so that no event is missed, except where the limit of 25 registrations per event (1 for
   * `user.checked-in.v1`) leaves no room. Deliveries signed with the new secret are refused until you use it, and Vipps
   * redelivers them. Run it in one place at a time: of two that replace the same registration, one may remove the other's.
   *
   * Fails with `VippsInputError` before anything is sent; otherwise as {@link list} and {@link register}. A stale
   * registration that cannot be removed is logged, not an error. After a failure, call it again.
   *
   * Rejects with `VippsAuthError`, `VippsDecodeError`, `VippsInputError`, `VippsRateLimitError`, `VippsRequestError`,
   * `VippsServerError` or `VippsTransportError`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide/
   * @since 0.1.0
   */
  ensure(request: Webhooks.EnsureRequest, options?: Omit<CallOptions, "idempotencyKey" | "extra">): Promise<Webhooks.KeptWebhook | Webhooks.CreatedWebhook>
}

/**
 * The outcome of an agreement that was read. `awaitAgreement` waits for one.
 *
 * @since 0.1.0
 */
export declare const agreementOutcome: (agreement: Recurring.Agreement) => Recurring.AgreementOutcome

/**
 * What a cancellation would release: the whole amount before the customer's approval (the payment ends), what {@link
 * remaining} returns after it, and nothing once the payment has ended otherwise. With zero there is nothing to cancel,
 * and Vipps refuses.
 *
 * @example
 * ```ts
 * const payment = await vipps.ePayment.getPayment(reference)
 * if (cancellable(payment).value > 0) await vipps.ePayment.cancelPayment(reference)
 * ```
 */
export declare const cancellable: (payment: EPayment.HasAggregate) => Amount

/**
 * Until when a reserved charge can be captured or released: 180 days after the reservation in Norway, 14 days in Denmark
 * and Finland. Banks may release the money earlier, so capture as soon as you deliver.
 *
 * Throws `VippsInputError` for an invalid date or an unknown market.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/reserve-and-capture/
 * @since 0.1.0
 */
export declare const captureDeadline: (reservedAt: Date, market: Recurring.RecurringMarket) => Date

/**
 * The ceiling of an agreement: five times the price of an interval for `LEGACY` pricing; the suggested maximum or the
 * customer's own, whichever is higher, for `VARIABLE`; undefined for `FLEXIBLE`, which has none.
 *
 * A campaign does not change it, and initial charges do not count. Undocumented by Vipps: which charges are in the same
 * interval. A `VARIABLE` charge below the ceiling and above the customer's own maximum is accepted, and fails unless the
 * customer raises the maximum in time.
 *
 * @since 0.1.0
 */
export declare const ceiling: ({ pricing }: Pick<Recurring.Agreement, "pricing">) => Recurring.Ceiling | undefined

/**
 * Derives the `orderId` and the idempotency key of the charge for a period of an agreement: `agr-5kSeqz-2026-04-01-1`.
 * `period` is the period, or the day it starts on. `attempt` counts from 1: a charge that failed keeps its id, so the
 * next one needs the next number.
 *
 * The same arguments give the same ids in every process, so a repeat, a crash or a second job cannot bill a period
 * twice.
 *
 * Throws `VippsInputError` for an empty agreement id, a period that is no date, and an attempt that is no whole number
 * from 1 to 99.
 *
 * @since 0.1.0
 */
export declare const chargeKey: (agreementId: string, period: Recurring.Period | string, attempt?: number) => Recurring.ChargeKey

/**
 * Says what a charge's status and sums mean. The sums are authoritative where they and the status disagree.
 *
 * @since 0.1.0
 */
export declare const chargeOutcome: (charge: Recurring.Charge) => Recurring.ChargeOutcome

/**
 * What was or may still be charged in a period, in minor units: all of its charges but the initial one, and but those
 * that failed or were cancelled. What of a charge was released does not count.
 *
 * @since 0.1.0
 */
export declare const chargedIn: (period: Recurring.Period, agreementId: string, charges: ReadonlyArray<Recurring.Charge>) => number

/**
 * Serves what Vipps posts to `merchantInfo.callbackUrl` when a Checkout session has ended. `onSession` runs once per
 * session and state. Vipps tries three times at most, so poll as well. Responds like {@link webhookHandler}; 401
 * without the token.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 */
export declare const checkoutCallbackHandler: (options: CheckoutCallbackHandlerOptions) => Handler

/**
 * The day a charge is due, `YYYY-MM-DD` in its market's own time; undefined for one without such a day. Vipps takes
 * `due` as a date and returns it as a time: never compare the two as text.
 *
 * @since 0.1.0
 */
export declare const dueDateOf: ({ currency, due }: Pick<Recurring.Charge, "currency" | "due">) => string | undefined

/**
 * The earliest `due` that a charge created now may have: tomorrow, in the market's own time. Close to midnight use the
 * day after: the request may arrive after it. Undocumented by Vipps: in which time zone the day ends.
 *
 * Throws `VippsInputError` for an invalid date or an unknown market.
 *
 * @since 0.1.0
 */
export declare const earliestDue: (now: Date, market: Recurring.RecurringMarket) => string

/**
 * Whether the capture or refund with this idempotency key happened, for use after a call whose outcome is unknown.
 *
 * - `true`: it happened. Do not send it again with another key.
 * - `false`: each try that is logged failed. A later one may still be under way: repeat it with the same key.
 * - `undefined`: the log does not contain it yet. It may still be under way: send it again with the same key, never
 *   with a new one.
 *
 * A key alone is not enough: the same one may be on the creation, on a capture and on a refund. Cancellations are
 * logged without their key: for these, read `cancelled`.
 *
 * @example
 * ```ts
 * const reconciliation = await vipps.ePayment.reconcile(reference)
 * const isPaid = happened(reconciliation, "CAPTURED", idempotencyKey(reference, "shipment", 1))
 * ```
 */
export declare const happened: (reconciliation: Pick<EPayment.Reconciliation, "operations">, operation: "CAPTURED" | "REFUNDED", idempotencyKey: string) => boolean | undefined

/**
 * Makes an idempotency key from a reference and the other parts that identify one intent: the operation, the number of
 * the shipment, the number of the attempt.
 *
 * The same parts always give the same key, in every version and process; different parts give different keys:
 * `("a-1", 2)` and `("a", "1-2")` are two intents. A number counts as its digits. The key has at most 40 letters,
 * digits and hyphens, which every API accepts. Short parts stay readable, joined by two hyphens:
 * `order-2026-0001--capture--1`. Longer ones, and parts with other characters, become their first 12 characters and
 * 135 bits of a SHA-256 over all of them.
 *
 * Throws `VippsInputError` for an empty part, a number that is not a whole number, and no parts at all: such a key would
 * be shared by different intents.
 *
 * @example
 * ```ts
 * await vipps.ePayment.capturePayment(
 *   order.reference,
 *   { modificationAmount: order.amount },
 *   { idempotencyKey: idempotencyKey(order.reference, "capture", order.shipment) }
 * )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/http-headers/#idempotency-key-header
 */
export declare const idempotencyKey: (reference: string, ...parts: ReadonlyArray<string | number>) => string

/**
 * True for every error that a call fails with, also one made by another copy of the SDK (ESM and CommonJS in one process).
 * A `VippsWebhookError` is about a request from Vipps, and none of them.
 */
export declare const isVippsError: (value: unknown) => value is VippsError

/**
 * Whether a job, a queue or a workflow engine should make the same call again **with the same idempotency key**: the
 * error is `retryable`, or its outcome is `unknown` and Vipps recognises the repetition. Then the repetition either
 * carries the request out or returns the first response. Also for every `VippsTransportError` that is `refused`: the
 * request never reached Vipps, as while a certificate is expired or a proxy refuses it, or it only reads.
 *
 * False for everything else: a refusal is refused again; an error with `notRepeatable` may do it twice, so read back
 * what happened; what is no error of the SDK is for the program to judge.
 *
 * It accepts an error that was stored or sent as JSON, too. Bound the repetitions by time, not by a few attempts: an
 * outage of Vipps lasts for minutes to hours. After the last one, read the payment back: `EPayment.reconcile`.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/http-headers/#idempotency-key-header
 *
 * @since 0.1.0
 */
export declare const isWorthRepeating: (error: unknown) => boolean

/**
 * Adapts a handler to AWS Lambda: to events of API Gateway (REST and HTTP API), of function URLs and of an Application
 * Load Balancer. Decodes base64 bodies. Never rejects, as the handler itself. Throws a `VippsInputError` if `handler` is
 * no function.
 *
 * @example
 * ```ts
 * export const handler = lambdaHandler(
 *   webhookHandler({
 *     secret: process.env.VIPPS_WEBHOOK_SECRET ?? "",
 *     url: "https://example.com/vipps/webhooks",
 *     onEvent: async (event) => {
 *       if (event._tag === "EPayment" && event.name === "AUTHORIZED") await orders.paid(event.reference)
 *     }
 *   })
 * )
 * ```
 */
export declare const lambdaHandler: (handler: Handler) => ((event: LambdaEvent) => Promise<LambdaResult>)

/**
 * The latest `due` that a charge created now may have: two years ahead, in the market's own time.
 *
 * Throws `VippsInputError` for an invalid date or an unknown market.
 *
 * @since 0.1.0
 */
export declare const latestDue: (now: Date, market: Recurring.RecurringMarket) => string

/**
 * Serves what Vipps posts to `logistics.dynamicOptionsCallback` of a Checkout session: the customer's address;
 * the response contains the delivery options. Vipps waits 8 seconds; the timeout defaults to 7.
 *
 * An option that breaks a rule is reported to `onError` and left out; the others are sent. When none is valid, or
 * anything else fails, the response is 500 and Checkout offers `logistics.fixedOptions`; without these the customer
 * cannot continue.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/
 */
export declare const logisticsCallbackHandler: (options: LogisticsCallbackHandlerOptions) => Handler

/**
 * Makes an MSISDN from a phone number as people write it: with spaces, hyphens, dots and brackets, with `+` or `00` and
 * a country code, or without one as a number of `market`. A leading 0 (Sweden, Finland) is dropped, a country code
 * written twice is kept once. A number of another country needs `+` or `00`.
 *
 * Throws `VippsInputError`, without the number in it, unless the number is a mobile number of these four countries, or
 * has the 9 to 15 digits of another country. Whether the number exists, and has Vipps MobilePay, is known only to
 * Vipps.
 *
 * @example
 * ```ts
 * const customer = { phoneNumber: msisdn("912 34 567", "NO") } // 4791234567
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/create/
 */
export declare const msisdn: (text: string, market: Market) => string

/**
 * The periods of an agreement from the day it is anchored to, one after the other and without end: take what you need.
 * Each starts on the anchor's day of the month, or on the last day of a shorter month: 31 January, 28 February, 31
 * March. The periods meet: each ends on the day the next one starts.
 *
 * Vipps keeps no schedule and creates no charges: bill each period yourself, with `Recurring.chargeForPeriod`.
 *
 * Throws `VippsInputError` for an invalid interval or anchor.
 *
 * @since 0.1.0
 */
export declare const nextPeriods: (interval: Recurring.Interval, anchor: string) => Iterable<Recurring.Period>

/**
 * Makes `amount` and `orderSummary` of a Checkout transaction from what is sold. Calculates as {@link receipt} does.
 *
 * Throws `VippsInputError` for a price, quantity, rate or discount outside its limits.
 *
 * @example
 * ```ts
 * const transaction = {
 *   ...orderSummary("NOK", [{ id: "hat-1", name: "Hat", unitPrice: 34900, taxRate: 2500 }]),
 *   paymentDescription: "One woollen hat"
 * }
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/checkout-api/checkout-api-guide/
 */
export declare const orderSummary: (currency: Currency, products: ReadonlyArray<Product<Exclude<QuantityUnit, "KWH">>>) => { readonly amount: Amount; readonly orderSummary: Checkout.OrderSummary }

/**
 * Makes `amount` and `receipt` of a payment from what is sold, so that the lines add up to the amount and each line's tax
 * to its total, as the app requires to show them.
 *
 * The line's price is `unitPrice` times `quantity`, rounded half up to a whole minor unit once, less the discount; the
 * tax in it is rounded the same way, and the rest is the amount excluding tax.
 *
 * Throws `VippsInputError` for a price, quantity, rate or discount outside its limits, such as a price with a fraction.
 * Everything else is checked by `createPayment`.
 *
 * @example
 * ```ts
 * await vipps.ePayment.createPayment({
 *   ...receipt("NOK", [
 *     { id: "sock-42", name: "Socks", unitPrice: 24900, quantity: 2, taxRate: 2500 },
 *     { id: "shipping", name: "Shipping", unitPrice: 4900, taxRate: 2500, isShipping: true }
 *   ]), // amount: 547.00 NOK, and the receipt
 *   reference: "order-2026-0001",
 *   paymentMethod: { type: "WALLET" },
 *   userFlow: "WEB_REDIRECT",
 *   returnUrl: "https://example.com/thanks"
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/receipts/
 */
export declare const receipt: (currency: Currency, products: ReadonlyArray<Product>) => { readonly amount: Amount; readonly receipt: EPayment.Receipt }

/**
 * Sorts an agreement's charges by what to do about them. The result does not depend on the order of the list, nor on a
 * charge that is in it twice. `Recurring.reconcileAgreement` reads both and calls it.
 *
 * @since 0.1.0
 */
export declare const reconcileCharges: (agreement: Recurring.Agreement, list: ReadonlyArray<Recurring.Charge>) => Recurring.AgreementReconciliation

/**
 * Until when a captured charge can be refunded: 365 days after the capture.
 *
 * Throws `VippsInputError` for an invalid date.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/refunds/
 * @since 0.1.0
 */
export declare const refundDeadline: (capturedAt: Date) => Date

/**
 * What can still be refunded: captured - refunded. What is reserved but not captured is not refunded but cancelled.
 *
 * @example
 * ```ts
 * const payment = await vipps.ePayment.getPayment(reference)
 * await vipps.ePayment.refundPayment(
 *   reference,
 *   { modificationAmount: refundable(payment) },
 *   { idempotencyKey: idempotencyKey(reference, "refund") }
 * )
 * ```
 */
export declare const refundable: (payment: EPayment.HasAggregate) => Amount

/**
 * What is left to capture: authorized - captured - cancelled. Zero before the customer's approval, and never negative.
 *
 * Capture this, not the requested amount, to capture a whole payment: for Express the authorized amount includes
 * the shipping that the customer chose, which would never be captured otherwise.
 *
 * @example
 * ```ts
 * const payment = await vipps.ePayment.getPayment(reference)
 * await vipps.ePayment.capturePayment(
 *   reference,
 *   { modificationAmount: remaining(payment) },
 *   { idempotencyKey: idempotencyKey(reference, "capture-all") }
 * )
 * ```
 */
export declare const remaining: (payment: EPayment.HasAggregate) => Amount

/**
 * When the result of a charge is final: from then on, a charge that could not be paid reads `FAILED`. Midnight in UTC
 * after the last day on which Vipps retries it.
 *
 * Throws `VippsInputError` for an invalid date or number of days.
 *
 * @since 0.1.0
 */
export declare const retryWindowEnd: (due: string, retryDays: number) => Date

/**
 * Serves what Vipps posts to `shipping.dynamicOptions.callbackUrl` of an Express payment: the customer's address, to be
 * responded to with groups of shipping options, or with 400 when `onAddress` throws `CannotShip`.
 *
 * An option or a group that breaks a rule is reported to `onError` and left out; the others are sent. When none is
 * valid the response is 500. Undocumented by Vipps: how long it waits; `timeoutMs` defaults to 7000.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
 */
export declare const shippingCallbackHandler: (options: ShippingCallbackHandlerOptions) => Handler

/**
 * The day that a time is in a market, as `due` of a charge takes it: `YYYY-MM-DD`. `date.toISOString()` is the day in
 * UTC, which is yesterday for one or two hours after midnight.
 *
 * Throws `VippsInputError` for an invalid date or an unknown market.
 *
 * @since 0.1.0
 */
export declare const toDueDate: (date: Date, market: Recurring.RecurringMarket) => string

/**
 * What others may see of an error: without the idempotency key, the operation, Vipps' own words and advice for the merchant.
 * Log the error itself.
 *
 * @example
 * ```ts
 * import { isVippsError, toPublic } from "@effect-vipps/promise"
 *
 * const responseTo = (error: unknown): Response => {
 *   if (!isVippsError(error)) throw error
 *   console.error(error)
 *   return Response.json(toPublic(error), { status: error.retryable ? 503 : 502 })
 * }
 * ```
 */
export declare const toPublic: (error: VippsError) => PublicError

/**
 * Which of these periods nobody has billed: none of the agreement's charges for it is open, paid, failed, cancelled or
 * refunded. Vipps creates no charges by itself, so a period without one is never paid. `unrelated` are ids of charges that
 * fall into a period and are not for it, such as an initial charge for goods.
 *
 * @since 0.1.0
 */
export declare const unbilled: ({ agreement, charges }: Pick<Recurring.AgreementReconciliation, "agreement" | "charges">, periods: ReadonlyArray<Recurring.Period>, unrelated?: ReadonlyArray<string>) => ReadonlyArray<Recurring.Period>

/**
 * Verifies that a request comes from Vipps and returns its event. Rejects with a `VippsWebhookError`: respond with 401,
 * or 400 for `reason: "Payload"`. `webhookHandler` does all of it.
 *
 * @example
 * ```ts
 * const event = await verifyWebhook({ secret, url, headers: request.headers, body: rawBody })
 * if (event._tag === "EPayment" && event.name === "AUTHORIZED") await ship(event.reference)
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/request-authentication/
 */
export declare const verifyWebhook: (options: VerifyOptions) => Promise<Webhooks.WebhookEvent>

/**
 * Serves webhooks: verifies each, runs `onEvent` once per event, and responds with the status Vipps acts on. 200:
 * processed, or a duplicate; 401: not signed by Vipps; 400: unreadable; 405: not a POST; 413: too large; 500:
 * processing failed, and Vipps redelivers the event. The timeout defaults to 9 seconds; Vipps waits for 10.
 *
 * Vipps keeps the order of one payment's events: one without a 200 response delays those after it. So let the handler
 * succeed for events you do not use. Throws a `VippsInputError` if the secret is empty or the URL is invalid.
 *
 * @example
 * ```ts
 * const vippsWebhook = webhookHandler({
 *   secret: process.env.VIPPS_WEBHOOK_SECRET ?? "",
 *   url: "https://example.com/vipps/webhooks",
 *   onEvent: async (event) => {
 *     if (event._tag === "EPayment" && event.name === "AUTHORIZED") await orders.paid(event.reference)
 *   }
 * })
 *
 * // Next.js, Hono, Bun, Deno, Workers
 * export const POST = vippsWebhook
 *
 * // Express: the raw body, so before express.json()
 * app.post("/vipps/webhooks", express.raw({ type: () => true }), async (request, response) => {
 *   response.sendStatus((await vippsWebhook(request)).status)
 * })
 *
 * // Fastify: in a separate plugin, whose bodies stay raw
 * app.register(async (scope) => {
 *   scope.removeAllContentTypeParsers()
 *   scope.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body))
 *   scope.post("/vipps/webhooks", async (request, reply) => reply.code((await vippsWebhook(request)).status).send())
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/
 */
export declare const webhookHandler: (options: WebhookHandlerOptions) => Handler

export declare namespace Checkout {
  /**
   * Who gets the bill.
   *
   * @since 0.1.0
   */
  interface BillingDetails {
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
   * Shipping with Bring.
   *
   * @since 0.1.0
   */
  interface BringLogisticsOption extends CarrierLogisticsOption {
    readonly brand: "BRING"
    readonly type?: "MAILBOX" | "PICKUP_POINT" | "HOME_DELIVERY" | undefined
  }

  /**
   * A discount at the start of a subscription; `type` is its kind.
   *
   * @since 0.1.0
   */
  type Campaign = PriceCampaign | PeriodCampaign | EventCampaign

  /**
   * What the options of the known carriers have in common.
   *
   * @since 0.1.0
   */
  interface CarrierLogisticsOption extends LogisticsOptionBase {
    /** Free text. Undocumented by Vipps: its effect. */
    readonly customType?: string | undefined
  }

  /**
   * How a session looks and what it asks for. All optional.
   *
   * @since 0.1.0
   */
  interface Configuration {
    /** `CUSTOMER_PRESENT` for a sale in a store. */
    readonly customerInteraction?: "CUSTOMER_PRESENT" | "CUSTOMER_NOT_PRESENT" | undefined
    /**
     * What the customer fills in: `Full` with an address, the default; `PaymentAndContactInfo` without one; `PaymentOnly`
     * nothing at all.
     */
    readonly elements?: "Full" | "PaymentAndContactInfo" | "PaymentOnly" | undefined
    /** The only countries a customer can choose. */
    readonly countries?:
      | {
          /** ISO 3166-1 alpha-2 codes. */
          readonly supported: ReadonlyArray<string>
        }
      | undefined
    /** `NATIVE_REDIRECT` when `returnUrl` opens an app. */
    readonly userFlow?: "WEB_REDIRECT" | "NATIVE_REDIRECT" | undefined
    /** The customer must consent to share e-mail and `sub` to pay with the wallet; then the session has `userInfo`. */
    readonly requireUserInfo?: boolean | undefined
    /** A checkbox; its value is returned as `customConsentProvided`. */
    readonly customConsent?:
      | {
          /** Shown beside the box; may hold one link: `[terms](https://example.com)`. */
          readonly text: string
          /** True: the customer cannot pay without ticking it. */
          readonly required: boolean
        }
      | undefined
    /** Show the order lines; needs `transaction.orderSummary`. */
    readonly showOrderSummary?: boolean | undefined
    readonly externalPaymentMethods?: ReadonlyArray<ExternalPaymentMethod> | undefined
  }

  /**
   * A new session: a payment unless `type` is `SUBSCRIPTION`.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
   * @since 0.1.0
   */
  type CreateSessionRequest = PaymentSessionRequest | SubscriptionSessionRequest

  /**
   * The response to creating a session: what the page needs to show Checkout.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
   * @since 0.1.0
   */
  interface CreateSessionResponse {
    /** For the frontend SDK; pass it to this customer only. */
    readonly token: string
    /** Where Checkout is served from; for the frontend SDK. */
    readonly checkoutFrontendUrl: string
    /** The URL of this session at Vipps; `getSession` needs only the reference. */
    readonly pollingUrl: string
  }

  /**
   * Shipping with DAO.
   *
   * @since 0.1.0
   */
  interface DaoLogisticsOption extends CarrierLogisticsOption {
    readonly brand: "DAO"
    /** A whole number. Undocumented by Vipps: what the values mean, so omit it. */
    readonly type?: number | undefined
  }

  /**
   * What is known of the delivery: only one of the three, the most precise there is.
   *
   * @since 0.1.0
   */
  interface Delivery {
    readonly leadTime?: LeadTime | undefined
    /** The customer chooses one; it comes back as `shippingDetails.pickupPoint`. */
    readonly pickupPoints?: ReadonlyArray<PickupPoint> | undefined
    /** The customer chooses one; it comes back as `shippingDetails.timeslot`. */
    readonly timeslots?: ReadonlyArray<Timeslot> | undefined
  }

  /**
   * Another price until something happens.
   *
   * @since 0.1.0
   */
  interface EventCampaign {
    readonly type: "EVENT_CAMPAIGN"
    /** The price until the event, in minor units and the subscription's currency. */
    readonly price: number
    /** When it happens, RFC 3339: `2026-12-24T16:00:00Z`. */
    readonly eventDate: string
    /** What happens, shown to the customer, 1 to 15 characters: `until Christmas`. */
    readonly eventText: string
  }

  /**
   * Another provider's payment method, shown beside those of Vipps.
   *
   * @since 0.1.0
   */
  interface ExternalPaymentMethod {
    readonly paymentMethod: "Klarna" | "SveaCheckout"
    /** Where a customer who picks it goes to pay, https. */
    readonly redirectUrl: string
  }

  /**
   * Shipping with GLS.
   *
   * @since 0.1.0
   */
  interface GlsLogisticsOption extends CarrierLogisticsOption {
    readonly brand: "GLS"
    readonly type?: "PICKUP_POINT" | undefined
  }

  /**
   * Shipping with Helthjem.
   *
   * @since 0.1.0
   */
  interface HelthjemLogisticsOption extends CarrierLogisticsOption {
    readonly brand: "HELTHJEM"
    readonly type?: "HOME_DELIVERY" | "PICKUP_POINT" | undefined
  }

  /**
   * Settings of single carriers.
   *
   * @deprecated By Vipps, without a replacement.
   * @since 0.1.0
   */
  interface Integrations {
    readonly porterbuddy?:
      | {
          /** Public key from Porterbuddy. */
          readonly publicToken: string
          /** Secret key from Porterbuddy. */
          readonly apiKey: string
          readonly origin: PorterbuddyOrigin
        }
      | undefined
  }

  /**
   * A stretch of time: `{ unit: "WEEK", count: 2 }` is two weeks.
   *
   * @since 0.1.0
   */
  interface Interval {
    readonly unit: "YEAR" | "MONTH" | "WEEK" | "DAY"
    /** 1 to 31. */
    readonly count: number
  }

  /**
   * The states that this version knows.
   *
   * @since 0.1.0
   */
  type KnownSessionState =
    | "SessionCreated"
    | "PaymentInitiated"
    | "SessionExpired"
    | "PaymentSuccessful"
    | "PaymentTerminated"
    | "SessionStarted"
    | "SessionTerminated"

  /**
   * Between which dates the goods arrive.
   *
   * @since 0.1.0
   */
  interface LeadTime {
    /** `YYYY-MM-DD`. */
    readonly earliest: string
    /** `YYYY-MM-DD`. */
    readonly latest: string
  }

  /**
   * The ways of delivery to choose from. `dynamicOptionsCallback` and `fixedOptions` may both be given: the fixed ones
   * are then the fallback, without which a customer is stuck when the callback fails.
   *
   * `dynamicOptionsCallback` and `integrations` need the customer's address, so neither goes together with
   * `configuration.elements` that hide it (`PaymentAndContactInfo`, `PaymentOnly`).
   *
   * @since 0.1.0
   */
  interface Logistics {
    /**
     * https. Vipps posts a {@link LogisticsOptionsQuery} here each time the address changes, and waits 8 seconds for the
     * options. It is not known to authenticate itself: put a secret in the URL.
     */
    readonly dynamicOptionsCallback?: string | undefined
    /** The same options for every address, or the fallback. */
    readonly fixedOptions?: ReadonlyArray<LogisticsOption> | undefined
    /** @deprecated By Vipps, without a replacement. */
    readonly integrations?: Integrations | undefined
  }

  /**
   * One way to get the goods. `brand` is the carrier, with its logo, and so which values `type` may have.
   *
   * `type` lets Checkout ask the carrier itself, for example for the pickup points near the customer. Leave it out when
   * `delivery` is given.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/
   * @since 0.1.0
   */
  type LogisticsOption =
    | PostenLogisticsOption
    | BringLogisticsOption
    | PostnordLogisticsOption
    | PorterbuddyLogisticsOption
    | HelthjemLogisticsOption
    | PostiLogisticsOption
    | GlsLogisticsOption
    | DaoLogisticsOption
    | OtherLogisticsOption

  /**
   * What the options of all carriers have in common.
   *
   * @since 0.1.0
   */
  interface LogisticsOptionBase {
    /** The merchant's id, 1 to 200 characters; comes back as `shippingDetails.shippingMethodId`. */
    readonly id: string
    /** What it costs, with tax; added to the payment's amount when chosen. */
    readonly amount: Amount
    /** Lower numbers come first; from 0. */
    readonly priority: number
    /** Chosen unless the customer picks another. */
    readonly isDefault: boolean
    /** Shown to the customer, 1 to 200 characters. */
    readonly title?: string | undefined
    /** Shown to the customer. */
    readonly description?: string | undefined
    /** When and where it arrives, as known to the merchant. Leave `type` out then. */
    readonly delivery?: Delivery | undefined
    /** Hundredths of a percent, 0 to 10000: 2500 is 25 %. */
    readonly taxRate?: number | undefined
  }

  /**
   * The customer's address, as Vipps posts it to `dynamicOptionsCallback`. Respond with 200 and a bare JSON array of
   * {@link LogisticsOption}; anything else, and an empty array, means `fixedOptions`.
   *
   * @since 0.1.0
   */
  interface LogisticsOptionsQuery {
    readonly streetAddress?: string | undefined
    readonly postalCode?: string | undefined
    /** The city. */
    readonly region?: string | undefined
    /** ISO 3166-1 alpha-2. */
    readonly country: string
  }

  /**
   * Where Vipps reaches the merchant, and the customer afterwards.
   *
   * @since 0.1.0
   */
  interface MerchantInfo {
    /** https. Vipps posts the session here when it has ended; up to 3 retries, so ask for the session as well. */
    readonly callbackUrl: string
    /** Where the customer lands afterwards, whatever the outcome: https, or an app's own scheme with `NATIVE_REDIRECT`. */
    readonly returnUrl: string
    /**
     * Sent back verbatim as the `Authorization` header of the callback, which is not signed: 16 or more random characters.
     * Printable ASCII without spaces at its ends; a shorter one is sent with a warning in the log.
     */
    readonly callbackAuthorizationToken: string
    /** https. */
    readonly termsAndConditionsUrl?: string | undefined
  }

  /**
   * What concerns the order as a whole. Amounts are in minor units.
   *
   * @since 0.1.0
   */
  interface OrderBottomLine {
    readonly currency: Currency
    readonly tipAmount?: number | undefined
    /** What a gift card or coupon paid. */
    readonly giftCardAmount?: number | undefined
    /** Id of the terminal or point of sale. */
    readonly terminalId?: string | undefined
    readonly paymentSources?: PaymentSources | undefined
    readonly receiptNumber?: string | undefined
  }

  /**
   * One line of the order. Amounts are in minor units and not negative: a returned product has `isReturn`.
   *
   * @since 0.1.0
   */
  interface OrderLine {
    /** The product's name, 1 to 2048 characters. */
    readonly name: string
    /** The product's id, 1 to 255 characters. */
    readonly id: string
    /** With tax and discount. */
    readonly totalAmount: number
    /** With discount, without tax. */
    readonly totalAmountExcludingTax: number
    readonly totalTaxAmount: number
    /** Hundredths of a percent, 0 to 10000: 2500 is 25 %. */
    readonly taxRate: number
    /**
     * Percent, 0 to 100.
     * @deprecated Use `taxRate`, which is required in any case.
     */
    readonly taxPercentage?: number | undefined
    /** Defaults to one piece. */
    readonly unitInfo?: UnitInfo | undefined
    /** The whole line's discount. */
    readonly discount?: number | undefined
    /** The product's page in the shop. */
    readonly productUrl?: string | undefined
    /** A returned product: its amounts count negative. */
    readonly isReturn?: boolean | undefined
    /** A shipping cost, shown differently. Checkout adds such a line itself when it handles paid shipping. */
    readonly isShipping?: boolean | undefined
  }

  /**
   * Order lines, at least one, and totals: what ePayment calls a receipt. `configuration.showOrderSummary` shows it.
   *
   * @since 0.1.0
   */
  interface OrderSummary {
    readonly orderLines: ReadonlyArray<OrderLine>
    readonly orderBottomLine: OrderBottomLine
  }

  /**
   * Any other carrier; give it a `title`. It has no `customType`.
   *
   * @since 0.1.0
   */
  interface OtherLogisticsOption extends LogisticsOptionBase {
    readonly brand: "OTHER"
    readonly type?: "HOME_DELIVERY" | "PICKUP_POINT" | undefined
  }

  /**
   * The payment of a session. `getPayment` of the ePayment API returns more, for wallets and cards.
   *
   * Nothing here is sure: bank transfers have been seen without `state` and `aggregate`, and in 2022 the aggregate came
   * as `transactionAggregate` (a field unknown to this version stays on the object).
   *
   * @since 0.1.0
   */
  interface PaymentDetails {
    readonly type?: Open<"Wallet" | "Card" | "BankTransfer"> | undefined
    readonly amount?: Amount | undefined
    /** `TERMINATED` is every end without money: aborted, expired, failed. */
    readonly state?: Open<"CREATED" | "AUTHORIZED" | "TERMINATED"> | undefined
    readonly aggregate?: TransactionAggregate | undefined
  }

  /**
   * A session in which the customer pays once.
   *
   * Checked before anything is sent, besides each field: `reference` and `transaction.reference` are the same;
   * `logistics.dynamicOptionsCallback` and `logistics.integrations` need `configuration.elements` to be `Full`.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
   * @since 0.1.0
   */
  interface PaymentSessionRequest extends SessionRequestBase {
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
   * Other means that paid part of the order, in minor units.
   *
   * @since 0.1.0
   */
  interface PaymentSources {
    readonly giftCard?: number | undefined
    readonly card?: number | undefined
    readonly voucher?: number | undefined
    readonly cash?: number | undefined
  }

  /**
   * A single payment.
   *
   * @since 0.1.0
   */
  interface PaymentTransaction {
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

  /**
   * Another price for the first period, for example `{ unit: "MONTH", count: 3 }`.
   *
   * @since 0.1.0
   */
  interface PeriodCampaign {
    readonly type: "PERIOD_CAMPAIGN"
    /** The price of the whole period, in minor units and the subscription's currency. */
    readonly price: number
    /** How long the campaign lasts from the start of the agreement. */
    readonly period: Interval
  }

  /**
   * A place to fetch the goods.
   *
   * @since 0.1.0
   */
  interface PickupPoint {
    /** The carrier's id of it. */
    readonly id: string
    readonly name: string
    /** Street and number. */
    readonly address: string
    readonly postalCode: string
    readonly city: string
    /** ISO 3166-1 alpha-2. */
    readonly country: string
    /** Text to show, such as `Man-Søn: 1000-2000`. */
    readonly openingHours?: ReadonlyArray<string> | undefined
    readonly leadTime?: LeadTime | undefined
  }

  /**
   * Shipping with Porterbuddy.
   *
   * @since 0.1.0
   */
  interface PorterbuddyLogisticsOption extends CarrierLogisticsOption {
    readonly brand: "PORTERBUDDY"
    readonly type?: "HOME_DELIVERY" | undefined
  }

  /**
   * Where Porterbuddy fetches the goods.
   *
   * @deprecated Like all of `integrations`.
   * @since 0.1.0
   */
  interface PorterbuddyOrigin {
    /** The store's name. */
    readonly name: string
    /** Where Porterbuddy confirms bookings. */
    readonly email: string
    /** MSISDN: country code and number, without `+`: `4712345678`. */
    readonly phoneNumber: string
    readonly address: {
      readonly streetAddress: string
      readonly postalCode: string
      readonly city: string
      /** ISO 3166-1 alpha-2. */
      readonly country: string
    }
  }

  /**
   * Shipping with Posten.
   *
   * @since 0.1.0
   */
  interface PostenLogisticsOption extends CarrierLogisticsOption {
    readonly brand: "POSTEN"
    readonly type?: "MAILBOX" | "PICKUP_POINT" | "HOME_DELIVERY" | undefined
  }

  /**
   * Shipping with Posti.
   *
   * @since 0.1.0
   */
  interface PostiLogisticsOption extends CarrierLogisticsOption {
    readonly brand: "POSTI"
    readonly type?: "PICKUP_POINT" | undefined
  }

  /**
   * Shipping with Postnord.
   *
   * @since 0.1.0
   */
  interface PostnordLogisticsOption extends CarrierLogisticsOption {
    readonly brand: "POSTNORD"
    readonly type?: "PICKUP_POINT" | "HOME_DELIVERY" | undefined
  }

  /**
   * What is known about the customer already. A value that Vipps finds invalid never fails the session: the customer is
   * asked for it instead.
   *
   * @since 0.1.0
   */
  interface PrefillCustomer {
    readonly firstName?: string | undefined
    readonly lastName?: string | undefined
    readonly email?: string | undefined
    /** MSISDN: country code and number, no `+` and no spaces: `4712345678`. */
    readonly phoneNumber?: string | undefined
    readonly streetAddress?: string | undefined
    readonly city?: string | undefined
    readonly postalCode?: string | undefined
    /** ISO 3166-1 alpha-2. */
    readonly country?: string | undefined
  }

  /**
   * Another price until a certain time.
   *
   * @since 0.1.0
   */
  interface PriceCampaign {
    readonly type: "PRICE_CAMPAIGN"
    /** The campaign's price per interval, in minor units and the subscription's currency. */
    readonly price: number
    /** When the campaign is over, RFC 3339: `2027-01-01T00:00:00Z`. */
    readonly end: string
  }

  /**
   * A pickup point as received: any part may be missing, and dates are any text.
   *
   * @since 0.1.0
   */
  interface ReceivedPickupPoint extends Received<PickupPoint> {}

  /**
   * A timeslot as received: any part may be missing, and dates and times are any text.
   *
   * @since 0.1.0
   */
  interface ReceivedTimeslot extends Received<Timeslot> {}

  /**
   * The current state of a session.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
   * @since 0.1.0
   */
  interface Session {
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

  /**
   * The outcome of a session, with the session as it was last read.
   *
   * - `PaymentSuccessful`: paid, or the subscription is set up.
   * - `PaymentTerminated`: the payment was aborted, ran out of time or failed.
   * - `SessionExpired`: the session ended unpaid. If Vipps has forgotten it by then, `session` is from before its end.
   * - `Pending`: the time to wait is over and the session is still open.
   * - `Unknown`: a state that this version does not know, or `SessionTerminated`, which Vipps does not document; or a session
   *   that Vipps forgot while its payment was under way. Deliver nothing, offer no new payment, and read the session or
   *   `EPayment.getPayment` again later.
   *
   * @since 0.1.0
   */
  type SessionOutcome =
    | { readonly _tag: "PaymentSuccessful"; readonly session: Session }
    | { readonly _tag: "PaymentTerminated"; readonly session: Session }
    | { readonly _tag: "SessionExpired"; readonly session: Session }
    | { readonly _tag: "Pending"; readonly session: Session }
    | { readonly _tag: "Unknown"; readonly session: Session }

  /**
   * The state of a session. `PaymentSuccessful`, `PaymentTerminated` and `SessionExpired` are final.
   *
   * `SessionStarted` and `SessionTerminated` are in no specification but have been seen. A value unknown to this version
   * passes through.
   *
   * @since 0.1.0
   */
  type SessionState = Open<KnownSessionState>

  /**
   * Where the goods go and how. Which fields there are depends on `configuration.elements` and the chosen option.
   *
   * @since 0.1.0
   */
  interface ShippingDetails {
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
   * What the customer subscribes to. The charges after the first are made with the Recurring API.
   *
   * @since 0.1.0
   */
  interface Subscription {
    /** Shown to the customer, 1 to 45 characters. */
    readonly productName: string
    /** What each interval costs. */
    readonly amount: Amount
    /** How often `amount` is charged. */
    readonly interval: Interval
    /** Where the customer can see and manage the subscription, https. */
    readonly merchantAgreementUrl: string
    /** More about the product, shown to the customer. */
    readonly productDescription?: string | undefined
    /** A discount to begin with. */
    readonly campaign?: Campaign | undefined
  }

  /**
   * The agreement that a subscription session set up.
   *
   * @since 0.1.0
   */
  interface SubscriptionDetails {
    readonly state?: Open<"PENDING" | "ACTIVE" | "STOPPED" | "EXPIRED"> | undefined
    /** The agreement's id in the Recurring API, where later charges are made. */
    readonly agreementId?: string | undefined
  }

  /**
   * A session in which the customer subscribes, and pays `transaction` at once if given.
   *
   * Checked before anything is sent, besides each field: there is a `reference`, here or in `transaction`, and if both
   * are given they are the same.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
   * @since 0.1.0
   */
  interface SubscriptionSessionRequest extends SessionRequestBase {
    readonly type: "SUBSCRIPTION"
    readonly subscription: Subscription
    /** 8 to 50 letters, digits and hyphens, unique per sales unit. Required unless `transaction` has one. */
    readonly reference?: string | undefined
    /** What is charged right away, if anything. */
    readonly transaction?: PaymentTransaction | undefined
  }

  /**
   * A stretch of a day in which the goods can be delivered.
   *
   * @since 0.1.0
   */
  interface Timeslot {
    /** The carrier's id of it. */
    readonly id: string
    /** `YYYY-MM-DD`. */
    readonly date: string
    /** `08:30`, or with seconds. */
    readonly start: string
    /** `10:30`, or with seconds. */
    readonly end: string
  }

  /**
   * What has happened to the payment's money so far; each amount may be absent.
   *
   * @since 0.1.0
   */
  interface TransactionAggregate {
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
   * How much of a product: the price of one and how many. All three are required, and there is no kilowatt-hour here.
   *
   * @since 0.1.0
   */
  interface UnitInfo {
    /** Price of one unit with tax and before discount, in minor units. */
    readonly unitPrice: number
    /** A number as text: `"0.822"`. Only shown, never calculated with. */
    readonly quantity: string
    readonly quantityUnit: "PCS" | "KG" | "KM" | "MINUTE" | "LITRE"
  }

  /**
   * What is new in a running session: the payment, the ways of delivery or both. Lock the session in the browser, with the
   * frontend SDK, before it is changed.
   *
   * @see https://developer.vippsmobilepay.com/api/checkout/#tag/Session
   * @since 0.1.0
   */
  interface UpdateSessionRequest {
    readonly transaction?: PaymentTransaction | undefined
    /** Instead of `logistics.fixedOptions` of the creation. Yes, Vipps spells it so here. */
    readonly logisticOptions?: ReadonlyArray<LogisticsOption> | undefined
  }

  /**
   * Who paid, when `configuration.requireUserInfo` asked for it.
   *
   * @since 0.1.0
   */
  interface UserInfo {
    /** The person's id, the same at each visit. */
    readonly sub?: string | undefined
    readonly email?: string | undefined
  }
}

export declare namespace EPayment {
  /**
   * A postal address, as consented to by the customer. Any part may be missing.
   *
   * @since 0.1.0
   */
  interface Address {
    readonly addressLine1?: string | undefined
    readonly addressLine2?: string | undefined
    readonly city?: string | undefined
    /** ISO 3166-1 alpha-2. */
    readonly country?: string | undefined
    readonly postCode?: string | undefined
  }

  /**
   * What has happened to a payment's money so far. Left to capture: authorized - captured - cancelled. Left to refund:
   * captured - refunded.
   *
   * @since 0.1.0
   */
  interface Aggregate {
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
   * Facts about a flight that is paid.
   *
   * @since 0.1.0
   */
  interface AirlineData {
    /** The agency's own reference of the invoice, 1 to 6 characters. */
    readonly agencyInvoiceNumber: string
    /** The carrier's IATA accounting code, 3 digits: `074` is KLM. */
    readonly airlineCode: string
    /** The carrier's IATA designator, 2 characters: `KL` is KLM. */
    readonly airlineDesignatorCode: string
    /** Last name, then first name or initials and title, 1 to 49 characters. */
    readonly passengerName: string
    /** 1 to 150 characters. */
    readonly ticketNumber?: string | undefined
  }

  /**
   * Means of payment of a flow that begins in the app: all but `CARD`.
   *
   * @since 0.1.0
   */
  interface AppPaymentMethod extends PaymentMethod {
    readonly type: Exclude<PaymentMethodType, "CARD">
  }

  /**
   * The totals of a receipt. Amounts are in minor units.
   *
   * @since 0.1.0
   */
  interface BottomLine {
    readonly currency: Currency
    readonly tipAmount?: number | undefined
    /** Id of the point of sale. */
    readonly posId?: string | undefined
    /** Other means that paid part of the order. */
    readonly paymentSources?: Checkout.PaymentSources | undefined
    /** A barcode printed under the receipt. */
    readonly barcode?: { readonly format: "EAN-13" | "CODE 39" | "CODE 128"; readonly data: string } | undefined
    readonly receiptNumber?: string | undefined
    /** @deprecated Use `paymentSources.giftCard`. */
    readonly giftCardAmount?: number | undefined
    /** @deprecated Use `posId`. */
    readonly terminalId?: string | undefined
    /** @deprecated Vipps adds up the order lines. */
    readonly totalAmount?: number | undefined
    /** @deprecated Vipps adds up the order lines. */
    readonly totalTax?: number | undefined
    /** @deprecated Vipps adds up the order lines. */
    readonly totalDiscount?: number | undefined
    /** @deprecated Use an order line with `isShipping`. */
    readonly shippingAmount?: number | undefined
    /** @deprecated Use an order line with `isShipping`. */
    readonly shippingInfo?: ShippingInfo | undefined
  }

  /**
   * How far a cancellation goes.
   *
   * @since 0.1.0
   */
  interface CancelPaymentRequest {
    /** True: cancel only if the customer has not approved yet, and leave a reservation alone. */
    readonly cancelTransactionOnly?: boolean | undefined
  }

  /**
   * The card a payment service provider passes through. In preview at Vipps: may change without notice.
   *
   * @since 0.1.0
   */
  interface CardPassthrough {
    /** The provider's reference of this transaction, at most 64 characters. */
    readonly pspReference: string
    /** Where the encrypted card is delivered, https. */
    readonly cardCallbackUrl: string
    readonly allowedCardTypes: ReadonlyArray<
      "VISA_DEBIT" | "VISA_CREDIT" | "MC_CREDIT" | "MC_DEBIT" | "DANKORT" | "ELEC_DEBIT"
    >
    /** Use the Visa part of a Visa/Dankort. Defaults to false. */
    readonly preferVisaPartOfVisaDankort?: boolean | undefined
    readonly publicEncryptionKeyId?: string | undefined
  }

  /**
   * A new payment. `userFlow` decides what else it needs.
   *
   * Checked before anything is sent, besides each field: `CARD_PASSTHROUGH` and `cardPassthrough` go together;
   * `blockedSources` needs an amount in DKK or EUR; `shipping` (Express) needs `WALLET` and a `profile.scope` with
   * `address`, and its options have the currency of `amount`; `expiresAt` needs `receipt`; `receipt` has the currency of
   * `amount`.
   *
   * @see https://developer.vippsmobilepay.com/api/epayment/#tag/CreatePayments/operation/createPayment
   * @since 0.1.0
   */
  type CreatePaymentRequest = WebRedirectPayment | PushMessagePayment | QrOrNativePayment

  /**
   * The response to {@link CreatePaymentRequest}.
   *
   * @since 0.1.0
   */
  interface CreatePaymentResponse {
    readonly reference: string
    /**
     * Where to send the customer; for `QR`, the image or its target; absent for `PUSH_MESSAGE`. Treat it as opaque: its
     * host changes.
     */
    readonly redirectUrl?: string | undefined
  }

  /**
   * Who is to pay, when that is known: exactly one of the three. Don't ask people for a phone number just to fill it in;
   * the landing page does that.
   *
   * - `phoneNumber`: MSISDN, country code and number, 9 to 15 digits: `4712345678`. `PhoneNumber.msisdn` makes one from a
   *   customer's input.
   * - `personalQr`: the whole content of the QR code scanned from the customer's app, 5 to 255 characters.
   * - `customerToken`: the token of a customer who scanned the merchant's callback QR.
   *
   * @since 0.1.0
   */
  type Customer =
    | {
        readonly phoneNumber: string
        readonly personalQr?: undefined
        readonly customerToken?: undefined
      }
    | {
        readonly personalQr: string
        readonly phoneNumber?: undefined
        readonly customerToken?: undefined
      }
    | {
        readonly customerToken: string
        readonly phoneNumber?: undefined
        readonly personalQr?: undefined
      }

  /**
   * Who approves a test payment: the test customer, or the token from the payment's `redirectUrl`. One of the two.
   *
   * @since 0.1.0
   */
  interface ForceApproveRequest {
    readonly customer?: Customer | undefined
    /** The `token` in the query of `redirectUrl`. */
    readonly token?: string | undefined
  }

  /**
   * What the sums are made from: a payment that was read, or the response to a capture, refund or cancellation.
   *
   * @since 0.1.0
   */
  interface HasAggregate {
    readonly state: State
    readonly amount: Amount
    readonly aggregate: Aggregate
  }

  /**
   * The states that this version knows.
   *
   * @since 0.1.0
   */
  type KnownState = "CREATED" | "AUTHORIZED" | "ABORTED" | "EXPIRED" | "TERMINATED"

  /**
   * How much to capture or refund, in minor units and the payment's currency.
   *
   * @since 0.1.0
   */
  interface ModificationRequest {
    readonly modificationAmount: Amount
  }

  /**
   * The response to a capture, refund or cancellation.
   *
   * @see https://developer.vippsmobilepay.com/api/epayment/#tag/AdjustPayments
   * @since 0.1.0
   */
  interface ModificationResponse {
    /** The payment's own amount, not what this request moved: read `aggregate`. */
    readonly amount: Amount
    readonly state: State
    readonly aggregate: Aggregate
    /** That of the creation. */
    readonly pspReference: string
    readonly reference: string
  }

  /**
   * One line of the receipt. Amounts are in minor units and must add up over the lines to the payment's amount, else the
   * app shows no lines. One of `taxRate` and `taxPercentage` is required.
   *
   * @since 0.1.0
   */
  interface OrderLine {
    /** The product's name. */
    readonly name: string
    /** The product's id. */
    readonly id: string
    /** With tax and discount. */
    readonly totalAmount: number
    /** With discount, without tax. */
    readonly totalAmountExcludingTax: number
    readonly totalTaxAmount: number
    /** Hundredths of a percent, 0 to 10000: 2500 is 25 %. */
    readonly taxRate?: number | undefined
    /**
     * Percent, 0 to 100.
     * @deprecated Use `taxRate`.
     */
    readonly taxPercentage?: number | undefined
    /** Defaults to one piece. */
    readonly unitInfo?: UnitInfo | undefined
    /** The whole line's discount. */
    readonly discount?: number | undefined
    /** The product's page in the shop. */
    readonly productUrl?: string | undefined
    /** A returned product: its amounts count negative. */
    readonly isReturn?: boolean | undefined
    /** A shipping cost, shown differently in the app. */
    readonly isShipping?: boolean | undefined
  }

  /**
   * The current state of a payment.
   *
   * Amounts, state and identifiers are checked: a response without them is a `VippsDecodeError`. Everything optional here
   * is descriptive: a value of another type than documented is left out, and does not make the payment unreadable.
   *
   * @see https://developer.vippsmobilepay.com/api/epayment/#tag/QueryPayments/operation/getPayment
   * @since 0.1.0
   */
  interface Payment {
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
   * What a new payment has in every {@link UserFlow}.
   *
   * @since 0.1.0
   */
  interface PaymentDetails {
    /** What the customer pays, in minor units. The smallest amount per currency is Vipps' to change; NOK was 100. */
    readonly amount: Amount
    /** 8 to 64 letters, digits and hyphens, unique per sales unit; never reused. */
    readonly reference: string
    /** `CUSTOMER_PRESENT` for a sale in a store. Defaults to `CUSTOMER_NOT_PRESENT`. */
    readonly customerInteraction?: "CUSTOMER_PRESENT" | "CUSTOMER_NOT_PRESENT" | undefined
    /** What the customer sees it is for, 3 to 100 characters. */
    readonly paymentDescription?: string | undefined
    /**
     * Order lines and totals for the app, in the currency of `amount`. Cannot be changed later. Lines that do not add up to
     * the amount are sent with a warning in the log: the app shows none of them. `OrderLines.receipt` makes both.
     */
    readonly receipt?: Receipt | undefined
    /** Where a receipt can be seen: https or an app's own scheme. */
    readonly receiptUrl?: string | undefined
    /** At most 5 pairs; keys to 100, values to 500 characters. Comes back from `getPayment`. */
    readonly metadata?: { readonly [key: string]: string } | undefined
    /** Years, 0 to 100. A younger customer cannot pay. */
    readonly minimumUserAge?: number | undefined
    /**
     * RFC 3339 time with an offset, more than 10 minutes and less than 60 days ahead. For approved long-living payment
     * requests; needs `receipt`. Without it a payment lives 10 minutes.
     */
    readonly expiresAt?: string | undefined
    /** For `QR`: how the code is drawn. */
    readonly qrFormat?:
      | {
          /** Defaults to SVG. `TEXT/TARGETURL` returns the address instead of an image. */
          readonly format: "IMAGE/SVG+XML" | "IMAGE/PNG" | "TEXT/TARGETURL"
          /** Width and height in pixels, 100 to 2000; PNG only. Defaults to 1024. */
          readonly size?: number | undefined
        }
      | undefined
    /** Data about the customer to ask consent for. A customer who refuses cannot pay. */
    readonly profile?:
      | {
          /** One string, separated by spaces, of: `name address email phoneNumber birthDate nin`. */
          readonly scope?: string | undefined
        }
      | undefined
    /** Express: the shipping options to choose from in the app. */
    readonly shipping?: Shipping | undefined
    readonly industryData?: { readonly airlineData?: AirlineData | undefined } | undefined
    /** Payment service providers only. */
    readonly cardPassthrough?: CardPassthrough | undefined
    /** Links shown to the customer; both https. Newer than the 1.8.1 specification. */
    readonly merchantLegalLinks?:
      | { readonly termsOfSaleUrl?: string | undefined; readonly privacyPolicyUrl?: string | undefined }
      | undefined
  }

  /**
   * One event in the life of a payment.
   *
   * @see https://developer.vippsmobilepay.com/api/epayment/#tag/QueryPayments/operation/getPaymentEventLog
   * @since 0.1.0
   */
  interface PaymentEvent {
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
   * Means of payment.
   *
   * @since 0.1.0
   */
  interface PaymentMethod {
    readonly type: PaymentMethodType
    /** Kinds of cards that the wallet must not use. Danish and Finnish sales units only. */
    readonly blockedSources?: ReadonlyArray<"COMMERCIAL_CARDS"> | undefined
  }

  /**
   * - `WALLET`: pay in the Vipps or MobilePay app.
   * - `CARD`: type a card on a web page; only with `WEB_REDIRECT`, and not in the test environment.
   * - `CARD_PASSTHROUGH`: payment service providers only, in preview; needs `cardPassthrough`.
   *
   * @since 0.1.0
   */
  type PaymentMethodType = "WALLET" | "CARD" | "CARD_PASSTHROUGH"

  /**
   * The outcome of a payment, with the payment as it was read. Only `Authorized` means that the customer approved; `Pending`
   * means that the outcome is still unknown at the end of the window: read the payment later, and deliver nothing.
   *
   * - `Authorized`: the customer approved. Capture when the goods are sent. It stays the outcome when the payment is released
   *   or refunded later: `remaining(payment)` is what can still be captured.
   * - `Aborted`: the customer rejected the payment, or went back from the landing page.
   * - `Expired`: the customer's time ran out.
   * - `Terminated`: the merchant cancelled it before it was approved.
   * - `Pending`: Vipps still says `CREATED`.
   * - `Unknown`: a state that this version does not know. Update the package; until then read `payment.aggregate`, and
   *   deliver nothing.
   *
   * @since 0.1.0
   */
  type PaymentOutcome =
    | { readonly _tag: "Authorized"; readonly payment: Payment }
    | { readonly _tag: "Aborted"; readonly payment: Payment }
    | { readonly _tag: "Expired"; readonly payment: Payment }
    | { readonly _tag: "Terminated"; readonly payment: Payment }
    | { readonly _tag: "Pending"; readonly payment: Payment }
    | { readonly _tag: "Unknown"; readonly payment: Payment }

  /**
   * A new payment whose customer is known: the app rings, and there is no landing page. Needs special approval.
   *
   * @since 0.1.0
   */
  interface PushMessagePayment extends PaymentDetails {
    readonly userFlow: "PUSH_MESSAGE"
    readonly paymentMethod: AppPaymentMethod
    /** Who pays. */
    readonly customer: Customer
    /** Where the customer lands afterwards, whatever the outcome: https or an app's own scheme, at most 2500 characters. */
    readonly returnUrl?: string | undefined
  }

  /**
   * A new payment that starts from a QR code on a screen, or from the merchant's own app.
   *
   * @since 0.1.0
   */
  interface QrOrNativePayment extends PaymentDetails {
    readonly userFlow: "QR" | "NATIVE_REDIRECT"
    readonly paymentMethod: AppPaymentMethod
    /** Who pays, when known. */
    readonly customer?: Customer | undefined
    /** Where the customer lands afterwards, whatever the outcome: https or an app's own scheme, at most 2500 characters. */
    readonly returnUrl?: string | undefined
  }

  /**
   * Order lines, at least one, and totals. Cannot be changed once the payment is made.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/receipts/
   * @since 0.1.0
   */
  interface Receipt {
    readonly orderLines: ReadonlyArray<OrderLine>
    readonly bottomLine: BottomLine
  }

  /**
   * A payment and its event log, read together. The sums are the payment's own, from `aggregate`.
   *
   * @since 0.1.0
   */
  interface Reconciliation {
    readonly reference: string
    readonly state: State
    /** Reserved by the customer's approval, shipping included for Express. */
    readonly authorized: Amount
    /** Taken from the customer. */
    readonly captured: Amount
    /** Given back. */
    readonly refunded: Amount
    /** Released, or the whole amount of a payment cancelled before its approval. */
    readonly cancelled: Amount
    /** Left to capture: authorized - captured - cancelled. */
    readonly remaining: Amount
    /** Left to refund: captured - refunded. */
    readonly refundable: Amount
    /** What a cancellation would release. */
    readonly cancellable: Amount
    /** What the merchant tried: captures, refunds and cancellations, each with `success` and, but for cancellations, its key. */
    readonly operations: ReadonlyArray<PaymentEvent>
    /** The whole log, as read. */
    readonly events: ReadonlyArray<PaymentEvent>
    /**
     * Whether the log adds up to the sums. If not, an operation was under way during both reads, or Vipps' log lags
     * behind: trust the sums, and reconcile again before you decide by the log.
     */
    readonly consistent: boolean
    /** The payment, as read. */
    readonly payment: Payment
  }

  /**
   * Express shipping: `fixedOptions` or `dynamicOptions`, one of them and not both.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
   * @since 0.1.0
   */
  interface Shipping {
    /** The same options for every address. */
    readonly fixedOptions?: ReadonlyArray<ShippingGroup> | undefined
    /** Vipps asks the merchant's server for the options, with the customer's address. */
    readonly dynamicOptions?:
      | {
          /** https, on port 80, 443 or 8080. */
          readonly callbackUrl: string
          /**
           * Sent back verbatim as `Authorization`, and all that proves the callback to be Vipps': 16 to 50 random letters,
           * digits and hyphens. A shorter one is sent with a warning in the log.
           */
          readonly callbackAuthorizationToken?: string | undefined
        }
      | undefined
    /** ISO 3166-1 alpha-2 codes of the countries to ship to. Newer than the 1.8.1 specification. */
    readonly allowedCountries?: ReadonlyArray<string> | undefined
  }

  /**
   * What the customer of an Express payment chose.
   *
   * @since 0.1.0
   */
  interface ShippingDetails {
    readonly address?: Address | undefined
    /** Minor units, in the payment's currency. */
    readonly shippingCost?: number | undefined
    readonly shippingOptionId?: string | undefined
    readonly shippingOptionName?: string | undefined
  }

  /**
   * The options of one carrier and type. One group per `brand` and `type`.
   *
   * @since 0.1.0
   */
  interface ShippingGroup {
    readonly type: "HOME_DELIVERY" | "PICKUP_POINT" | "MAILBOX" | "IN_STORE" | "OTHER"
    readonly brand:
      | "POSTEN"
      | "BRING"
      | "POSTNORD"
      | "HELTHJEM"
      | "PORTERBUDDY"
      | "DHL"
      | "INSTABOX"
      | "FEDEX"
      | "MATKAHUOLTO"
      | "GLS"
      | "POSTI"
      | "GORDON"
      | "OTHER"
    readonly options: ReadonlyArray<ShippingOption>
    /** Chosen unless the customer picks another. */
    readonly isDefault?: boolean | undefined
    /** Lower numbers come first. */
    readonly priority?: number | undefined
  }

  /**
   * Shipping as a total of its own.
   *
   * @deprecated Use an order line with `isShipping`: with this the sums come out wrong.
   * @since 0.1.0
   */
  interface ShippingInfo {
    readonly amount: number
    readonly amountExcludingTax: number
    readonly taxAmount: number
    readonly taxPercentage: number
  }

  /**
   * One way to get the goods.
   *
   * @since 0.1.0
   */
  interface ShippingOption {
    /** The merchant's id; comes back as `shippingDetails.shippingOptionId`. */
    readonly id: string
    /** What it costs, with tax; added to the payment's amount when chosen. */
    readonly amount: Amount
    /** The option's or the store's name. */
    readonly name: string
    /** Chosen unless the customer picks another. */
    readonly isDefault?: boolean | undefined
    /** Lower numbers come first. */
    readonly priority?: number | undefined
    /** More to show, for example the store's address. */
    readonly meta?: string | undefined
    /** When it arrives, as text: `1-2 days`. */
    readonly estimatedDelivery?: string | undefined
  }

  /**
   * The state of a payment. All but `CREATED` are final: after `AUTHORIZED` the state never changes again, and money that
   * is captured, refunded or released is in {@link Aggregate}. A value unknown to this version passes through.
   *
   * @since 0.1.0
   */
  type State = Open<KnownState>

  /**
   * How much of a product: the price of one and how many.
   *
   * @since 0.1.0
   */
  interface UnitInfo {
    /** Price of one unit with tax and before discount, in minor units. */
    readonly unitPrice: number
    /** A number as text, at most 10 characters and 8 decimals: `"0.822"`. Only shown, never calculated with. */
    readonly quantity: string
    /** Defaults to `PCS`. */
    readonly quantityUnit?: "PCS" | "KG" | "KM" | "MINUTE" | "LITRE" | "KWH" | undefined
  }

  /**
   * What the customer consented to share; each field only if requested in `profile.scope`.
   *
   * @since 0.1.0
   */
  interface UserDetails {
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
   * How the customer is brought to the payment.
   *
   * - `WEB_REDIRECT`: the normal flow; send the browser to `redirectUrl`. Needs `returnUrl`.
   * - `PUSH_MESSAGE`: no landing page, the app rings. Needs `customer`, and special approval.
   * - `QR`: `redirectUrl` is an image (or its target), shown to be scanned.
   * - `NATIVE_REDIRECT`: app to app; only for merchants without any web presence.
   *
   * @since 0.1.0
   */
  type UserFlow = "WEB_REDIRECT" | "PUSH_MESSAGE" | "QR" | "NATIVE_REDIRECT"

  /**
   * A new payment in the normal flow: the customer is sent to `redirectUrl`.
   *
   * @since 0.1.0
   */
  interface WebRedirectPayment extends PaymentDetails {
    readonly userFlow: "WEB_REDIRECT"
    readonly paymentMethod: PaymentMethod
    /** Where the customer lands afterwards, whatever the outcome: https or an app's own scheme, at most 2500 characters. */
    readonly returnUrl: string
    /** Who pays, when known. */
    readonly customer?: Customer | undefined
  }
}

export declare namespace OrderManagement {
  /**
   * An image for the orders that name it.
   *
   * @since 0.1.0
   */
  interface AddImageRequest {
    /** The bytes of a PNG or JPEG file: at least 167 pixels high, at most 2 MB, and better square. */
    readonly image: Uint8Array
    /**
     * Your id of the image: 1 to 128 letters, digits and `- _ .`. The image of an id is never replaced. Omit to use
     * the SHA-256 of the bytes, so that the same image has the same id.
     */
    readonly imageId?: string | undefined
  }

  /**
   * An image, as the category of an order names it.
   *
   * @since 0.1.0
   */
  interface AddImageResponse {
    readonly imageId: string
  }

  /**
   * What the link of an order is.
   *
   * @since 0.1.0
   */
  type Category = "GENERAL" | "RECEIPT" | "ORDER_CONFIRMATION" | "DELIVERY" | "TICKET" | "BOOKING"

  /**
   * What the app shows with an order.
   *
   * @since 0.1.0
   */
  interface Order {
    readonly category?:
      | {
          readonly category?: Open<Category> | undefined
          readonly orderDetailsUrl?: string | undefined
          readonly imageId?: string | undefined
        }
      | undefined
    /** Order lines and totals, also those of `EPayment.createPayment`, which `getPayment` does not return. */
    readonly receipt?: { readonly orderLines: ReadonlyArray<ReceiptLine>; readonly bottomLine: ReceiptTotals } | undefined
  }

  /**
   * Which API the order was paid with: `ecom` is ePayment, too.
   *
   * @since 0.1.0
   */
  type PaymentType = "ecom" | "recurring"

  /**
   * The link that the app shows with the order.
   *
   * @since 0.1.0
   */
  interface PutCategoryRequest {
    readonly category: Category
    /** The page it opens. */
    readonly orderDetailsUrl: string
    /** An image from `OrderManagement.addImage`. */
    readonly imageId?: string | undefined
  }

  /**
   * A line of a receipt, as Vipps returns it. Amounts are in minor units.
   *
   * @since 0.1.0
   */
  interface ReceiptLine {
    readonly name: string
    readonly id: string
    /** With tax and discount. */
    readonly totalAmount: number
    /** With discount, without tax. */
    readonly totalAmountExcludingTax: number
    readonly totalTaxAmount: number
    /** Hundredths of a percent: 2500 is 25 %. */
    readonly taxRate?: number | undefined
    /** Percent, of older receipts. */
    readonly taxPercentage?: number | undefined
    readonly unitInfo?:
      | {
          readonly unitPrice?: number | undefined
          /** A number as text. */
          readonly quantity: string
          readonly quantityUnit?: Open<"PCS" | "KG" | "KM" | "MINUTE" | "LITRE" | "KWH"> | undefined
        }
      | undefined
    readonly discount?: number | undefined
    readonly productUrl?: string | undefined
    /** A returned product: its amounts count negative. */
    readonly isReturn?: boolean | undefined
    readonly isShipping?: boolean | undefined
  }

  /**
   * The totals of a receipt, as Vipps returns them. Amounts are in minor units.
   *
   * @since 0.1.0
   */
  interface ReceiptTotals {
    readonly currency: Open<"NOK" | "DKK" | "EUR">
    readonly tipAmount?: number | undefined
    readonly posId?: string | undefined
    readonly receiptNumber?: string | undefined
    readonly paymentSources?: Checkout.PaymentSources | undefined
    readonly barcode?: { readonly format: Open<"EAN-13" | "CODE 39" | "CODE 128">; readonly data: string } | undefined
  }
}

export declare namespace Qr {
  /**
   * Where an adopted MobilePay sticker stands.
   *
   * @since 0.1.0
   */
  type AdoptQrRequest = Pick<PutCallbackQrRequest, "locationDescription">

  /**
   * A callback QR code: a customer who scans it checks in, which the webhook `user.checked-in.v1` reports.
   *
   * @since 0.1.0
   */
  interface CallbackQr {
    readonly merchantSerialNumber?: string | undefined
    readonly merchantQrId: string
    readonly locationDescription?: string | undefined
    readonly category?: Open<"IN_STORE" | "VENDING"> | undefined
    /** Where the image is, for one hour: store the bytes, not the URL. */
    readonly qrImageUrl?: string | undefined
    /** The text in the code. */
    readonly qrContent?: string | undefined
  }

  /**
   * The image of a callback QR code. Omit for an SVG. Its content is always in `qrContent`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
   * @since 0.1.0
   */
  type CallbackQrImage = Exclude<QrImage, { readonly format: "CONTENT" }>

  /**
   * Who checked in.
   *
   * @since 0.1.0
   */
  interface CheckedInCustomer {
    /** The phone number with country code, digits only. */
    readonly msisdn: string
    /** When the customer checked in, epoch seconds. */
    readonly timestamp?: number | undefined
  }

  /**
   * A QR code that opens a page of the merchant.
   *
   * @since 0.1.0
   */
  interface CreateRedirectQrRequest {
    /** Your own id: 1 to 128 letters, digits, spaces and `- _ + %`; unique at the sales unit. */
    readonly id: string
    /** The page that it opens; `https`. Can be changed without printing again. */
    readonly redirectUrl: string
    /** Seconds that the code works, 300 to 2147483647. Omit for a code that never expires. Cannot be changed. */
    readonly ttl?: number | undefined
  }

  /**
   * A checked-in customer.
   *
   * @since 0.1.0
   */
  interface CustomerTokenRequest {
    readonly customer: {
      /** From the event `QrCheckIn`; it works for 15 minutes. */
      readonly customerToken: string
    }
  }

  /**
   * The image of a one-time QR code.
   *
   * @since 0.1.0
   */
  interface OneTimeQr {
    /** Where the image is, for a short time: download it at once. With the format `CONTENT`, what to draw. */
    readonly url: string
    /** Seconds until the payment can no longer be made with it. */
    readonly expiresIn: number
  }

  /**
   * The payment that a one-time QR code is for.
   *
   * @since 0.1.0
   */
  interface OneTimeQrRequest {
    /** The `redirectUrl` of a payment, or the `vippsConfirmationUrl` of an agreement. */
    readonly url: string
  }

  /**
   * Whose personal QR code it is.
   *
   * @since 0.1.0
   */
  interface PersonalQr {
    /** The phone number with country code, digits only. */
    readonly msisdn: string
    /** When the app showed the code, epoch seconds. Absent with version `1.0`. */
    readonly timestamp?: number | undefined
    /** `2.0`; `1.0` is an old code, which holds the number in clear and may be a copy. */
    readonly version: string
  }

  /**
   * What is scanned from the customer's app.
   *
   * @since 0.1.0
   */
  interface PersonalQrRequest {
    /** The whole text of the code, as scanned. */
    readonly qrCode: string
  }

  /**
   * Where a callback QR code stands.
   *
   * @since 0.1.0
   */
  interface PutCallbackQrRequest {
    /** Shown in the app: which till or machine. 1 to 36 characters. */
    readonly locationDescription: string
    /** Defaults to `IN_STORE`. */
    readonly category?: "IN_STORE" | "VENDING" | undefined
  }

  /**
   * The image of a one-time or redirect QR code. Omit for an SVG.
   *
   * - `SVG`: scales without loss; the format for print.
   * - `PNG`: `size` is its width and height in pixels, 100 to 2000.
   * - `CONTENT`: no image; `url` is the text to draw a QR code of. Codes of your own design need approval by Vipps.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
   * @since 0.1.0
   */
  type QrImage =
    | { readonly format: "SVG"; readonly size?: undefined }
    | { readonly format: "PNG"; readonly size?: number | undefined }
    | { readonly format: "CONTENT"; readonly size?: undefined }

  /**
   * A redirect QR code.
   *
   * @since 0.1.0
   */
  interface RedirectQr {
    readonly id: string
    /** Where the image is, for one hour: store the bytes, not the URL. With the format `CONTENT`, what to draw. */
    readonly url: string
    readonly redirectUrl: string
    /** Seconds that the code still works; -1 never expires. */
    readonly expiresIn?: number | undefined
  }

  /**
   * What a payment at the till needs beside its customer.
   *
   * @since 0.1.0
   */
  type TillPayment = Pick<
    EPayment.CreatePaymentRequest,
    "amount" | "reference" | "paymentDescription" | "receipt" | "metadata"
  >

  /**
   * Where a redirect QR code leads from now on.
   *
   * @since 0.1.0
   */
  interface UpdateRedirectQrRequest {
    readonly redirectUrl: string
  }
}

export declare namespace Recurring {
  /**
   * The test user who accepts an agreement.
   *
   * @since 0.1.0
   */
  interface AcceptAgreementRequest {
    /** Country code and number, 9 to 15 digits. */
    readonly phoneNumber: string
  }

  /**
   * An agreement. Vipps documents more fields as required; only `id`, `status` and `pricing` are relied on.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  interface Agreement {
    /** As in `agr_5kSeqz`. Changes when an agreement is moved to another sales unit: store that beside it. */
    readonly id: string
    readonly status: AgreementStatus
    readonly pricing: ReceivedPricing
    readonly interval?: ReceivedInterval | undefined
    readonly productName?: string | undefined
    readonly productDescription?: string | undefined
    readonly uuid?: string | undefined
    /** Your own id of the agreement. */
    readonly externalId?: string | undefined
    /** ISO 3166-1 alpha-2. */
    readonly countryCode?: Open<"NO" | "DK" | "FI"> | undefined
    /** When it was drafted, RFC 3339. */
    readonly created?: string | undefined
    /** When it became active; absent if it never did. */
    readonly start?: string | undefined
    /** When it was stopped. */
    readonly stop?: string | undefined
    readonly merchantAgreementUrl?: string | undefined
    readonly merchantRedirectUrl?: string | undefined
    /** While `PENDING`: where to send the customer. */
    readonly vippsConfirmationUrl?: string | undefined
    readonly campaign?: ReceivedCampaign | undefined
    /** The key to the Userinfo API, for 168 hours after the consent. Written some time after the approval. */
    readonly sub?: string | undefined
    readonly userinfoUrl?: string | undefined
    /** Newer than the 3.1.2 specification. */
    readonly paymentMethod?: { readonly blockedSources?: ReadonlyArray<string> | undefined } | undefined
    /** Oldest first; may be empty. Newer than the 3.1.2 specification. */
    readonly history?: ReadonlyArray<AgreementHistoryEvent> | undefined
  }

  /**
   * One thing that happened to an agreement.
   *
   * @since 0.1.0
   */
  interface AgreementHistoryEvent {
    /** RFC 3339. */
    readonly occurred: string
    readonly event: Open<"CREATE" | "ACTIVATE">
    readonly actor?: Open<"MERCHANT" | "USER" | "ADMIN"> | undefined
  }

  /**
   * The outcome of a draft, with the agreement as it was read. Only `Active` means that it can be charged; `Pending` means
   * that the outcome is still unknown at the end of the window.
   *
   * - `Active`: the customer approved.
   * - `Rejected`: the customer rejected it. Vipps calls such an agreement stopped, too.
   * - `Expired`: the customer's time ran out, or the initial charge could not be paid.
   * - `Stopped`: the customer approved, and the agreement has been stopped since.
   * - `Pending`: Vipps still says `PENDING`.
   * - `Unknown`: a status that this version does not know: deliver nothing, and read the agreement again later.
   *
   * @since 0.1.0
   */
  type AgreementOutcome =
    | { readonly _tag: "Active"; readonly agreement: Agreement }
    | { readonly _tag: "Rejected"; readonly agreement: Agreement }
    | { readonly _tag: "Expired"; readonly agreement: Agreement }
    | { readonly _tag: "Stopped"; readonly agreement: Agreement }
    | { readonly _tag: "Pending"; readonly agreement: Agreement }
    | { readonly _tag: "Unknown"; readonly agreement: Agreement }

  /**
   * An agreement and all its charges, sorted by what to do about them. Each list is ordered by due day and id.
   *
   * @since 0.1.0
   */
  interface AgreementReconciliation {
    readonly agreement: Agreement
    /** All charges, each once. */
    readonly charges: ReadonlyArray<Charge>
    /** Paid, perhaps refunded in part. */
    readonly paid: ReadonlyArray<Charge>
    /** Not decided, or reserved. */
    readonly open: ReadonlyArray<Charge>
    /** Failed or cancelled, and nothing else is open or paid for the same period. */
    readonly unpaid: ReadonlyArray<Charge>
    /** Given back entirely. */
    readonly refunded: ReadonlyArray<Charge>
    /** What can be captured or released. */
    readonly capturable: ReadonlyArray<Movable>
    /** What can be refunded. */
    readonly refundable: ReadonlyArray<Movable>
    /**
     * Charges that are open or paid and may bill the customer twice: for the same period, or for periods that start on
     * consecutive days of an agreement whose interval is longer. One whose id names no period counts for the day it is due.
     */
    readonly duplicates: ReadonlyArray<ReadonlyArray<Charge>>
    /** Taken from the customer in all, in minor units. */
    readonly captured: number
    /** Given back in all, in minor units. */
    readonly refundedAmount: number
  }

  /**
   * The status of an agreement: `PENDING` for 10 minutes, then `ACTIVE`, or one of the two that are final. A rejected
   * draft is `STOPPED`. A value unknown to this version passes through.
   *
   * @since 0.1.0
   */
  type AgreementStatus = Open<KnownAgreementStatus>

  /**
   * Which agreements `Recurring.agreements` reads.
   *
   * @since 0.1.0
   */
  type AgreementsQuery = Omit<ListAgreementsQuery, "pageNumber">

  /**
   * One charge of a batch: of any agreement, with an `orderId`.
   *
   * @since 0.1.0
   */
  interface BatchCharge extends Omit<ScheduledCharge, "type" | "orderId"> {
    readonly agreementId: string
    /** As in {@link ScheduledCharge}, and required: unique per sales unit, and within the batch. */
    readonly orderId: string
  }

  /**
   * A campaign of a new agreement. It lowers the price that the app shows, and creates no charges: charge the campaign's
   * price while it lasts. It cannot be changed later, and does not change the ceiling.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/how-it-works/
   * @since 0.1.0
   */
  type Campaign = PriceCampaign | PeriodCampaign | EventCampaign

  /**
   * How much to capture of a reserved charge.
   *
   * @since 0.1.0
   */
  interface CaptureChargeRequest {
    /** Minor units: all that is left, or a part. `Recurring.captureRemaining` captures the rest. */
    readonly amount: number
    /**
     * 1 to 100 characters.
     *
     * @deprecated By Vipps.
     */
    readonly description?: string | undefined
  }

  /**
   * The most that may be charged, in minor units of the agreement's currency: for each charge, or for all charges of an
   * interval together.
   *
   * @since 0.1.0
   */
  interface Ceiling {
    readonly amount: number
    readonly per: "Charge" | "Interval"
  }

  /**
   * A charge. Vipps documents more fields as required; only `id`, `status` and `amount` are relied on. Where there are sums and
   * a history, they must be readable, because they are about money.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  interface Charge {
    /** The `orderId` it was created with, or one that Vipps made. */
    readonly id: string
    readonly status: ChargeStatus
    /** Minor units of `currency`. */
    readonly amount: number
    readonly currency?: Open<RecurringCurrency> | undefined
    readonly agreementId?: string | undefined
    /** When it is due: a time, or a date. `Recurring.dueDateOf` reads the day in the market's own time. */
    readonly due?: string | undefined
    readonly retryDays?: number | undefined
    readonly type?: Open<"INITIAL" | "RECURRING" | "UNSCHEDULED"> | undefined
    readonly transactionType?: Open<"DIRECT_CAPTURE" | "RESERVE_CAPTURE"> | undefined
    readonly processingMode?: Open<"MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT"> | undefined
    readonly description?: string | undefined
    /** Your own id of the charge. */
    readonly externalId?: string | undefined
    /** Your own id of the agreement. */
    readonly externalAgreementId?: string | undefined
    /** Of the latest transaction; absent before there is one. */
    readonly transactionId?: string | undefined
    readonly failureReason?: FailureReason | undefined
    readonly failureDescription?: string | undefined
    readonly summary?: ChargeSummary | undefined
    readonly history?: ReadonlyArray<ChargeHistoryEvent> | undefined
  }

  /**
   * What `Recurring.chargeForPeriod` charges.
   *
   * @since 0.1.0
   */
  interface ChargeForPeriodRequest extends Omit<ScheduledCharge, "type" | "due" | "orderId"> {
    /** `YYYY-MM-DD`. Defaults to the day the period starts, or the earliest possible day if that is later. */
    readonly due?: string | undefined
    /**
     * From 1, which is the default. A charge that failed is not replaced unless you ask for the next attempt. Until then Vipps
     * retries it for `retryDays`: a job that creates other charges meanwhile collects twice.
     */
    readonly attempt?: number | undefined
    /**
     * Ids of charges that count for the period and are not for it, such as an initial charge for goods, or that of a first
     * period of a single day.
     */
    readonly unrelated?: ReadonlyArray<string> | undefined
  }

  /**
   * One thing that was tried with a charge.
   *
   * @since 0.1.0
   */
  interface ChargeHistoryEvent {
    /** RFC 3339. */
    readonly occurred: string
    readonly event: Open<"CREATE" | "RESERVE" | "CAPTURE" | "REFUND" | "CANCEL" | "FAIL">
    /** Minor units. */
    readonly amount: number
    /** False: it was tried and moved no money. */
    readonly success: boolean
    /** Of the request; Vipps makes up keys for its own doings. */
    readonly idempotencyKey?: string | undefined
    readonly transactionId?: string | undefined
    readonly externalId?: string | undefined
  }

  /**
   * What makes a charge the same charge, for every process and every day.
   *
   * @since 0.1.0
   */
  interface ChargeKey {
    /** Becomes the charge's id. Vipps refuses a second charge with it, so that it alone rules out a second one. */
    readonly orderId: string
    /** 1 to 40 letters, digits and hyphens. */
    readonly idempotencyKey: string
  }

  /**
   * The outcome of a charge, with the charge as it was read. Amounts are in minor units.
   *
   * - `Open`: not decided. Vipps tries until `until`, where that is known; create no other charge for the same thing.
   * - `Reserved`: `remaining` is to be captured or released, before `captureBefore`.
   * - `Settled`: paid. `refunded` is the refunded part of it.
   * - `Failed`: not paid, and Vipps tries no more. `actor` is who must act: `Customer` (money, card, maximum in the app), or
   *   `Merchant` (create a new charge; check the agreement first after `non_technical_error`).
   * - `Cancelled`: not paid, cancelled or released.
   * - `Refunded`: paid, and all given back.
   * - `Unknown`: a status that this version does not know. Update the package; until then it counts as open.
   *
   * @since 0.1.0
   */
  type ChargeOutcome =
    | { readonly _tag: "Open"; readonly charge: Charge; readonly until: Date | undefined }
    | {
        readonly _tag: "Reserved"
        readonly charge: Charge
        readonly remaining: number
        readonly captured: number
        readonly captureBefore: Date | undefined
      }
    | { readonly _tag: "Settled"; readonly charge: Charge; readonly captured: number; readonly refunded: number }
    | {
        readonly _tag: "Failed"
        readonly charge: Charge
        readonly reason: FailureReason | undefined
        readonly actor: "Customer" | "Merchant"
      }
    | { readonly _tag: "Cancelled"; readonly charge: Charge }
    | { readonly _tag: "Refunded"; readonly charge: Charge; readonly refunded: number }
    | { readonly _tag: "Unknown"; readonly charge: Charge }

  /**
   * A page of an agreement's charges. Their order is not documented, and has changed.
   *
   * @since 0.1.0
   */
  interface ChargePage {
    readonly charges: ReadonlyArray<Charge>
    /** What reads the next page; absent after the last. */
    readonly continuationToken?: string | undefined
  }

  /**
   * The status of a charge. `PENDING` and `DUE` wait for their day; `PROCESSING` is under way; `RESERVED` and
   * `PARTIALLY_CAPTURED` have money to capture or release; `FAILED`, `CANCELLED` and `REFUNDED` are final. A value unknown
   * to this version passes through. `Recurring.outcomeOf` says what it means.
   *
   * @since 0.1.0
   */
  type ChargeStatus = Open<KnownChargeStatus>

  /**
   * What has happened to a charge's money so far, in minor units. Left to capture: amount - captured - cancelled. Left to
   * refund: captured - refunded.
   *
   * @since 0.1.0
   */
  interface ChargeSummary {
    readonly captured: number
    readonly refunded: number
    /** Released. */
    readonly cancelled: number
  }

  /**
   * A new charge. It cannot be edited: cancel it and create another.
   *
   * Checked before anything is sent, besides each field: `RECURRING` requires `due` and `retryDays`; `UNSCHEDULED` has
   * neither, and no `processingMode`; `SINGLE_ATTEMPT` requires `retryDays: 0`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  type CreateChargeRequest = ScheduledCharge | UnscheduledCharge

  /**
   * The response to {@link CreateChargeRequest}.
   *
   * @since 0.1.0
   */
  interface CreateChargeResponse {
    readonly chargeId: string
  }

  /**
   * The response to a batch. It arrives also when every item was refused.
   *
   * @since 0.1.0
   */
  interface CreateChargesResponse {
    /**
     * The ids of the charges that were accepted, not created: one that cannot be created is reported by the webhook
     * `recurring.charge-creation-failed.v1` only. Read them back.
     */
    readonly validCharges: ReadonlyArray<string>
    readonly invalidCharges: ReadonlyArray<InvalidCharge>
  }

  /**
   * A new agreement, for a customer to approve within 10 minutes. A customer may have several agreements with one merchant, and
   * each is charged: look in your own records for a live one before you draft another.
   *
   * Checked before anything is sent, besides each field: `campaign` requires `LEGACY` pricing; `skipLandingPage` requires
   * `phoneNumber`.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  interface DraftAgreementRequest {
    readonly pricing: Pricing
    /**
     * Where the customer returns to, approved or not: https or an app's own scheme, at most 2048 characters. Vipps adds
     * nothing to it: put your own reference of the agreement into it.
     */
    readonly merchantRedirectUrl: string
    /** The agreement's title in the app, 1 to 45 characters. */
    readonly productName: string
    /**
     * Where the customer manages this very agreement: https, at most 1024 characters. Vipps requires it of merchants in
     * Norway; without it, a draft in NOK is sent with a warning in the log.
     */
    readonly merchantAgreementUrl?: string | undefined
    /** At most 100 characters, below the title. Not with a campaign, which explains itself. */
    readonly productDescription?: string | undefined
    /** How often the customer is charged. Omit for an agreement without a fixed interval. */
    readonly interval?: Interval | undefined
    /** The customer's number, if known: country code and number, 9 to 15 digits. */
    readonly phoneNumber?: string | undefined
    readonly initialCharge?: InitialCharge | undefined
    /** A lower price for a time; only with `LEGACY` pricing. */
    readonly campaign?: Campaign | undefined
    /** Data to ask consent for, separated by spaces: `name address email phoneNumber birthDate nin`. Refusal ends the draft. */
    readonly scope?: string | undefined
    /** True: the app opens by a push message, without the landing page. For approved sales units; defaults to false. */
    readonly skipLandingPage?: boolean | undefined
    /** True: the confirmation URL opens the app itself, for app to app. Defaults to false. */
    readonly isApp?: boolean | undefined
    /** Your own id of the agreement, 1 to 64 characters. Need not be unique. */
    readonly externalId?: string | undefined
    /** Which cards the customer cannot pay with. Cannot be changed later. Newer than the 3.1.2 specification. */
    readonly paymentMethod?: { readonly blockedSources?: ReadonlyArray<"COMMERCIAL_CARDS"> | undefined } | undefined
  }

  /**
   * The response to {@link DraftAgreementRequest}.
   *
   * @since 0.1.0
   */
  interface DraftAgreementResponse {
    /** Store it before you send the customer on. */
    readonly agreementId: string
    readonly uuid?: string | undefined
    /** Where to send the customer, within 10 minutes. Absent with `skipLandingPage`. */
    readonly vippsConfirmationUrl?: string | undefined
    /** The id of the initial charge, if there is one. */
    readonly chargeId?: string | undefined
  }

  /**
   * One price until an event, and the normal price afterwards. Comes with an initial charge of that price.
   *
   * @since 0.1.0
   */
  interface EventCampaign {
    readonly type: "EVENT_CAMPAIGN"
    /** Minor units; may be 0. */
    readonly price: number
    /** When the event is, in UTC. */
    readonly eventDate: string
    /** What the event is, 1 to 15 characters, as it follows "until": `the cup final`. */
    readonly eventText: string
  }

  /**
   * Why a charge failed: the customer must act (money, card), the amount is above the customer's maximum, or something
   * else. Before `FAILED` it is for information only: Vipps retries.
   *
   * @since 0.1.0
   */
  type FailureReason = Open<
    "user_action_required" | "charge_amount_too_high" | "non_technical_error" | "technical_error"
  >

  /**
   * A price without a maximum.
   *
   * @since 0.1.0
   */
  interface FlexiblePricing {
    readonly type: "FLEXIBLE"
    readonly currency: RecurringCurrency
  }

  /**
   * A charge that is carried out when the customer approves the agreement.
   *
   * With `DIRECT_CAPTURE` the agreement becomes active only if it is paid. One of `RESERVE_CAPTURE` must be captured
   * before the agreement is stopped, which cancels it.
   *
   * @since 0.1.0
   */
  interface InitialCharge {
    /** Minor units of the pricing's currency. Without a ceiling. */
    readonly amount: number
    /** What the customer sees it is for, 1 to 100 characters. */
    readonly description: string
    readonly transactionType: TransactionType
    /** The charge's id: 1 to 64 letters, digits and hyphens, unique per sales unit. Omit to have Vipps make one. */
    readonly orderId?: string | undefined
    /** Your own id of the charge in settlement reports, 1 to 64 characters; the customer sees it on the receipt. */
    readonly externalId?: string | undefined
  }

  /**
   * A length of time on the calendar: `{ unit: "MONTH", count: 1 }` is every month.
   *
   * @since 0.1.0
   */
  interface Interval {
    readonly unit: "YEAR" | "MONTH" | "WEEK" | "DAY"
    /** 1 to 31. */
    readonly count: number
  }

  /**
   * A new interval: regular, or none.
   *
   * @since 0.1.0
   */
  type IntervalUpdate =
    | { readonly type: "RECURRING"; readonly period: Interval }
    | { readonly type: "FLEXIBLE"; readonly period?: undefined }

  /**
   * A charge of a batch that was refused at once.
   *
   * @since 0.1.0
   */
  interface InvalidCharge {
    /** The item, as Vipps read it. */
    readonly chargeBatchItemDto: {
      readonly orderId?: string | undefined
      readonly agreementId?: string | undefined
      readonly amount?: number | undefined
      readonly description?: string | undefined
      readonly due?: string | undefined
      readonly retryDays?: number | undefined
      readonly processingMode?: Open<"MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT"> | undefined
      readonly transactionType?: Open<TransactionType> | undefined
      readonly externalId?: string | undefined
    }
    /** What is wrong with it, in words. */
    readonly errors: ReadonlyArray<string>
  }

  /**
   * The statuses that this version knows.
   *
   * @since 0.1.0
   */
  type KnownAgreementStatus = (typeof statuses)[number]

  /**
   * The statuses that this version knows.
   *
   * @since 0.1.0
   */
  type KnownChargeStatus = (typeof statuses_)[number]

  /**
   * A fixed price for each interval. Charges may differ from it: see `Recurring.ceiling`.
   *
   * @since 0.1.0
   */
  interface LegacyPricing {
    readonly type: "LEGACY"
    readonly currency: RecurringCurrency
    /** The price of an interval, in minor units. */
    readonly amount: number
  }

  /**
   * Which agreements `Recurring.listAgreements` returns: one page of one status. `Recurring.agreements` reads all pages of
   * all statuses.
   *
   * @since 0.1.0
   */
  interface ListAgreementsQuery {
    /** Defaults to `ACTIVE`. */
    readonly status?: "PENDING" | "ACTIVE" | "STOPPED" | "EXPIRED" | undefined
    /** Only those drafted after this time, in epoch milliseconds. */
    readonly createdAfter?: number | undefined
    /** From 1, which is the default. */
    readonly pageNumber?: number | undefined
    /** 1 to 2000. Defaults to 500. */
    readonly pageSize?: number | undefined
  }

  /**
   * Which charges of an agreement `Recurring.listCharges` returns. `Recurring.charges` reads all of them.
   *
   * @since 0.1.0
   */
  interface ListChargesQuery {
    /** Omit for all statuses. */
    readonly status?:
      | "PENDING"
      | "DUE"
      | "PROCESSING"
      | "RESERVED"
      | "PARTIALLY_CAPTURED"
      | "CHARGED"
      | "PARTIALLY_REFUNDED"
      | "REFUNDED"
      | "FAILED"
      | "CANCELLED"
      | undefined
    /** Of the page before; valid for some minutes. Omit for the first page. */
    readonly continuationToken?: string | undefined
  }

  /**
   * A charge, and how much of it can be moved, in minor units.
   *
   * @since 0.1.0
   */
  interface Movable {
    readonly charge: Charge
    readonly amount: number
  }

  /**
   * One interval of an agreement: from the day it starts to the day before `end`, which is the start of the next one. Both
   * are dates, `YYYY-MM-DD`.
   *
   * @since 0.1.0
   */
  interface Period {
    readonly start: string
    readonly end: string
  }

  /**
   * One price for a whole period, and the normal price afterwards. Comes with an initial charge of that price.
   *
   * @since 0.1.0
   */
  interface PeriodCampaign {
    readonly type: "PERIOD_CAMPAIGN"
    /** Minor units; may be 0. */
    readonly price: number
    readonly period: Interval
  }

  /**
   * What came of billing a period. Only `Created` has created a charge.
   *
   * - `Created`: the charge is created. With `aboveMaximum` it fails unless the customer raises the maximum in the app.
   * - `Exists`: the period has a charge that is open or paid, perhaps by an earlier run; or the agreement has one that
   *   nothing says the day of.
   * - `Unpaid`: its charges failed, or were cancelled or refunded. To bill it again, pass `nextAttempt` as `attempt`.
   * - `NotActive`: the agreement cannot be charged.
   * - `AboveCeiling`: Vipps would reject the charge. `charged` is what the period has already, where that counts.
   *
   * @since 0.1.0
   */
  type PeriodCharge =
    | {
        readonly _tag: "Created"
        readonly chargeId: string
        readonly due: string
        readonly attempt: number
        readonly aboveMaximum: boolean
      }
    | { readonly _tag: "Exists"; readonly charge: Charge }
    | { readonly _tag: "Unpaid"; readonly charges: ReadonlyArray<Charge>; readonly nextAttempt: number }
    | { readonly _tag: "NotActive"; readonly agreement: Agreement }
    | {
        readonly _tag: "AboveCeiling"
        readonly agreement: Agreement
        readonly ceiling: Ceiling
        readonly charged: number
      }

  /**
   * A lower price for each interval, until a time.
   *
   * @since 0.1.0
   */
  interface PriceCampaign {
    readonly type: "PRICE_CAMPAIGN"
    /** Minor units; may be 0. */
    readonly price: number
    /** When the campaign ends, in UTC: `2026-12-31T23:00:00Z`. */
    readonly end: string
  }

  /**
   * The pricing of a new agreement. Its type and currency never change.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/how-it-works/
   * @since 0.1.0
   */
  type Pricing = LegacyPricing | VariablePricing | FlexiblePricing

  /**
   * A new price. Vipps does not notify the customer: that is the merchant's duty.
   *
   * @since 0.1.0
   */
  type PricingUpdate =
    | {
        /** Of an agreement with `LEGACY` pricing, in minor units. Charges that exist keep their amounts. */
        readonly amount: number
        readonly suggestedMaxAmount?: undefined
      }
    | {
        /** Of an agreement with `VARIABLE` pricing, in minor units. The customer's own maximum stays. */
        readonly suggestedMaxAmount: number
        readonly amount?: undefined
      }

  /**
   * The campaign of an agreement that was read. Which fields it has depends on its type.
   *
   * @since 0.1.0
   */
  interface ReceivedCampaign {
    readonly type: Open<"PRICE_CAMPAIGN" | "PERIOD_CAMPAIGN" | "EVENT_CAMPAIGN" | "LEGACY_CAMPAIGN">
    /** Minor units. */
    readonly price: number
    readonly end?: string | undefined
    readonly period?: Interval | undefined
    readonly eventDate?: string | undefined
    readonly eventText?: string | undefined
    /** As the app shows it. */
    readonly explanation?: string | undefined
  }

  /**
   * The interval of an agreement that was read. One without a fixed interval has neither unit nor count.
   *
   * @since 0.1.0
   */
  interface ReceivedInterval {
    readonly unit?: Open<Interval["unit"]> | undefined
    readonly count?: number | undefined
    /** As the app shows it, perhaps in the customer's language. */
    readonly text?: string | undefined
  }

  /**
   * The pricing of an agreement that was read. Amounts are in minor units of `currency`.
   *
   * @since 0.1.0
   */
  interface ReceivedPricing {
    readonly type: Open<"LEGACY" | "VARIABLE" | "FLEXIBLE">
    readonly currency: Open<RecurringCurrency>
    /** `LEGACY`: the price of an interval. */
    readonly amount?: number | undefined
    /** `VARIABLE`: the maximum proposed to the customer. */
    readonly suggestedMaxAmount?: number | undefined
    /** `VARIABLE`: the maximum that the customer chose; absent before the approval. */
    readonly maxAmount?: number | undefined
  }

  /**
   * The currency of an agreement: that of the sales unit's market. Agreements across borders are not supported.
   *
   * @see https://developer.vippsmobilepay.com/docs/knowledge-base/currencies/
   * @since 0.1.0
   */
  type RecurringCurrency = "NOK" | "DKK" | "EUR"

  /**
   * Where an agreement is from, which decides what day it is.
   *
   * @since 0.1.0
   */
  type RecurringMarket = "NO" | "DK" | "FI"

  /**
   * How much to refund of what is captured.
   *
   * @since 0.1.0
   */
  interface RefundChargeRequest {
    /** Minor units: all that is left, or a part. `Recurring.refundRemaining` refunds the rest. */
    readonly amount: number
    /** Why, 1 to 100 characters. */
    readonly description: string
  }

  /**
   * Why what is left of a charge is refunded.
   *
   * @since 0.1.0
   */
  interface RefundRemainingRequest {
    /** 1 to 100 characters. */
    readonly description: string
  }

  /**
   * A charge that is due on a day, and retried for some days after a failure.
   *
   * @since 0.1.0
   */
  interface ScheduledCharge extends NewCharge {
    readonly type?: "RECURRING" | undefined
    /**
     * `YYYY-MM-DD` in the market's own time, from tomorrow to two years ahead. `Recurring.toDueDate` and
     * `Recurring.earliestDue` make one. Created 30 days ahead or earlier, the customer sees it in the app in time.
     */
    readonly due: string
    /** For how many days after `due` Vipps retries, 0 to 14; 2 or more are recommended. */
    readonly retryDays: number
    /** `SINGLE_ATTEMPT` requires `retryDays: 0`. Defaults to `MULTIPLE_ATTEMPTS`. */
    readonly processingMode?: "MULTIPLE_ATTEMPTS" | "SINGLE_ATTEMPT" | undefined
  }

  /**
   * How an agreement is stopped.
   *
   * @since 0.1.0
   */
  interface StopAgreementRequest {
    /**
     * What happens to reserved charges, which a stop would cancel: `capture` captures all that is left of each, `release`
     * releases it, `refuse` fails if there are any. Defaults to `refuse`.
     */
    readonly reserved?: "capture" | "release" | "refuse" | undefined
  }

  /**
   * Whether money is taken at once, or reserved and captured later. Goods are captured when they are sent.
   *
   * @since 0.1.0
   */
  type TransactionType = "DIRECT_CAPTURE" | "RESERVE_CAPTURE"

  /**
   * A charge that is carried out at once and never retried. For approved sales units.
   *
   * @since 0.1.0
   */
  interface UnscheduledCharge extends NewCharge {
    readonly type: "UNSCHEDULED"
    readonly due?: undefined
    readonly retryDays?: undefined
    readonly processingMode?: undefined
  }

  /**
   * What changes of an active agreement; the rest stays. `status` goes alone.
   *
   * Checked before anything is sent, besides each field: at least one field; nothing beside `status`; either
   * `pricing.amount` or `pricing.suggestedMaxAmount`; `interval.period` for `RECURRING` and only for it.
   *
   * @see https://developer.vippsmobilepay.com/api/recurring/
   * @since 0.1.0
   */
  interface UpdateAgreementRequest {
    /** 1 to 45 characters. */
    readonly productName?: string | undefined
    /** At most 100 characters. */
    readonly productDescription?: string | undefined
    /** https, at most 1024 characters. */
    readonly merchantAgreementUrl?: string | undefined
    /** 1 to 64 characters. */
    readonly externalId?: string | undefined
    readonly pricing?: PricingUpdate | undefined
    readonly interval?: IntervalUpdate | undefined
    /** Stops the agreement permanently, and cancels its reserved charges: prefer `Recurring.stopAgreement`. */
    readonly status?: "STOPPED" | undefined
  }

  /**
   * A price that varies, up to a maximum that the customer chooses in the app.
   *
   * @since 0.1.0
   */
  interface VariablePricing {
    readonly type: "VARIABLE"
    readonly currency: RecurringCurrency
    /** The maximum proposed to the customer, in minor units. At most NOK 20 000, DKK 300 000 or EUR 2 000. */
    readonly suggestedMaxAmount: number
  }
}

export declare namespace Report {
  /**
   * Something that does not add up.
   *
   * - `Entry`: `balanceBefore + amount` is not `balanceAfter`.
   * - `Chain`: `balanceBefore` is not the `balanceAfter` of the entry before: an entry is missing, repeated or misplaced.
   *
   * @since 0.1.0
   */
  interface BalanceIssue {
    readonly kind: "Entry" | "Chain"
    /** Which entry, counted from 0 over all that were given. */
    readonly index: number
    readonly pspReference: string
    readonly expected: number
    readonly found: number
  }

  /**
   * Entries of one day. A page without entries is normal, also where there are more.
   *
   * @since 0.1.0
   */
  interface DatePage {
    readonly items: ReadonlyArray<Entry>
    /** There is another page, at `cursor`. */
    readonly hasMore: boolean
    readonly cursor?: string | undefined
    /** The day is open: entries may be missing. It may stay so for weeks; ask again in 30 minutes at the earliest. */
    readonly tryLater: boolean
  }

  /**
   * One day of an account, in minor units.
   *
   * @since 0.1.0
   */
  interface DayBalance {
    /** Absent for entries with neither a date nor a readable time. */
    readonly ledgerDate: string | undefined
    readonly entries: number
    readonly balanceBefore: number
    /** The sum of its entries. */
    readonly amount: number
    readonly balanceAfter: number
    /** Nothing, if `balanceBefore + amount = balanceAfter` and each entry follows the one before. */
    readonly issues: ReadonlyArray<BalanceIssue>
  }

  /**
   * A part of a day's entries.
   *
   * @since 0.1.0
   */
  interface DayEntries {
    readonly ledgerDate: string
    readonly items: ReadonlyArray<Entry>
    /** All entries of the day are read. Otherwise it has another page, or is open: see `open`. */
    readonly complete: boolean
    /** The day is open and the stream ends here. Read the whole day again later; what it has may be incomplete. */
    readonly open: boolean
  }

  /**
   * Which days to read, the last included: `YYYY-MM-DD`.
   *
   * @since 0.1.0
   */
  interface DaysQuery extends Pick<EntriesQuery, "includeGDPRSensitiveData"> {
    readonly from: string
    readonly to: string
  }

  /**
   * Where to read entries from.
   *
   * @since 0.1.0
   */
  interface EntriesQuery {
    /** The cursor of the page before. Omit for the first. */
    readonly cursor?: string | undefined
    /** Includes `message`, `name` and `maskedPhoneNo`, which are personal data. Must be the same on every page. */
    readonly includeGDPRSensitiveData?: boolean | undefined
  }

  /**
   * One entry of a ledger. Entries never change: a mistake is corrected by another entry. Amounts are in minor units.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
   * @since 0.1.0
   */
  interface Entry {
    /** Of a capture: that of its event. A fee has that of its capture; several fees may have the same. */
    readonly pspReference: string
    /** RFC 3339. */
    readonly time: string
    /** The day it is booked on, `YYYY-MM-DD`, in the time zone of the merchant. */
    readonly ledgerDate?: string | undefined
    readonly entryType: EntryType
    /** The payment's `reference`, or the `orderId` of a Recurring charge. Of a payout, the text on the bank statement. */
    readonly reference?: string | undefined
    readonly currency: Open<"NOK" | "DKK" | "EUR">
    /** Negative for what leaves the account. */
    readonly amount: number
    readonly balanceBefore: number
    readonly balanceAfter: number
    /** The sales unit: `api:123456` is a merchant serial number. */
    readonly recipientHandle?: string | undefined
    /** Personal data, on request and of payments to a number only. */
    readonly message?: string | undefined
    /** Personal data, on request and of payments to a number only. */
    readonly name?: string | undefined
    /** Personal data, on request and of payments to a number only. */
    readonly maskedPhoneNo?: string | undefined
  }

  /**
   * What an entry is. Types that are new at Vipps pass through. `payout-scheduled` was called `scheduled-for-payout`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/report-api/
   * @since 0.1.0
   */
  type EntryType = Open<
    | "capture"
    | "refund"
    | "fees-retained"
    | "payout-scheduled"
    | "scheduled-for-payout"
    | "payout-aborted"
    | "retained-disputed-capture"
    | "returned-disputed-capture"
    | "correction"
    | "top-up"
    | "credit-note"
    | "capture-fee"
    | "fees-invoiced"
    | "service-fee"
  >

  /**
   * Entries to store together with the cursor after them.
   *
   * @since 0.1.0
   */
  interface FeedEntries {
    readonly items: ReadonlyArray<Entry>
    /** Continues after these entries. */
    readonly cursor: string
  }

  /**
   * Entries in the order in which they were made.
   *
   * @since 0.1.0
   */
  interface FeedPage {
    readonly items: ReadonlyArray<Entry>
    /** Where the next page begins, also when that page is still to come. */
    readonly cursor: string
    /** All entries are read: wait before the next request. */
    readonly tryLater: boolean
  }

  /**
   * Which entries of a feed to read.
   *
   * @since 0.1.0
   */
  interface FeedQuery extends EntriesQuery {
    /**
     * Waits for new entries, and looks for them once a minute, without end. Defaults to false: ends when all entries are
     * read.
     */
    readonly follow?: boolean | undefined
  }

  /**
   * A ledger: what is settled to one bank account.
   *
   * @since 0.1.0
   */
  interface Ledger {
    readonly ledgerId: string
    readonly currency?: Open<"NOK" | "DKK" | "EUR"> | undefined
    readonly payoutBankAccount?: { readonly scheme?: string | undefined; readonly id?: string | undefined } | undefined
    /** The company: its register and number. */
    readonly owner?: { readonly scheme?: string | undefined; readonly id?: string | undefined } | undefined
    /** Its sales units: `api:123456` is a merchant serial number. */
    readonly settlesForRecipientHandles: ReadonlyArray<string>
    readonly salesUnits?:
      | ReadonlyArray<{ readonly name?: string | undefined; readonly recipientHandle?: string | undefined }>
      | undefined
  }

  /**
   * One page of ledgers.
   *
   * @since 0.1.0
   */
  interface LedgerPage {
    readonly items: ReadonlyArray<Ledger>
    /** Where the next page begins. Empty or absent on the last. */
    readonly cursor?: string | undefined
  }

  /**
   * Which ledgers to list.
   *
   * @since 0.1.0
   */
  interface LedgersQuery {
    /** Only the ledger of this sales unit: `api:123456`. */
    readonly settlesForRecipientHandles?: string | undefined
    readonly cursor?: string | undefined
  }

  /**
   * What is booked for one payment, in minor units.
   *
   * @since 0.1.0
   */
  interface PaymentBooking {
    /** The payment's `reference`, or the `orderId` of a Recurring charge. */
    readonly reference: string
    readonly currency: string
    /** The sales unit, as `api:` and its merchant serial number. Absent if no entry of the payment names it. */
    readonly recipientHandle: string | undefined
    readonly captured: number
    /** Positive. */
    readonly refunded: number
    /** Disputes and corrections: negative for what is taken from the merchant. */
    readonly adjusted: number
    /** Positive. */
    readonly fees: number
    /** Captured less refunded and fees, with adjustments. */
    readonly net: number
    readonly funds: ReadonlyArray<Entry>
    readonly feeEntries: ReadonlyArray<Entry>
  }

  /**
   * Which account of a ledger: the money of payments and payouts, or the fees.
   *
   * @since 0.1.0
   */
  type Topic = "funds" | "fees"
}

export declare namespace Userinfo {
  /**
   * An address of a customer. A part that Vipps does not know is absent.
   *
   * @since 0.1.0
   */
  interface UserAddress {
    readonly address_type?: Open<"home" | "work" | "other"> | undefined
    /** ISO 3166, two letters. */
    readonly country?: string | undefined
    /** All of it, in lines. */
    readonly formatted?: string | undefined
    readonly postal_code?: string | undefined
    /** The town. */
    readonly region?: string | undefined
    /** The street, and in lines of their own what follows: unit or floor. */
    readonly street_address?: string | undefined
  }

  /**
   * What a customer has agreed to share. Only what was in the scope of the consent is there.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/
   * @since 0.1.0
   */
  interface Userinfo {
    /** The customer's id at this sales unit. Stays when the phone number changes; is new for a new profile. */
    readonly sub: string
    readonly sid?: string | undefined
    readonly name?: string | undefined
    readonly given_name?: string | undefined
    readonly family_name?: string | undefined
    /** `YYYY-MM-DD`. */
    readonly birthdate?: string | undefined
    readonly email?: string | undefined
    readonly email_verified?: boolean | undefined
    /** With country code, digits only; as sent, where it has other characters. It may change for the same `sub`. */
    readonly phone_number?: string | undefined
    readonly phone_number_verified?: boolean | undefined
    /** Absent for a customer without an address. */
    readonly address?: UserAddress | undefined
    readonly other_addresses: ReadonlyArray<UserAddress>
    /** The national identity number, in the form of its country. */
    readonly nin?: string | undefined
    /** Login only. */
    readonly gender?: Open<"male" | "female" | "other"> | undefined
    /** What was shared but is no longer readable, 168 hours after the consent: `["email", "name"]`. */
    readonly expired: ReadonlyArray<string>
  }
}

export declare namespace Webhooks {
  /** A new registration was made: store its `id` and its `secret`. Vipps returns the secret only once. */
  interface CreatedWebhook {
    readonly created: true
    /** The ids of the registrations that it replaces. */
    readonly removed: ReadonlyArray<string>
    /** For `remove`. */
    readonly id: string
    /** Signs the events of this registration. Vipps returns it only once: store it. */
    readonly secret: string
  }

  /**
   * See {@link DonationAgreementPayload}.
   *
   * @since 0.1.0
   */
  interface DonationAgreementEvent extends DonationAgreementPayload {
    readonly _tag: "DonationAgreement"
    /** The same for every delivery of this event, and for no other event. */
    readonly dedupeKey: string
  }

  /**
   * Something happened to a donation agreement. Undocumented by Vipps, except for the names of these events: what else
   * there is stays on the event.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/donations-api/
   * @since 0.1.0
   */
  interface DonationAgreementPayload {
    readonly eventType: Open<
      | "donations.agreement.started.v1"
      | "donations.agreement.stopped.v1"
      | "donations.agreement.withdrawal-day-changed.v1"
      | "donations.agreement.amount-changed.v1"
    >
    readonly agreementId?: string | undefined
  }

  /**
   * A successful event: `name` says what happened, `amount` how much.
   *
   * @since 0.1.0
   */
  interface EPaymentEvent extends EPaymentPayload {
    readonly _tag: "EPayment"
    readonly success: true
    /** The same for every delivery of this event, and for no other event. */
    readonly dedupeKey: string
  }

  /**
   * An operation that failed: a capture with this tag moved no money.
   *
   * @since 0.1.0
   */
  interface EPaymentFailedEvent extends EPaymentPayload {
    readonly _tag: "EPaymentFailed"
    readonly success: false
    /** The same for every delivery of this event, and for no other event. */
    readonly dedupeKey: string
  }

  /**
   * The fields of every event of a payment. Its `pspReference` is its own; that of `getPayment` is the creation's.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/webhooks/
   * @since 0.1.0
   */
  interface EPaymentPayload extends EPayment.PaymentEvent {
    /** The sales unit's merchant serial number. */
    readonly msn: string
    /** Present for a payment with a `profile.scope`, once authorized: the key to the Userinfo API. */
    readonly sub?: string | undefined
    /** Personal data. What the customer consented to share. */
    readonly userDetails?: EPayment.UserDetails | undefined
    /** Personal data. What the customer of an Express payment chose. */
    readonly shippingDetails?: EPayment.ShippingDetails | undefined
    /** With `AUTHORIZED`: until when a capture is sure to succeed, RFC 3339. */
    readonly captureGuaranteedUntil?: string | undefined
  }

  /**
   * The registration to ensure.
   *
   * @since 0.1.0
   */
  interface EnsureRequest extends RegisterRequest {
    /** The `id` of the registration whose secret you have stored. Omit to replace all registrations of this URL. */
    readonly id?: string | undefined
  }

  /** The result of `ensure`. */
  type EnsureResponse = KeptWebhook | CreatedWebhook

  /**
   * The events to register for, by their full names. One unknown to this version passes through.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/events/
   * @since 0.1.0
   */
  type EventName = Open<KnownEventName>

  /**
   * The registration with the given id is in place; its secret is the one you have stored.
   *
   * @since 0.1.0
   */
  interface KeptWebhook {
    readonly created: false
    readonly id: string
    /** The ids of stale registrations that were removed. */
    readonly removed: ReadonlyArray<string>
  }

  /**
   * See {@link LoginPingPayload}. (That a customer revoked a consent is not sent through the Webhooks API, and unsigned.)
   *
   * @since 0.1.0
   */
  interface LoginPingEvent extends LoginPingPayload {
    readonly _tag: "LoginPing"
    /** The same for every delivery of this event, and for no other event. */
    readonly dedupeKey: string
  }

  /**
   * The customer has responded to a login that the merchant started, `login.merchant-initiated.ping.v1`: the tokens can be
   * fetched.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/webhooks/
   * @since 0.1.0
   */
  interface LoginPingPayload {
    /** Which login. */
    readonly auth_req_id: string
  }

  /**
   * See {@link QrCheckInPayload}.
   *
   * @since 0.1.0
   */
  interface QrCheckInEvent extends QrCheckInPayload {
    readonly _tag: "QrCheckIn"
    /** The same for every delivery of this event, and for no other event. */
    readonly dedupeKey: string
  }

  /**
   * A customer scanned a merchant's QR code, `user.checked-in.v1`.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/qr-api/
   * @since 0.1.0
   */
  interface QrCheckInPayload {
    /** Who: `customer.customerToken` of a payment, for 15 minutes. */
    readonly customerToken: string
    /** The merchant's id of the QR code. */
    readonly merchantQrId?: string | undefined
    /** The sales unit's merchant serial number. */
    readonly msn?: string | undefined
    /** The name of `msn` in older documentation of Vipps; `msn` is set from it. */
    readonly merchantSerialNumber?: string | undefined
    /** When, RFC 3339. */
    readonly initiatedAt?: string | undefined
  }

  /**
   * The body as it came over the network. Once parsed it cannot be verified: a JSON text has many spellings.
   *
   * @since 0.1.0
   */
  type RawBody = Uint8Array | ArrayBuffer | string

  /**
   * Something happened to an agreement.
   *
   * @since 0.1.0
   */
  interface RecurringAgreementEvent extends RecurringAgreementPayload {
    readonly _tag: "RecurringAgreement"
    /** The same for every delivery of this event, and for no other event. */
    readonly dedupeKey: string
  }

  /**
   * The fields of every event of an agreement.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/
   * @since 0.1.0
   */
  interface RecurringAgreementPayload {
    readonly eventType: Open<
      | "recurring.agreement-activated.v1"
      | "recurring.agreement-rejected.v1"
      | "recurring.agreement-stopped.v1"
      | "recurring.agreement-expired.v1"
    >
    readonly agreementId: string
    /** When it happened, RFC 3339. */
    readonly occurred: string
    /** The sales unit's merchant serial number. */
    readonly msn?: string | undefined
    readonly agreementUUID?: string | undefined
    /** The merchant's own id of the agreement. */
    readonly agreementExternalId?: string | undefined
    /**
     * Who did it. `agreement-stopped` by the `MERCHANT` echoes your own stop; one by the `USER` happened in the app, and one
     * by the `ADMIN` at Vipps, for example because the customer's profile was deleted.
     */
    readonly actor?: Open<"MERCHANT" | "USER" | "ADMIN"> | undefined
  }

  /**
   * Something happened to a charge.
   *
   * @since 0.1.0
   */
  interface RecurringChargeEvent extends RecurringChargePayload {
    readonly _tag: "RecurringCharge"
    /** The same for every delivery of this event, and for no other event. */
    readonly dedupeKey: string
  }

  /**
   * The fields of every event of a charge. Read the charge before you act on an event: events of a charge and of its
   * agreement come in any order. Amounts are in minor units of `currency`; the three at the end are running
   * totals.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/
   * @since 0.1.0
   */
  interface RecurringChargePayload {
    readonly eventType: Open<
      | "recurring.charge-reserved.v1"
      | "recurring.charge-captured.v1"
      | "recurring.charge-canceled.v1"
      | "recurring.charge-refunded.v1"
      | "recurring.charge-failed.v1"
      | "recurring.charge-creation-failed.v1"
    >
    readonly agreementId: string
    /** Absent, perhaps, when the charge could not be created. */
    readonly chargeId?: string | undefined
    /** When it happened, RFC 3339. */
    readonly occurred: string
    /** The sales unit's merchant serial number. */
    readonly msn?: string | undefined
    /** The merchant's own id of the charge. */
    readonly chargeExternalId?: string | undefined
    readonly transactionId?: string | undefined
    readonly chargeType?: Open<"INITIAL" | "RECURRING" | "UNSCHEDULED"> | undefined
    readonly currency?: Currency | undefined
    readonly amount?: number | undefined
    readonly amountCaptured?: number | undefined
    readonly amountCanceled?: number | undefined
    readonly amountRefunded?: number | undefined
    readonly failureCode?: string | undefined
    readonly failureReason?:
      | Open<"user_action_required" | "charge_amount_too_high" | "non_technical_error" | "technical_error">
      | undefined
    /** @deprecated By Vipps: use `failureReason`. */
    readonly failureText?: string | undefined
  }

  /**
   * What to register.
   *
   * @since 0.1.0
   */
  interface RegisterRequest {
    /**
     * Where Vipps posts the events: https, reachable from the internet on port 80, 443 or 8080, and no redirect. Keep it
     * as it is written here: the signature of every event covers its host, path and query.
     */
    readonly url: string
    /** At least one. */
    readonly events: ReadonlyArray<EventName>
  }

  /** The response to a registration. */
  interface RegisterResponse {
    /** For `remove`. */
    readonly id: string
    /** Signs the events of this registration. Vipps returns it only once: store it. */
    readonly secret: string
  }

  /**
   * The headers of a request: those of a web `Request`, of Node, of Effect's platform, or any record. Names may have any
   * case.
   *
   * @since 0.1.0
   */
  type RequestHeaders =
    | { get(name: string): string | null }
    | { readonly [name: string]: string | ReadonlyArray<string> | undefined; readonly get?: never }

  /**
   * Personal data. Where the customer of an Express payment wants the goods: always a country, and what else is known.
   * Vipps writes these names in PascalCase, all but the first.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/features/express/
   * @since 0.1.0
   */
  interface ShippingOptionsQuery {
    /** The payment's. */
    readonly reference: string
    readonly addressLine1?: string | undefined
    readonly addressLine2?: string | undefined
    readonly city?: string | undefined
    readonly postCode?: string | undefined
    /** ISO 3166-1 alpha-2. */
    readonly country: string
  }

  /**
   * A request that claims to come from Vipps.
   *
   * @since 0.1.0
   */
  interface SignedRequest {
    readonly headers: RequestHeaders
    readonly body: RawBody
  }

  /**
   * An event that this version does not know, or that differs from its documentation in what identifies it or in its
   * amounts. It is genuine.
   *
   * @since 0.1.0
   */
  interface UnknownEvent {
    readonly _tag: "Unknown"
    /** The JSON that was sent, without its nulls. */
    readonly payload: unknown
    /** Of a known event: the fields that prevent reading it as such. Names fields, never values. */
    readonly issues?: ReadonlyArray<{ readonly path: string; readonly message: string }> | undefined
    /** The same for every delivery of this event, and for no other event. */
    readonly dedupeKey: string
  }

  /**
   * A registration.
   *
   * @since 0.1.0
   */
  interface Webhook {
    /** For `remove`. */
    readonly id: string
    readonly url: string
    readonly events: ReadonlyArray<EventName>
  }

  /**
   * An authentic event, distinguished by `_tag`.
   *
   * A payment's events have two tags: Vipps also reports operations that failed, under the same `name` and with
   * `success: false`. Their own tag distinguishes them from a capture.
   *
   * Each has a `dedupeKey`: Vipps delivers an event at least once, and twice when two registrations overlap.
   *
   * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/events/
   * @since 0.1.0
   */
  type WebhookEvent =
    | EPaymentEvent
    | EPaymentFailedEvent
    | RecurringAgreementEvent
    | RecurringChargeEvent
    | QrCheckInEvent
    | LoginPingEvent
    | DonationAgreementEvent
    | UnknownEvent
}

/**
 * The currencies that Vipps takes. See {@link Currency}.
 *
 * @since 0.1.0
 */
declare const currencies: readonly ["NOK", "DKK", "EUR", "SEK", "USD", "GBP"]

/** A string with known values that keeps its autocompletion and lets values pass that Vipps adds later. */
type Open<Known extends string> = Known | (string & {})

/**
 * A response that is no JSON.
 *
 * @since 0.1.0
 */
interface Bytes {
  readonly bytes: Uint8Array
  /** As in `image/png`. */
  readonly mediaType: string | undefined
}

interface SessionRequestBase {
  readonly merchantInfo: Checkout.MerchantInfo
  readonly prefillCustomer?: Checkout.PrefillCustomer | undefined
  readonly configuration?: Checkout.Configuration | undefined
}

/** A place or time the customer chose, as received: each part may be missing. */
type Received<A> = { readonly [Key in keyof A]?: A[Key] | undefined }

declare const statuses: readonly ["PENDING", "ACTIVE", "STOPPED", "EXPIRED"]

declare const statuses_: readonly ["PENDING", "DUE", "PROCESSING", "RESERVED", "PARTIALLY_CAPTURED", "CHARGED", "PARTIALLY_REFUNDED", "REFUNDED", "FAILED", "CANCELLED"]

interface NewCharge {
  /** Minor units of the agreement's currency. */
  readonly amount: number
  readonly transactionType: Recurring.TransactionType
  /**
   * What the customer sees it is for, 1 to 100 characters of plain text. Undocumented by Vipps: a description with HTML is
   * rejected.
   */
  readonly description: string
  /**
   * The charge's id: 1 to 64 letters, digits and hyphens, unique per sales unit. It cannot be used twice, so a charge
   * that has one is never made twice: `Recurring.chargeKey` derives one from the period. Omit to have Vipps make one.
   */
  readonly orderId?: string | undefined
  /** Your own id of the charge in settlement reports, 1 to 64 characters; the customer sees it on the receipt. */
  readonly externalId?: string | undefined
}

/**
 * The names of events that this version knows.
 *
 * @since 0.1.0
 */
type KnownEventName = (typeof eventNames)[number]

declare const eventNames: readonly ["epayments.payment.created.v1", "epayments.payment.authorized.v1", "epayments.payment.captured.v1", "epayments.payment.refunded.v1", "epayments.payment.cancelled.v1", "epayments.payment.aborted.v1", "epayments.payment.expired.v1", "epayments.payment.terminated.v1", "recurring.agreement-activated.v1", "recurring.agreement-rejected.v1", "recurring.agreement-stopped.v1", "recurring.agreement-expired.v1", "recurring.charge-reserved.v1", "recurring.charge-captured.v1", "recurring.charge-canceled.v1", "recurring.charge-refunded.v1", "recurring.charge-failed.v1", "recurring.charge-creation-failed.v1", "user.checked-in.v1", "login.merchant-initiated.ping.v1", "donations.agreement.started.v1", "donations.agreement.stopped.v1", "donations.agreement.withdrawal-day-changed.v1", "donations.agreement.amount-changed.v1"]

export { Vipps as default }
