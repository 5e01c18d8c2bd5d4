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
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { type Money, VippsConfig } from "@effect-vipps/client"
import type * as EmulatorError from "@effect-vipps/emulator/EmulatorError"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as TestClock from "effect/TestClock"
import { recorded } from "./internal/recorded.js"
import * as VippsRecorder from "./VippsRecorder.js"

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
  /** How the client behaves: retries, timeouts, system name. Keys and address are the emulator's. */
  readonly client?:
    | Omit<
        Partial<VippsConfig.Options>,
        "clientId" | "clientSecret" | "subscriptionKey" | "merchantSerialNumber" | "environment" | "baseUrl"
      >
    | undefined
}

type Client = VippsConfig.VippsConfig | HttpClient.HttpClient | VippsRecorder.VippsRecorder

/** The options are the test's own, so that wrong ones are a defect and not an error to handle. */
const configOf = (options: Options["client"], { credentials } = VippsEmulator.merchants.norway) =>
  Layer.orDie(
    VippsConfig.layer({
      ...options,
      ...credentials,
      clientSecret: Redacted.make(credentials.clientSecret),
      subscriptionKey: Redacted.make(credentials.subscriptionKey),
      baseUrl: "http://127.0.0.1:4242"
    })
  )

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
        configOf(options.client, options.merchant ?? options.emulator?.merchants?.[0])
      )
    )
  )

/**
 * What happens to a request: a status with a JSON body, a `Response`, a broken connection (`"reset"`), no response
 * (`"hang"`), or an effect that returns one of these, such as `Effect.delay(Effect.succeed({ status: 200 }), "4 seconds")`.
 *
 * @since 0.1.0
 * @category models
 */
export type Scripted =
  | { readonly status: number; readonly body?: unknown; readonly headers?: { readonly [name: string]: string } }
  | Response
  | "reset"
  | "hang"
  | Effect.Effect<Scripted>

/**
 * Responses in order, or a function that returns the response to the n-th request, counted from 1.
 *
 * @since 0.1.0
 * @category models
 */
export type Script = ReadonlyArray<Scripted> | ((request: VippsRecorder.RecordedRequest, n: number) => Scripted)

/**
 * The script had no response left for a request.
 *
 * @since 0.1.0
 * @category errors
 */
export class ScriptEnded extends Data.TaggedError("ScriptEnded")<{ readonly message: string }> {}

const play = (
  request: HttpClientRequest.HttpClientRequest,
  scripted: Scripted
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
  if (Effect.isEffect(scripted)) return Effect.flatMap(scripted, (one) => play(request, one))
  if (scripted === "hang") return Effect.never
  if (scripted === "reset") {
    const cause = new TypeError("fetch failed", { cause: Object.assign(new Error("read"), { code: "ECONNRESET" }) })
    return Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
  }
  if (scripted instanceof Response) return Effect.succeed(HttpClientResponse.fromWeb(request, scripted))
  const { body, headers = {}, status } = scripted
  const web = body === undefined ? new Response(null, { status, headers }) : Response.json(body, { status, headers })
  return Effect.succeed(HttpClientResponse.fromWeb(request, web))
}

/** Plays a script from its beginning. */
const player = (script: Script) =>
  Effect.map(
    Ref.make(0),
    (count) => (request: HttpClientRequest.HttpClientRequest) =>
      Effect.gen(function* () {
        const n = yield* Ref.updateAndGet(count, (n) => n + 1)
        const sent = yield* recorded(request)
        const scripted = typeof script === "function" ? script(sent, n) : script[n - 1]
        if (scripted !== undefined) return yield* play(request, scripted)
        const message = `No scripted response is left for ${request.method} ${sent.path}`
        return yield* Effect.die(new ScriptEnded({ message }))
      })
  )

const accessToken = (n: number): Scripted => ({
  status: 200,
  body: { token_type: "Bearer", expires_in: "3600", access_token: `scripted-access-token-${n}` }
})

