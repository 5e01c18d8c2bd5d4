import * as HttpClient from "@effect/platform/HttpClient"
import { unlocated } from "@effect-vipps/client/internal/operation/span"
import { directOf, type Listener } from "@effect-vipps/client/internal/request/direct"
import { inputError } from "@effect-vipps/client/internal/schema/checkOptions"
import { fetchTransport } from "@effect-vipps/client/internal/transport/fetchTransport"
import { machineTime } from "@effect-vipps/client/internal/transport/time"
import { clientOf, type Transport, transportOf } from "@effect-vipps/client/internal/transport/transport"
import * as VippsConfig from "@effect-vipps/client/VippsConfig"
import type { VippsError, VippsInputError } from "@effect-vipps/client/VippsError"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import type * as Runtime from "effect/Runtime"
import * as Scope from "effect/Scope"
import type { AwaitOptions, CallOptions, Signal, VippsOptions } from "../options.js"
import { onAbort } from "./abort.js"
import type { Call, Making, Needs } from "./call.js"
import { clientIssues, signalOf } from "./checks.js"
import { type CallSite, callSite, misuse, thrown, unreadable } from "./failure.js"
import { endReporter, reporter } from "./observe.js"
import { platformTransport } from "./platform.js"
import { fork, makeRuntime } from "./runtime.js"
import { tokenStoreOf } from "./tokenStore.js"

/** The client's configuration and `fetch`, made at once, so that the constructor reports invalid options. */
const contextOf = (options: VippsOptions, scope: Scope.Scope) => {
  const {
    clientSecret,
    fetch,
    logger: _,
    maxRetries,
    onEvent: __,
    subscriptionKey,
    timeoutMs,
    tokenStore,
    useTestMode,
    ...rest
  } = options
  const own = clientIssues(options)
  const withOwn = (error: VippsInputError) =>
    own.length === 0 ? error : inputError(error.operation, [...error.issues, ...own])
  return VippsConfig.make({
    ...rest,
    clientSecret: Redacted.make(clientSecret),
    subscriptionKey: Redacted.make(subscriptionKey),
    ...(useTestMode === undefined ? {} : { environment: useTestMode ? "test" : "production" }),
    timeout: timeoutMs,
    retry: { maxRetries },
    tokenStore: tokenStore && tokenStoreOf(tokenStore)
  }).pipe(
    Effect.mapError(withOwn),
    Effect.filterOrFail(
      () => own.length === 0,
      () => inputError("new Vipps", own)
    ),
    Effect.map((config) =>
      Context.make(VippsConfig.VippsConfig, config).pipe(
        Context.add(HttpClient.HttpClient, clientOf(transportFor(fetch)))
      )
    ),
    Scope.extend(scope)
  )
}

/** Over the client's `fetch`, else over the runtime's best transport. */
const transportFor = (own: VippsOptions["fetch"]): Transport =>
  own === undefined ? platformTransport(fetchTransport(() => globalThis.fetch)) : fetchTransport(() => own)

const partsOf = (options: VippsOptions, scope: Scope.Scope) =>
  Effect.map(
    Effect.suspend(() => contextOf(options, scope)),
    (context) => ({
      runtime: makeRuntime(context, options),
      listener:
        options.onEvent === undefined
          ? {}
          : { attempted: reporter(options.onEvent), observer: endReporter(options.onEvent) }
    })
  )

/** How a call failed: its error is made where the caller's stack is known. */
class Failed {
  constructor(readonly cause: Cause.Cause<unknown>) {}
}

/** Runs the client's operations as promises. */
export class Runner {
  readonly #runtime: Runtime.Runtime<Needs>
  readonly #scope: Scope.CloseableScope
  readonly #config: VippsConfig.Service
  readonly #transport: Transport
  readonly #listener: Pick<Listener<unknown>, "attempted" | "observer">
  /** Calls under way, and who waits for the last of them. */
  #running = 0
  #idle: (() => void) | undefined
  readonly #closing = Effect.unsafeMakeLatch()
  #closed: Promise<void> | undefined

