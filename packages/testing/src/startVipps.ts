import * as HttpApp from "@effect/platform/HttpApp"
import type { EmulatorError } from "@effect-vipps/emulator/EmulatorError"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import { type FetchHandler, handlerOf } from "./deliver.js"

export { merchants, type SignedWebhook, signWebhook } from "@effect-vipps/emulator/VippsEmulator"

/** What the emulator has in process, without Effect: an effect is a function that returns a Promise. */
type Promised<Service> = {
  readonly [Name in keyof Service]: Service[Name] extends Effect.Effect<infer A, infer _>
    ? () => Promise<Plain<A>>
    : Service[Name] extends (...args: infer Args) => Effect.Effect<infer A, infer _>
      ? (...args: Args) => Promise<Plain<A>>
      : never
}

type Plain<A> = A extends Option.Option<infer Value> ? Value | undefined : A

/** A number of milliseconds, or a number with its unit: `"10 minutes"`. */
type Lifetime = number | `${number} ${"millis" | "seconds" | "minute" | "minutes" | "hour" | "hours" | "days"}`

/**
 * Options of {@link startVipps}. All have defaults.
 *
 * @since 0.1.0
 * @category models
 */
export interface StartOptions
  extends Omit<
    VippsEmulator.Options,
    "publicUrl" | "callbackClient" | "paymentLifetime" | "sessionLifetime" | "tokenLifetime"
  > {
  /** How long a customer has to approve. Defaults to 10 minutes. */
  readonly paymentLifetime?: Lifetime | undefined
  /** How long a Checkout session lives. Defaults to 1 hour. */
  readonly sessionLifetime?: Lifetime | undefined
  /** How long an access token lives. Defaults to 1 hour, as in Vipps' test environment. */
  readonly tokenLifetime?: Lifetime | undefined
}

/**
 * The emulator in memory for tests without Effect: all that `VippsEmulator` has, as functions that return Promises. The
 * customer's actions reject with the emulator's errors (`_tag` `UnknownReferenceError`, `WrongStateError`,
 * `InvalidDetailsError`, `CallbackFailedError`), and rules that can never match with a `TypeError`.
 *
 * @since 0.1.0
 * @category models
 */
export interface RunningVipps
  extends Promised<Omit<VippsEmulator.Service, "httpApp" | "client" | "fetch" | "deliverTo" | "moveClock">> {
  /** What `new Vipps({ ...vipps.options })` needs to talk to it: keys, address and `fetch`. */
  readonly options: VippsEmulator.Credentials & {
    readonly baseUrl: string
    readonly fetch: VippsEmulator.Service["fetch"]
  }
  /**
   * Sends webhooks and callbacks to this handler from now on, whatever their host: one made by `webhookHandler`, the
   * `POST` of a Next.js route, a Hono app, or what `toExpress` and `toFastify` make of an app.
   */
  readonly deliverTo: (handler: FetchHandler | { readonly fetch: FetchHandler }) => Promise<void>
  /** Advances the clock by this many milliseconds. */
  readonly moveClock: (millis: number) => Promise<void>
  /** Stops the emulator and everything it started. */
  readonly close: () => Promise<void>
}

const run = async <A, E>(effect: Effect.Effect<A, E>): Promise<A> => {
  const exit = await Effect.runPromiseExit(effect)
  if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
  return exit.value
}

const runPlain = async <A, E>(effect: Effect.Effect<A, E>): Promise<unknown> => {
  const value = await run(effect)
  return Option.isOption(value) ? Option.getOrUndefined(value) : value
}

type Member =
  | Effect.Effect<unknown, EmulatorError>
  | ((...args: ReadonlyArray<never>) => Effect.Effect<unknown, EmulatorError>)

const promised = (member: Member) =>
  Effect.isEffect(member)
    ? () => runPlain(member)
    : (...args: ReadonlyArray<never>) => runPlain(Effect.suspend(() => member(...args)))

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
export const startVipps = async (options: StartOptions = {}): Promise<RunningVipps> => {
  const scope = Effect.runSync(Scope.make())
  const emulator = await run(Scope.extend(VippsEmulator.make(options), scope))
  const { credentials } = options.merchants?.[0] ?? VippsEmulator.merchants.norway
  const { client: _client, deliverTo, fetch, httpApp: _app, ...service } = emulator
  const members = Object.entries(service as { readonly [name: string]: Member }).map(
    ([name, member]) => [name, promised(member)] as const
  )
  return {
    // The types are derived from the service in the same way.
    ...(Object.fromEntries(members) as unknown as Promised<typeof service>),
    options: { ...credentials, baseUrl: "http://127.0.0.1:4242", fetch },
    deliverTo: (handler) => run(deliverTo(HttpApp.fromWebHandler(handlerOf(handler)))),
    close: () => run(Scope.close(scope, Exit.void))
  }
}