/**
 * Returns scripted responses. Access token requests succeed and use up none of them; script those with `accessToken`. A
 * request beyond the last response is a defect, `ScriptEnded`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerScripted = (
  script: Script,
  options: Pick<Options, "client"> & { readonly accessToken?: Script | undefined } = {}
): Layer.Layer<Client> =>
  Layer.unwrapEffect(
    Effect.gen(function* () {
      const respond = yield* player(script)
      const respondToken = yield* player(options.accessToken ?? ((_, n) => accessToken(n)))
      const client = HttpClient.make((request, { pathname }) =>
        pathname === "/accesstoken/get" ? respondToken(request) : respond(request)
      )
      return Layer.merge(recording(client), configOf(options.client))
    })
  )

/**
 * What a test expected did not happen.
 *
 * @since 0.1.0
 * @category errors
 */
export class ExpectationFailed extends Data.TaggedError("ExpectationFailed")<{ readonly message: string }> {}

/**
 * Expects exactly one capture of the payment in the ledger, of this amount: not two for a double click, none lost for
 * a broken connection.
 *
 * @since 0.1.0
 * @category expectations
 */
export const expectCapturedOnce = (
  reference: string,
  amount: Money.Amount
): Effect.Effect<void, ExpectationFailed, VippsEmulator.VippsEmulator> =>
  Effect.gen(function* () {
    const { ledger } = yield* VippsEmulator.VippsEmulator
    const captures = (yield* ledger).filter((entry) => entry.reference === reference && entry.operation === "CAPTURED")
    const [only] = captures
    if (captures.length === 1 && only?.amount.value === amount.value && only.amount.currency === amount.currency) return
    const found = captures.map((entry) => `${entry.amount.value} ${entry.amount.currency}`).join(", ") || "none"
    return yield* new ExpectationFailed({
      message: `Expected one capture of ${amount.value} ${amount.currency} for ${reference}, found: ${found}`
    })
  })

/**
 * Expects at least one request whose path ends with `path`, all with the same idempotency key: attempts at one
 * operation.
 *
 * @since 0.1.0
 * @category expectations
 */
export const expectOneIdempotencyKey = (
  path: string
): Effect.Effect<void, ExpectationFailed, VippsRecorder.VippsRecorder> =>
  Effect.gen(function* () {
    const requests = yield* Effect.flatMap(VippsRecorder.VippsRecorder, (recorder) => recorder.requestsTo(path))
    const keys = new Set(requests.map(({ headers }) => headers["idempotency-key"]))
    if (keys.size === 1 && !keys.has(undefined)) return
    return yield* new ExpectationFailed({
      message: `Expected one idempotency key on the ${requests.length} requests to ${path}, found ${keys.size}`
    })
  })

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
 * Expects exactly one paid charge of the agreement in each period: none billed twice, and none forgotten. `periods` are
 * the dates on which they begin, as `YYYY-MM-DD`, in order; a charge belongs to the last one that begins on or before its
 * due date. What was captured by the ledger counts as paid.
 *
 * @since 0.1.0
 * @category expectations
 */
export const expectBilledOncePerPeriod = (
  agreementId: string,
  periods: ReadonlyArray<string>
): Effect.Effect<void, ExpectationFailed | EmulatorError.UnknownReferenceError, VippsEmulator.VippsEmulator> =>
  Effect.gen(function* () {
    const emulator = yield* VippsEmulator.VippsEmulator
    const { agreement, charges } = yield* emulator.agreement(agreementId)
    const captured = new Set(
      (yield* emulator.ledger)
        .filter(
          ({ merchantSerialNumber, operation }) =>
            operation === "CAPTURED" && merchantSerialNumber === agreement.merchantSerialNumber
        )
        .map(({ reference }) => reference)
    )
    const paid = charges.filter(({ id }) => captured.has(id))
    const periodOf = (due: string) => periods.filter((begin) => begin <= due).at(-1)
    const wrong = periods.flatMap((begin) => {
      const count = paid.filter(({ due }) => periodOf(due) === begin).length
      return count === 1 ? [] : [`${count} from ${begin}`]
    })
    const early = paid.filter(({ due }) => periodOf(due) === undefined).map(({ due }) => `1 on ${due}`)
    const found = [...early, ...wrong].join(", ")
    if (found === "") return
    return yield* new ExpectationFailed({
      message: `Expected one paid charge of ${agreementId} for each period, found: ${found}`
    })
  })
