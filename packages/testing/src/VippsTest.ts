/**
 * Layers that replace Vipps in tests: no keys, no network, no socket, and the test controls time.
 *
 * Provide one per test, so that tests share nothing:
 *
 * @example
 * ```ts
 * import { it } from "@effect/vitest"
 * import { VippsTest } from "@effect-vipps/testing"
 * import * as Effect from "effect/Effect"
 *
 * it.effect("captures what was ordered", () =>
 *   Effect.gen(function* () {
 *     // the program under test, which uses EPayment; then:
 *     yield* VippsTest.expectCapturedOnce("order-2026-0001", { value: 49900, currency: "NOK" })
 *   }).pipe(Effect.provide(VippsTest.layer()))
 * )
 * ```
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import { VippsConfig } from "@effect-vipps/client"
import type * as EmulatorError from "@effect-vipps/emulator/EmulatorError"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import { accessToken, player, type Script } from "./internal/script.js"
import * as VippsRecorder from "./VippsRecorder.js"

export {
  ExpectationFailed,
  expectBilledOncePerPeriod,
  expectCapturedOnce,
  expectOneIdempotencyKey
} from "./internal/expectations.js"
export { type Script, ScriptEnded, type Scripted } from "./internal/script.js"
export { error } from "./mock/error.js"
export { event } from "./mock/event.js"
export { payment } from "./mock/payment.js"
export { layerMock, unimplemented } from "./mock/vipps.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** How the emulator behaves: lifetimes, rate limits. */
  readonly emulator?: Omit<VippsEmulator.Options, "publicUrl"> | undefined
  /** The emulator's sales unit whose keys the client uses. Defaults to the first. */
  readonly merchant?: VippsEmulator.Merchant | undefined
  /**
   * How the client behaves: retries, timeouts, system name. Keys and address are the emulator's: with `accountingKeys` the
   * keys of its first accounting partner, which work with Report only.
   */
  readonly client?:
    | Omit<
        Partial<VippsConfig.Options>,
        "clientId" | "clientSecret" | "subscriptionKey" | "merchantSerialNumber" | "environment" | "baseUrl"
      >
    | undefined
}

type Client = VippsConfig.VippsConfig | HttpClient.HttpClient | VippsRecorder.VippsRecorder

/** The options are the test's own, so that wrong ones are a defect and not an error to handle. */
const configOf = ({ client, emulator, merchant = emulator?.merchants?.[0] }: Options) => {
  const { credentials } = merchant ?? VippsEmulator.merchants.norway
  const partner = emulator?.accountingPartners?.[0] ?? VippsEmulator.accountingPartner
  const { clientId, clientSecret } = client?.accountingKeys === true ? partner : credentials
  return Layer.orDie(
    VippsConfig.layer({
      ...client,
      clientId,
      clientSecret: Redacted.make(clientSecret),
      subscriptionKey: Redacted.make(credentials.subscriptionKey),
      merchantSerialNumber: credentials.merchantSerialNumber,
      baseUrl: "http://127.0.0.1:4242"
    })
  )
}

const recording = (client: HttpClient.HttpClient) =>
  Layer.effectContext(
    Effect.map(VippsRecorder.make(client), (made) =>
      Context.make(HttpClient.HttpClient, made.client).pipe(Context.add(VippsRecorder.VippsRecorder, made.recorder))
    )
  )

/**
 * The emulator in memory: payments can be created, approved, captured and refunded. Reach the customer's side, the
 * ledger and faults through `VippsEmulator`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<Client | VippsEmulator.VippsEmulator> =>
  Layer.unwrapScoped(
    Effect.map(VippsEmulator.make(options.emulator), (emulator) =>
      Layer.mergeAll(
        Layer.succeed(VippsEmulator.VippsEmulator, emulator),
        recording(emulator.client),
        configOf(options)
      )
    )
  )

/** Of sales units, and of accounting keys. */
const tokenPaths: ReadonlyArray<string> = ["/accesstoken/get", "/miami/v1/token"]

