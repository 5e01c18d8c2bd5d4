import * as allMethods from "@effect-vipps/client/apis"
import { send } from "@effect-vipps/client/VippsRequest"
import { api } from "./internal/api.js"
import type { Apis } from "./internal/derive.js"
import { callSite } from "./internal/failure.js"
import { Runner } from "./internal/run.js"
import type { CallOptions, VippsOptions, VippsRequest } from "./options.js"

const methods: typeof allMethods = allMethods

/** In the bundle an API is read, and so made, when it is first used. */
const apis = (Object.keys(methods) as ReadonlyArray<keyof typeof methods>).map(
  (name) => [name, api<object, never>(() => methods[name])] as const
)

const custom = { name: "VippsRequest.send", kind: "MoneyMovement", options: 1 } as const

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
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor makes a property of each API
export class Vipps {
  /** Bundling shortens the names of classes; this one is printed. */
  static readonly name = "Vipps"
  readonly #runner: Runner
  readonly #apis = new Map<unknown, unknown>()

  constructor(options: VippsOptions) {
    // Without types, `new Vipps()` can happen: the error lists what is missing.
    this.#runner = new Runner(options ?? ({} as VippsOptions), callSite())
  }

  static {
    for (const [name, make] of apis) {
      Object.defineProperty(Vipps.prototype, name, {
        configurable: true,
        get(this: Vipps) {
          return this.#api(make)
        }
      })
    }
  }

  /** Made when it is first used: most programs use one or two APIs, and some have a thousand clients. */
  #api<A>(make: (runner: Runner) => A): A {
    const known = this.#apis.get(make) as A | undefined
    if (known !== undefined) return known
    const made = make(this.#runner)
    this.#apis.set(make, made)
    return made
  }

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
  request(request: VippsRequest, options?: CallOptions): Promise<unknown> {
    return this.#runner.run(custom, send, [request, options])
  }

  /**
   * Lets calls in progress finish and ends waits for an outcome, which reject; later calls reject. A process can end
   * without it.
   */
  close(): Promise<void> {
    return this.#runner.close()
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/** A property for each API. */
export interface Vipps extends Apis {}
