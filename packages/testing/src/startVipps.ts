import * as HttpApp from "@effect/platform/HttpApp"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

/**
 * The emulator in memory for tests without Effect. The customer's actions return Promises; they reject with the
 * emulator's errors (`_tag` `UnknownReferenceError`, `WrongStateError`, `InvalidDetailsError`, `CallbackFailedError`).
 *
 * @since 0.1.0
 * @category models
 */
export interface RunningVipps {
  /** What `new Vipps({ ...vipps.options })` needs to talk to it: keys, address and `fetch`. */
  readonly options: VippsEmulator.Credentials & {
    readonly baseUrl: string
    readonly fetch: VippsEmulator.Service["fetch"]
  }
  /** The customer approves the payment. */
  readonly approve: (reference: string, approval?: VippsEmulator.Approval) => Promise<void>
  /** The customer rejects the payment: `ABORTED`. */
  readonly reject: (reference: string) => Promise<void>
  /** Expires the payment now: `EXPIRED`. */
  readonly expire: (reference: string) => Promise<void>
  /** The customer fills in the Checkout page and pays. */
  readonly completeSession: (reference: string, details?: VippsEmulator.CompleteSessionDetails) => Promise<void>
  /**
   * The customer approves the agreement, and its initial charge is paid. `maxAmount`, in minor units, is the most the
   * customer allows for a charge with VARIABLE pricing.
   */
  readonly approveAgreement: (
    agreementId: string,
    choice?: { readonly maxAmount?: number | undefined }
  ) => Promise<VippsEmulator.Agreement>
  /** The customer rejects the agreement: `STOPPED`. */
  readonly rejectAgreement: (agreementId: string) => Promise<VippsEmulator.Agreement>
  /** The customer stops the agreement in the app; as `ADMIN` Vipps itself does. */
  readonly stopAgreement: (
    agreementId: string,
    as?: { readonly actor?: "USER" | "ADMIN" | undefined }
  ) => Promise<VippsEmulator.Agreement>
  /** The customer allows another maximum for a charge, in minor units. */
  readonly raiseMax: (agreementId: string, maxAmount: number) => Promise<VippsEmulator.Agreement>
  /** The agreement as it is now, and its charges, oldest first. */
  readonly agreement: (agreementId: string) => Promise<{
    readonly agreement: VippsEmulator.Agreement
    readonly charges: ReadonlyArray<VippsEmulator.Charge>
  }>
  /**
   * A customer scans the QR code of a till: the webhook is sent, and the token works in `createPayment` for 15 minutes.
   * The phone number defaults to the test person's.
   */
  readonly checkIn: (
    merchantQrId: string,
    visitor?: { readonly phoneNumber?: string | undefined }
  ) => Promise<{ readonly customerToken: string }>
  /** A customer shows the personal QR code of the app: the text that a scanner reads. */
  readonly showPersonalQr: (customer?: {
    readonly phoneNumber?: string | undefined
    readonly version?: "1.0" | "2.0" | undefined
  }) => Promise<{ readonly qrCode: string }>
  /** Every movement of money so far, oldest first. */
  readonly ledger: () => Promise<ReadonlyArray<VippsEmulator.LedgerEntry>>
  /** The latest requests with their responses, oldest first, secrets masked. */
  readonly requests: () => Promise<ReadonlyArray<VippsEmulator.Exchange>>
  /**
   * Sends webhooks and callbacks to this handler, whatever their host, for example one made by `webhookHandler`.
   */
  readonly deliverTo: (handler: (request: Request) => Promise<Response>) => Promise<void>
  /** Injects a fault for matching requests. */
  readonly inject: (rule: Parameters<VippsEmulator.Service["inject"]>[0]) => Promise<void>
  /** Clears all faults. */
  readonly clearFaults: () => Promise<void>
  /** Advances the clock by this many milliseconds. */
  readonly moveClock: (millis: number) => Promise<void>
  /** Clears all state. */
  readonly reset: () => Promise<void>
  /** Stops the emulator and everything it started. */
  readonly close: () => Promise<void>
}

const run = async <A, E>(effect: Effect.Effect<A, E>): Promise<A> => {
  const exit = await Effect.runPromiseExit(effect)
  if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
  return exit.value
}

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
 * @category constructors
 */
export const startVipps = async (options: Omit<VippsEmulator.Options, "publicUrl"> = {}): Promise<RunningVipps> => {
  const scope = Effect.runSync(Scope.make())
  const emulator = await run(Scope.extend(VippsEmulator.make(options), scope))
  const { credentials } = options.merchants?.[0] ?? VippsEmulator.merchants.norway
  return {
    options: { ...credentials, baseUrl: "http://127.0.0.1:4242", fetch: emulator.fetch },
    approve: (reference, approval) => run(Effect.asVoid(emulator.approve(reference, approval))),
    reject: (reference) => run(Effect.asVoid(emulator.reject(reference))),
    expire: (reference) => run(Effect.asVoid(emulator.expire(reference))),
    completeSession: (reference, details) => run(Effect.asVoid(emulator.completeSession(reference, details))),
    approveAgreement: (agreementId, choice) => run(emulator.approveAgreement(agreementId, choice)),
    rejectAgreement: (agreementId) => run(emulator.rejectAgreement(agreementId)),
    stopAgreement: (agreementId, as) => run(emulator.stopAgreement(agreementId, as)),
    raiseMax: (agreementId, maxAmount) => run(emulator.raiseMax(agreementId, maxAmount)),
    agreement: (agreementId) => run(emulator.agreement(agreementId)),
    checkIn: (merchantQrId, visitor) => run(emulator.checkIn(merchantQrId, visitor)),
    showPersonalQr: (customer) => run(emulator.showPersonalQr(customer)),
    ledger: () => run(emulator.ledger),
    requests: () => run(emulator.requests),
    deliverTo: (handler) => run(emulator.deliverTo(HttpApp.fromWebHandler(handler))),
    inject: (rule) => run(emulator.inject(rule)),
    clearFaults: () => run(emulator.clearFaults),
    moveClock: (millis) => run(emulator.moveClock(millis)),
    reset: () => run(emulator.reset),
    close: () => run(Scope.close(scope, Exit.void))
  }
}