/**
 * Returns scripted responses. Access token requests succeed and use up none of them; script those with `accessToken`.
 *
 * A request beyond the last response is a call that fails, since the client reports whatever becomes of a request. It is
 * also a defect, `ScriptEnded`, when the layer is released: a test that expects failures fails too. So does one whose
 * script is a function that throws.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerScripted = (
  script: Script,
  options: Pick<Options, "client"> & { readonly accessToken?: Script | undefined } = {}
): Layer.Layer<Client> =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const respond = yield* player(script)
      const respondToken = yield* player(options.accessToken ?? ((_, n) => accessToken(n)))
      const client = HttpClient.make((request, { pathname }) =>
        tokenPaths.includes(pathname) ? respondToken(request) : respond(request)
      )
      return Layer.merge(recording(client), configOf(options))
    })
  )

/**
 * Moves the test's clock to the end of a date, in UTC: the emulator passes through the batch times on the way, in order.
 * A charge's state is final after its due date and its `retryDays`. Needs `TestClock`, which `it.effect` provides.
 *
 * @since 0.1.0
 * @category time
 */
export const runUntil = (date: string): Effect.Effect<void> =>
  TestClock.setTime(DateTime.add(DateTime.unsafeMake(`${date}T00:00:00Z`), { days: 1 }).epochMillis)

/**
 * The customer approves the agreement, and its initial charge is paid. With VARIABLE pricing `maxAmount`, in minor units,
 * is the most the customer allows for a charge; defaults to the suggested one.
 *
 * Fails with the emulator's `UnknownReferenceError`, and with `WrongStateError` for an agreement that is not PENDING.
 *
 * @since 0.1.0
 * @category actions
 */
export const approveAgreement = (
  agreementId: string,
  choice: { readonly maxAmount?: number | undefined } = {}
): Effect.Effect<VippsEmulator.Agreement, EmulatorError.EmulatorError, VippsEmulator.VippsEmulator> =>
  Effect.flatMap(VippsEmulator.VippsEmulator, (emulator) => emulator.approveAgreement(agreementId, choice))

/**
 * A customer scans the QR code of a till: the webhook `user.checked-in.v1` is sent, and the token works as
 * `customer.customerToken` of a payment for 15 minutes. The phone number defaults to the test person's.
 *
 * Fails with the emulator's `UnknownReferenceError` where no QR code has this id.
 *
 * @since 0.1.0
 * @category actions
 */
export const checkIn = (
  merchantQrId: string,
  visitor: { readonly phoneNumber?: string | undefined } = {}
): Effect.Effect<{ readonly customerToken: string }, EmulatorError.EmulatorError, VippsEmulator.VippsEmulator> =>
  Effect.flatMap(VippsEmulator.VippsEmulator, (emulator) => emulator.checkIn(merchantQrId, visitor))

/**
 * Logs the customer in, without a browser: returns where the browser would go, which is what `Login.finish` takes. The
 * phone number defaults to the test person's.
 *
 * Fails with the emulator's `InvalidDetailsError` if the URL is not a login URL of the emulator, or if its request is
 * refused.
 *
 * @since 0.1.0
 * @category actions
 */
export const approveLogin = (
  authorizationUrl: string,
  customer: { readonly phoneNumber?: string | undefined } = {}
): Effect.Effect<{ readonly location: string }, EmulatorError.EmulatorError, VippsEmulator.VippsEmulator> =>
  Effect.flatMap(VippsEmulator.VippsEmulator, (emulator) => emulator.approveLogin(authorizationUrl, customer))

/**
 * The customer approves a login that the merchant started, by its `auth_req_id`: the webhook
 * `login.merchant-initiated.ping.v1` is sent. In the redirect variant `location` is where the browser would go instead.
 *
 * Fails with the emulator's `UnknownReferenceError`, and with `WrongStateError` for a login that is decided or expired.
 *
 * @since 0.1.0
 * @category actions
 */
export const approveCiba = (
  authReqId: string
): Effect.Effect<VippsEmulator.DecidedCiba, EmulatorError.EmulatorError, VippsEmulator.VippsEmulator> =>
  Effect.flatMap(VippsEmulator.VippsEmulator, (emulator) => emulator.approveCiba(authReqId))
