import { callObserver } from "@effect-vipps/client/internal/request/observer"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import * as HashSet from "effect/HashSet"
import * as EffectLogger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Runtime from "effect/Runtime"
import { defaultScheduler, type Scheduler } from "effect/Scheduler"
import type { Logger } from "../options.js"
import { notify } from "./notify.js"
import { type CallEvent, endReporter, observer } from "./observe.js"

const textOf = (part: unknown): string => (typeof part === "string" ? part : (JSON.stringify(part) ?? String(part)))

/** One line per warning or error: the message, then its annotations. Lower levels are not logged. */
const lines = ({ warn }: Logger): EffectLogger.Logger<unknown, void> =>
  EffectLogger.make(({ annotations, logLevel, message }) => {
    if (LogLevel.lessThan(logLevel, LogLevel.Warning)) return
    notify(() => {
      const parts = (Array.isArray(message) ? message : [message]).map(textOf)
      const notes = Array.from(annotations, ([name, value]) => `${name}: ${textOf(value)}`)
      return warn(notes.length === 0 ? parts.join(" ") : `${parts.join(" ")} (${notes.join(", ")})`)
    })
  })

/** Looked up at each line, because the console's methods may be replaced. */
// @effect-diagnostics-next-line globalConsole:off
const ofConsole: Logger = { warn: (message) => console.warn(message) }

const observed =
  (onEvent: (event: CallEvent) => void) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    effect.pipe(Effect.withTracer(observer(onEvent)), Effect.locally(callObserver, endReporter(onEvent)))

/** What effects run with, made once for a client or a handler: services, logger and observer. */
export const makeRuntime = <R>(
  context: Context.Context<R>,
  {
    logger,
    onEvent
  }: { readonly logger?: Logger | undefined; readonly onEvent?: ((event: CallEvent) => void) | undefined }
): Runtime.Runtime<R> =>
  Effect.runtime<R>().pipe(
    // Not `provide`, which also takes layers and brings all that builds them.
    Effect.mapInputContext((_: Context.Context<never>) => context),
    onEvent === undefined ? Effect.withTracerEnabled(false) : observed(onEvent),
    Effect.locally(
      FiberRef.currentLoggers,
      HashSet.make(lines(logger === undefined ? ofConsole : { warn: (message) => logger.warn(message) }))
    ),
    Effect.runSync
  )

interface AsyncResource {
  runInAsyncScope<A>(work: () => A): A
}

interface Global {
  readonly process?: {
    readonly getBuiltinModule?: (
      name: "node:async_hooks"
    ) => { readonly AsyncResource?: new (type: string) => AsyncResource } | undefined
  }
}

/** Absent in browsers, in Workers without Node's modules, and in Node before 20.16. */
const asyncResource = (() => {
  try {
    return (globalThis as Global).process?.getBuiltinModule?.("node:async_hooks")?.AsyncResource
  } catch {
    return undefined
  }
})()

/**
 * A scheduler that resumes fibers in the caller's async context. Without it a fiber continues in the context of whatever
 * has woken it: with a shared access token, that of another caller, whose `AsyncLocalStorage` then names another
 * customer in logs and traces. An `AsyncResource` costs a small fraction of `AsyncLocalStorage.snapshot()`.
 */
const schedulerOfCaller = (): Scheduler | undefined => {
  if (asyncResource === undefined) return undefined
  const resource = new asyncResource("VippsCall")
  return {
    shouldYield: (fiber) => defaultScheduler.shouldYield(fiber),
    scheduleTask: (task, priority, fiber) =>
      defaultScheduler.scheduleTask(() => resource.runInAsyncScope(task), priority, fiber)
  }
}

/** Starts an effect at once; all of it runs in the caller's async context. */
export const fork = <A, E, R>(
  runtime: Runtime.Runtime<R>,
  effect: Effect.Effect<A, E, R>
): Fiber.RuntimeFiber<A, E> => {
  const scheduler = schedulerOfCaller()
  return Runtime.runFork(runtime, effect, scheduler === undefined ? {} : { scheduler })
}
