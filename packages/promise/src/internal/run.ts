import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { inputError } from "@effect-vipps/client/internal/options"
import type { Endpoint } from "@effect-vipps/client/Operation"
import * as VippsConfig from "@effect-vipps/client/VippsConfig"
import type { VippsInputError } from "@effect-vipps/client/VippsError"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Runtime from "effect/Runtime"
import * as Scope from "effect/Scope"
import type { AwaitOptions, CallOptions, VippsOptions } from "../options.js"
import { onAbort } from "./abort.js"
import { clientIssues, signalOf } from "./checks.js"
import { type CallSite, misuse, thrown, unreadable } from "./failure.js"
import { checkedFetch } from "./fetch.js"
import { fork, makeRuntime } from "./runtime.js"

type Needs = VippsConfig.VippsConfig | HttpClient.HttpClient

/** What a call is about. */
type Subject = Pick<Endpoint, "name" | "kind">

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
    useTestMode,
    ...rest
  } = options
  const own = clientIssues(options)
  const withOwn = (error: VippsInputError) =>
    own.length === 0 ? error : inputError(error.operation, [...error.issues, ...own])
  return Effect.map(
    Effect.zip(
      VippsConfig.make({
        ...rest,
        clientSecret: Redacted.make(clientSecret),
        subscriptionKey: Redacted.make(subscriptionKey),
        ...(useTestMode === undefined ? {} : { environment: useTestMode ? "test" : "production" }),
        timeout: timeoutMs,
        retry: { maxRetries }
      }).pipe(
        Effect.mapError(withOwn),
        Effect.filterOrFail(
          () => own.length === 0,
          () => inputError("new Vipps", own)
        )
      ),
      Layer.build(FetchHttpClient.layer)
    ),
    ([config, client]) =>
      client.pipe(Context.add(FetchHttpClient.Fetch, checkedFetch(fetch)), Context.add(VippsConfig.VippsConfig, config))
  ).pipe(Scope.extend(scope))
}

const runtimeOf = (options: VippsOptions, scope: Scope.Scope) =>
  Effect.map(
    Effect.suspend(() => contextOf(options, scope)),
    (context) => makeRuntime(context, options)
  )

/** Runs the client's operations as promises. */
export class Runner {
  readonly #runtime: Runtime.Runtime<Needs>
  readonly #scope: Scope.CloseableScope
  readonly #running = new Set<Promise<unknown>>()
  readonly #closing = Effect.unsafeMakeLatch()
  #closed = false

  constructor(options: VippsOptions, site: CallSite) {
    this.#scope = Effect.runSync(Scope.make())
    const made = Effect.runSyncExit(runtimeOf(options, this.#scope))
    if (Exit.isFailure(made)) {
      throw thrown(Cause.fail(unreadable("new Vipps", Cause.squash(made.cause))), { name: "new Vipps" }, site)
    }
    this.#runtime = made.value
  }

  /**
   * The promise of a call. Whatever fails is a rejection: a `VippsError`, or the reason of its signal. An aborted signal
   * interrupts the call, which closes its connection.
   */
  run<A, E>(
    subject: Subject,
    make: (options: ClientOptions) => Effect.Effect<A, E, Needs>,
    options: CallOptions | null | undefined,
    site: CallSite
  ): Promise<A> {
    return this.#start(subject, () => make(clientOptions(options ?? {})), options ?? {}, site)
  }

  /** {@link run} for what may take minutes: closing ends it. */
  wait<A, E>(
    subject: Subject,
    make: (options: ClientAwaitOptions) => Effect.Effect<A, E, Needs>,
    options: AwaitOptions | null | undefined,
    site: CallSite
  ): Promise<A> {
    const closed = Effect.zipRight(
      this.#closing.await,
      Effect.die(misuse(subject.name, "this Vipps client was closed while it waited; ask a new client for the outcome"))
    )
    const waiting = () => Effect.raceFirst(make(awaitOptions(options ?? {})), closed)
    return this.#start(subject, waiting, options ?? {}, site)
  }

  #start<A, E>(
    subject: Subject,
    make: () => Effect.Effect<A, E, Needs>,
    options: Pick<CallOptions, "signal">,
    site: CallSite
  ): Promise<A> {
    const promise = new Promise<A>((resolve, reject) => {
      const refuse = (error: unknown) => reject(thrown(Cause.fail(unreadable(subject.name, error)), subject, site))
      try {
        const signal = signalOf(subject.name, options)
        if (signal?.aborted) return reject(signal.reason)
        if (this.#closed) return refuse(misuse(subject.name, "this Vipps client was closed; make a new one"))
        const effect = make()
        let interrupt = () => {}
        const forget = signal && onAbort(signal, () => interrupt())
        const fiber = fork(this.#runtime, effect)
        interrupt = () => fiber.unsafeInterruptAsFork(fiber.id())
        fiber.addObserver((exit) => {
          forget?.()
          if (Exit.isSuccess(exit)) resolve(exit.value)
          else if (signal?.aborted && Cause.isInterrupted(exit.cause)) reject(signal.reason)
          else reject(thrown(exit.cause, subject, site))
        })
      } catch (error) {
        refuse(error)
      }
    })
    this.#running.add(promise)
    const forget = () => void this.#running.delete(promise)
    promise.then(forget, forget)
    return promise
  }

  /** Lets what is under way finish, ends what only waits, then the token cache. */
  async close(): Promise<void> {
    this.#closed = true
    this.#closing.unsafeOpen()
    await Promise.allSettled(this.#running)
    await Effect.runPromise(Scope.close(this.#scope, Exit.void))
  }
}

/** The facade's options of a call as the client's. */
const clientOptions = ({ maxRetries, signal: _, timeoutMs, ...rest }: CallOptions) => ({
  ...rest,
  timeout: timeoutMs,
  ...(maxRetries === undefined ? {} : { retry: { maxRetries } })
})

/** The facade's options of a call that waits as the client's. */
const awaitOptions = ({ firstReadAfterMs, signal: _, windowMs, ...rest }: AwaitOptions) => ({
  ...rest,
  firstReadAfter: firstReadAfterMs,
  window: windowMs
})

type ClientOptions = ReturnType<typeof clientOptions>
type ClientAwaitOptions = ReturnType<typeof awaitOptions>