  constructor(options: VippsOptions, site: CallSite) {
    this.#scope = Effect.runSync(Scope.make())
    const made = Effect.runSyncExit(partsOf(options, this.#scope))
    if (Exit.isFailure(made)) {
      throw thrown(Cause.fail(unreadable("new Vipps", Cause.squash(made.cause))), { name: "new Vipps" }, site)
    }
    const { listener, runtime } = made.value
    this.#runtime = runtime
    this.#listener = listener
    this.#config = Context.get(runtime.context, VippsConfig.VippsConfig)
    this.#transport = transportOf(Context.get(runtime.context, HttpClient.HttpClient)) as Transport
  }

  /**
   * The promise of a call. Every failure is a rejection: a `VippsError`, or the reason of its signal. An aborted signal
   * interrupts the call, which closes its connection. Without a `site`, an error's stack is that of whatever awaits the
   * promise, which costs nothing until a call fails.
   */
  async run<A, E>(
    call: Call,
    make: Making<Effect.Effect<A, E, Needs>>,
    args: ReadonlyArray<unknown>,
    site?: CallSite
  ): Promise<A> {
    try {
      return await this.#start(call, make, args)
    } catch (reason) {
      throw reason instanceof Failed ? thrown(reason.cause, call, site ?? callSite()) : reason
    }
  }

  /** Rejects with {@link Failed}, or the reason of its signal. */
  #start<A, E>(call: Call, make: Making<Effect.Effect<A, E, Needs>>, args: ReadonlyArray<unknown>): Promise<A> {
    this.#running++
    return new Promise<A>((resolve, reject) => {
      let forget: (() => void) | undefined
      let interrupt = () => {}
      const succeed = (value: A) => {
        this.#ended(forget)
        resolve(value)
      }
      const fail = (reason: unknown) => {
        this.#ended(forget)
        reject(reason)
      }
      const refuse = (error: unknown) => fail(new Failed(Cause.fail(unreadable(call.name, error))))
      /** Runs in a fiber, when a direct call is not enough. */
      const run = (effect: Effect.Effect<A, E | VippsError, Needs>, signal: Signal | undefined) => {
        const fiber = fork(this.#runtime, effect)
        interrupt = () => fiber.unsafeInterruptAsFork(fiber.id())
        fiber.addObserver((exit) => {
          if (Exit.isSuccess(exit)) succeed(exit.value)
          else if (signal?.aborted && Cause.isInterrupted(exit.cause)) fail(signal.reason)
          else fail(new Failed(exit.cause))
        })
      }
      try {
        const options = args[call.options]
        const signal = signalOf(call.name, options)
        if (signal?.aborted) return fail(signal.reason)
        if (this.#closed) return refuse(misuse(call.name, "this Vipps client was closed; make a new one"))
        const given = args.slice(0, call.options)
        while (given.length < call.options) given.push(undefined)
        given.push(clientOptions(options))
        const effect = this.#inFull(
          call,
          unlocated(() => make(...(given as never)))
        )
        forget = signal && onAbort(signal, () => interrupt())
        const start = directOf(effect)
        if (start === undefined) return run(effect, signal)
        let isDirect = true
        const cut = start(this.#config, this.#transport, machineTime, {
          ...this.#listener,
          done: succeed,
          rest: (rest) => {
            isDirect = false
            run(rest, signal)
          }
        })
        if (!isDirect || cut === undefined) return
        interrupt = () => {
          fork(this.#runtime, cut())
          fail(signal?.reason)
        }
      } catch (error) {
        refuse(error)
      }
    })
  }

  /** The call as the facade makes it: closing ends a wait, and a secret is a string. */
  #inFull<A, E>(call: Call, effect: Effect.Effect<A, E, Needs>): Effect.Effect<A, E, Needs> {
    if (call.waits === true) {
      const closed = misuse(call.name, "this Vipps client was closed while it waited; ask a new client for the outcome")
      return Effect.raceFirst(effect, Effect.zipRight(this.#closing.await, Effect.die(closed)))
    }
    return call.secretResponse === true ? Effect.map(effect, revealed) : effect
  }

  #ended(forget: (() => void) | undefined): void {
    forget?.()
    if (--this.#running === 0) this.#idle?.()
  }

  /** Lets what is under way finish, ends what only waits, then the token cache. All that call it wait for the same end. */
  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    this.#closing.unsafeOpen()
    if (this.#running > 0) await new Promise<void>((resolve) => (this.#idle = resolve))
    await Effect.runPromise(Scope.close(this.#scope, Exit.void))
  }
}

/** The facade's options of a call as the client's. What is no object is left as it is: the client refuses it. */
const clientOptions = (options: unknown): unknown => {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return options
  const {
    firstReadAfterMs,
    maxRetries,
    signal: _,
    timeoutMs,
    windowMs,
    ...rest
  } = options as CallOptions & AwaitOptions
  return {
    ...rest,
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    ...(maxRetries === undefined ? {} : { retry: { maxRetries } }),
    ...(windowMs === undefined ? {} : { window: windowMs }),
    ...(firstReadAfterMs === undefined ? {} : { firstReadAfter: firstReadAfterMs })
  }
}

const revealed = <A>(value: A): A =>
  Object.fromEntries(
    Object.entries(value as object).map(([name, one]) => [name, Redacted.isRedacted(one) ? Redacted.value(one) : one])
  ) as A
