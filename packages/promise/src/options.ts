import type { CallEvent } from "./internal/observe.js"

/** What the facade needs of an `AbortSignal`, whichever runtime it is from. */
export interface Signal {
  readonly aborted: boolean
  readonly reason?: unknown
  addEventListener(type: "abort", listener: () => void): void
  removeEventListener(type: "abort", listener: () => void): void
}

/** Where warnings go: `console`, or the logger of most logging libraries. */
export interface Logger {
  /** Receives one line of text, without secrets and personal data. What it throws is ignored. */
  warn(message: string): unknown
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
  // biome-ignore lint/suspicious/noExplicitAny: every runtime has its own types for fetch
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
