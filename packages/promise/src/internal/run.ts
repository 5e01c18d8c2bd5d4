import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as VippsConfig from "@effect-vipps/client/VippsConfig"
import * as VippsError from "@effect-vipps/client/VippsError"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import type { AwaitOptions, CallOptions, Signal, VippsOptions } from "../options.js"
import { observer } from "./observe.js"

type Needs = VippsConfig.VippsConfig | HttpClient.HttpClient

/** What the facade calls otherwise than the client, in the issues of an input error. */
const ownNames: ReadonlyArray<readonly [client: string, facade: string]> = [
  ["options.retry.maxRetries", "options.maxRetries"],
  ["options.timeout", "options.timeoutMs"],
  ["options.window", "options.windowMs"],
  ["options.firstReadAfter", "options.firstReadAfterMs"],
  ["retry.maxRetries", "maxRetries"],
  ["timeout", "timeoutMs"],
  ["environment", "useTestMode"]
]

const renamed = (error: VippsError.VippsInputError): VippsError.VippsInputError => {
  const rename = (path: string) => ownNames.find(([client]) => client === path)?.[1] ?? path
  const operation = error.operation.replace("VippsConfig.make", "new Vipps")
  const message = error.issues.reduce(
    (text, issue) => text.replace(`${issue.path}: ${issue.message}`, `${rename(issue.path)}: ${issue.message}`),
    error.message.replace(error.operation, operation)
  )
  const issues = error.issues.map(({ message, path }) => ({ path: rename(path), message }))
  return new VippsError.VippsInputError({ ...error, operation, message, issues }, { disableValidation: true })
}

/** Where a call came from: lines of a stack, the caller's first. */
export type CallSite = ReadonlyArray<string>

/** Asked for by a method of the facade: the lines above that method. */
export const callSite = (): CallSite => {
  const here: { stack?: string } = {}
  // Where there is no such function, an error has one line more: that of `callSite` itself.
  const exact = typeof Error.captureStackTrace === "function"
  if (exact) Error.captureStackTrace(here, callSite)
  const stack = (exact ? here : new Error()).stack ?? ""
  return stack
    .split("\n")
    .filter((line) => /^\s+at |@/.test(line))
    .slice(exact ? 1 : 2)
}

/** The error a call failed with, as the caller sees it: with the caller's lines in its stack, not the runtime's. */
export const thrown = (cause: Cause.Cause<unknown>, site: CallSite): unknown => {
  const failure = Cause.squash(cause)
  const error = failure instanceof VippsError.VippsInputError ? renamed(failure) : failure
  if (error instanceof Error && site.length > 0) {
    Object.defineProperty(error, "stack", {
      value: [`${error.name}: ${error.message}`, ...site].join("\n"),
      configurable: true,
      writable: true,
      enumerable: false
    })
  }
  return error
}

/** The client's configuration and `fetch`, made at once, so that wrong options are told by the constructor. */
const contextOf = (options: VippsOptions, scope: Scope.Scope) => {
  const { clientSecret, fetch, maxRetries, onEvent: _, subscriptionKey, timeoutMs, useTestMode, ...rest } = options
  const http = fetch === undefined ? Context.empty() : Context.make(FetchHttpClient.Fetch, fetch)
  return Effect.map(
    Effect.zip(
      VippsConfig.make({
        ...rest,
        clientSecret: Redacted.make(clientSecret),
        subscriptionKey: Redacted.make(subscriptionKey),
        ...(useTestMode === undefined ? {} : { environment: useTestMode ? "test" : "production" }),
        timeout: timeoutMs,
        retry: { maxRetries }
      }),
      Layer.build(FetchHttpClient.layer)
    ),
    ([config, client]) => client.pipe(Context.merge(http), Context.add(VippsConfig.VippsConfig, config))
  ).pipe(Scope.extend(scope))
}

interface Abortable {
  readonly signal?: Signal | undefined
}

/** Runs the client's operations as promises. */
export class Runner {
  readonly #context: Context.Context<Needs>
  readonly #scope: Scope.CloseableScope
  readonly #observed: <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>
  readonly #running = new Set<Promise<unknown>>()
  readonly #closing = Effect.unsafeMakeLatch()
  #closed = false

  constructor(options: VippsOptions, site: CallSite) {
    this.#scope = Effect.runSync(Scope.make())
    const made = Effect.runSyncExit(contextOf(options, this.#scope))
    if (Exit.isFailure(made)) throw thrown(made.cause, site)
    this.#context = made.value
    const { onEvent } = options
    this.#observed = onEvent === undefined ? Effect.withTracerEnabled(false) : Effect.withTracer(observer(onEvent))
  }

  /** The effect's promise; an aborted signal interrupts it, which closes its connection, and is what it rejects with. */
  run<A, E>(effect: Effect.Effect<A, E, Needs>, options: Abortable | undefined, site: CallSite): Promise<A> {
    const signal = options?.signal
    const promise = new Promise<A>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      if (this.#closed) return reject(new Error("This Vipps client was closed: make a new one"))
      const fiber = Effect.runFork(this.#observed(Effect.provide(effect, this.#context)))
      const abort = () => fiber.unsafeInterruptAsFork(fiber.id())
      signal?.addEventListener("abort", abort)
      fiber.addObserver((exit) => {
        signal?.removeEventListener("abort", abort)
        if (Exit.isSuccess(exit)) resolve(exit.value)
        else if (signal?.aborted && Cause.isInterrupted(exit.cause)) reject(signal.reason)
        else reject(thrown(exit.cause, site))
      })
    })
    this.#running.add(promise)
    const forget = () => void this.#running.delete(promise)
    promise.then(forget, forget)
    return promise
  }

  /** {@link run} for what may take minutes: closing ends it. */
  wait<A, E>(effect: Effect.Effect<A, E, Needs>, options: Abortable | undefined, site: CallSite): Promise<A> {
    const closed = Effect.zipRight(
      this.#closing.await,
      Effect.die(new Error("This Vipps client was closed while it waited: ask for the outcome again"))
    )
    return this.run(Effect.raceFirst(effect, closed), options, site)
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
export const clientOptions = (options: CallOptions = {}) => {
  const { maxRetries, signal: _, timeoutMs, ...rest } = options
  return { ...rest, timeout: timeoutMs, ...(maxRetries === undefined ? {} : { retry: { maxRetries } }) }
}

/** The facade's options of a call that waits as the client's. */
export const awaitOptions = (options: AwaitOptions = {}) => {
  const { firstReadAfterMs, signal: _, windowMs, ...rest } = options
  return { ...rest, firstReadAfter: firstReadAfterMs, window: windowMs }
}
