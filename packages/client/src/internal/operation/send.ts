import type * as HttpClient from "@effect/platform/HttpClient"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import type { VippsConfigService } from "../../config/VippsConfigService.js"
import type { Endpoint, Operation } from "../../Operation.js"
import { VippsConfig } from "../../VippsConfig.js"
import type { VippsError, VippsInputError } from "../../VippsError.js"
import { warnRequest } from "../request/advice.js"
import { begin, type Call, performPlainly } from "../request/call.js"
import type { Answer } from "../request/classify.js"
import { type Aftermath, conclude } from "../request/conclude.js"
import { decoder } from "../request/decode.js"
import { type Listener, withDirect } from "../request/direct.js"
import { type Encoded, encoder, type Input, inputReader } from "../request/encodeRequest.js"
import { type Access, exchange, recover } from "../request/exchange.js"
import { Failure } from "../request/failure.js"
import { type Intents, isIntent } from "../request/intent.js"
import { callObserver } from "../request/observer.js"
import { stateOf, tokensOf } from "../request/state.js"
import { counterOf, isTraced, labelsIn } from "../request/telemetry.js"
import { toVippsError } from "../request/toVippsError.js"
import { inputError } from "../schema/checkOptions.js"
import { type Time, timeOf } from "../transport/time.js"
import type { Transport } from "../transport/transport.js"

type Running = Fiber.RuntimeFiber<unknown, unknown>

/** The endpoint as a configuration has it. */
const endpointUnder = (operation: Endpoint): ((config: VippsConfigService) => Endpoint) => {
  const changes = Object.entries(operation.when ?? {}).map(
    ([option, changed]) => [option as keyof NonNullable<Endpoint["when"]>, { ...operation, ...changed }] as const
  )
  return changes.length === 0
    ? () => operation
    : (config) => changes.find(([option]) => config[option])?.[1] ?? operation
}

const onlyInTest = (what: string) => ({ path: "environment", message: `must be test: production has no ${what}` })

/** An effect that only a fiber can continue. */
type Rest<A> = Effect.Effect<A, VippsError, HttpClient.HttpClient>

/**
 * The only way to the network. What can be made once per operation is made here, when the module is loaded; a call
 * then goes through the steps in their order: `prepare` (1, 2), an exchange (3 to 6), `conclude`.
 *
 * There are two ways to run them. `run` does all of them in a fiber, `start` without one. Over a transport, both make a
 * first attempt as a plain function, which is all that most calls need; whatever else a call needs is an Effect that
 * goes on from there.
 *
 * One Effect value is one intent: it is encoded once, and each run of it carries the same key. So the returned function
 * must be called when the Effect is made, not when it runs.
 */
export const send = <Response, E = VippsError>(operation: Operation<never, Response, E>) => {
  const readInput = inputReader(operation)
  const encode = encoder(operation)
  const decode = decoder(operation)
  const endpointOf = endpointUnder(operation)
  const count = counterOf(operation.name)
  const intended = isIntent(operation)

  const aftermathIn = (fiber: Running): Aftermath => ({
    count,
    labels: labelsIn(fiber),
    traced: isTraced(fiber),
    observer: fiber.getFiberRef(callObserver)
  })
  const unobserved: Aftermath = { count, labels: [], traced: false, observer: undefined }

  const read = (call: Call, answer: Answer): Either.Either<Response, VippsError> => {
    call.state.quota.giveBack(call.repeats)
    const decoded = decode(answer)
    return Either.isRight(decoded) ? Either.right(decoded.right) : Either.left(toVippsError(decoded.left, call))
  }

  return (given: Input): Effect.Effect<Response, E, VippsConfig | HttpClient.HttpClient> => {
    const input = readInput(given)
    const intents: Intents | undefined = intended ? new Map() : undefined
    let encoded: Encoded | undefined

    const prepare = (config: VippsConfigService, now: number): Either.Either<Call, VippsInputError> => {
      if (operation.testOnly !== undefined && config.environment === "production") {
        return Either.left(inputError(operation.name, [onlyInTest(operation.testOnly)], input.subject))
      }
      if (encoded === undefined) {
        const checked = encode(input)
        if (Either.isLeft(checked)) return Either.left(inputError(operation.name, checked.left, input.subject))
        encoded = checked.right
      }
      const state = stateOf(config, operation.name, input.subject)
      if (Either.isLeft(state)) return Either.left(state.left)
      return Either.right(begin(endpointOf(config), config, state.right, encoded, input, now, intents))
    }

    /** The end of a call, with its result. */
    const concludedIn = (
      fiber: Running,
      call: Call,
      result: Either.Either<Response, VippsError>
    ): Effect.Effect<Response, VippsError> => {
      const ending = Either.isRight(result) ? "Success" : result.left
      const rest = conclude(call, ending, timeOf(fiber).now(), aftermathIn(fiber))
      return rest === undefined ? result : Effect.zipRight(rest, result)
    }

    const concluded = (call: Call, result: Either.Either<Response, VippsError>): Effect.Effect<Response, VippsError> =>
      Effect.withFiberRuntime((fiber) => concludedIn(fiber, call, result))

    /** The end of a call without one. */
    const cutOff = (call: Call, cause: Cause.Cause<never>): Effect.Effect<never> =>
      Effect.withFiberRuntime((fiber) => {
        const by = Cause.isInterrupted(cause) ? "interrupted" : "defect"
        const ending = { _tag: "CutOff", by, sent: call.unanswered } as const
        const rest = conclude(call, ending, timeOf(fiber).now(), aftermathIn(fiber)) ?? Effect.void
        return Effect.zipRight(rest, Effect.failCause(cause))
      })

    /** To be run where nothing interrupts it but what is restored within. */
    const ended = (call: Call, exchanged: Effect.Effect<Answer, Failure, HttpClient.HttpClient>): Rest<Response> =>
      Effect.matchCauseEffect(exchanged, {
        onSuccess: (answer) => concluded(call, read(call, answer)),
        onFailure: (cause) => {
          const failed = Cause.failureOrCause(cause)
          return Either.isLeft(failed)
            ? concluded(call, Either.left(toVippsError(failed.left, call)))
            : cutOff(call, failed.right)
        }
      })

    /** Steps 3 to 6, from the first attempt. */
    const exchangeOf = (call: Call): Effect.Effect<Answer, Failure, HttpClient.HttpClient> =>
      encoded?.warnings?.length ? Effect.zipRight(warnRequest(call, encoded.warnings), exchange(call)) : exchange(call)

    /** The token of a first attempt that can be made at once, as a plain function. */
    const readyFor = (call: Call): Access | undefined => {
      if (encoded?.warnings?.length || call.deadline <= call.startedAt) return undefined
      const source = call.operation.token
      if (source === undefined) return {}
      const token = tokensOf(call.state, source).ready(call.startedAt)?.value
      return token && { operation: source, token }
    }

    const run: Effect.Effect<Response, VippsError, VippsConfig | HttpClient.HttpClient> = Effect.uninterruptibleMask(
      (restore) =>
        Effect.withFiberRuntime((fiber) => {
          const time = timeOf(fiber)
          const context = fiber.currentContext as Context.Context<VippsConfig | HttpClient.HttpClient>
          const prepared = prepare(Context.get(context, VippsConfig), time.now())
          if (Either.isLeft(prepared)) return Effect.fail(prepared.left)
          const call = prepared.right
          const transport = call.state.family.transportIn(context)
          const ready = transport === undefined || isTraced(fiber) ? undefined : readyFor(call)
          if (transport === undefined || ready === undefined) return ended(call, restore(exchangeOf(call)))
          let cancel: (() => void) | undefined
          const attempt = Effect.async<Answer | Failure>((resume) => {
            const settle = (result: Answer | Failure) => resume(Effect.succeed(result))
            cancel = performPlainly(call, ready.token, transport, time, labelsIn(fiber), settle)
          })
          return Effect.matchCauseEffect(restore(attempt), {
            onSuccess: (result) =>
              result instanceof Failure
                ? ended(call, restore(recover(call, ready, result)))
                : concludedIn(fiber, call, read(call, result)),
            onFailure: (cause) => {
              cancel?.()
              return cutOff(call, cause)
            }
          })
        })
    )

    const rest = (call: Call, exchanged: Effect.Effect<Answer, Failure, HttpClient.HttpClient>): Rest<Response> =>
      Effect.uninterruptibleMask((restore) => ended(call, restore(exchanged)))

    const start = (
      config: VippsConfigService,
      transport: Transport,
      time: Time,
      listener: Listener<Response>
    ): (() => Effect.Effect<void>) | undefined => {
      const prepared = prepare(config, time.now())
      if (Either.isLeft(prepared)) {
        listener.rest(Effect.fail(prepared.left))
        return undefined
      }
      const call = prepared.right
      const ready = readyFor(call)
      if (ready === undefined) {
        listener.rest(rest(call, exchangeOf(call)))
        return undefined
      }
      const aftermath = listener.observer === undefined ? unobserved : { ...unobserved, observer: listener.observer }
      const cancel = performPlainly(call, ready.token, transport, time, aftermath.labels, (result) => {
        listener.attempted?.(call, result, time.now() - call.startedAt)
        if (result instanceof Failure) return listener.rest(rest(call, recover(call, ready, result)))
        const answer = read(call, result)
        if (Either.isLeft(answer)) return listener.rest(concluded(call, answer))
        conclude(call, "Success", time.now(), aftermath)
        listener.done(answer.right)
      })
      return () => {
        cancel()
        listener.attempted?.(call, undefined, time.now() - call.startedAt)
        const ending = { _tag: "CutOff", by: "interrupted", sent: call.unanswered } as const
        return conclude(call, ending, time.now(), aftermath) ?? Effect.void
      }
    }

    // Which errors an operation fails with is decided where its responses are classified.
    // @effect-diagnostics-next-line unsafeEffectTypeAssertion:off
    return withDirect(run, start) as Effect.Effect<Response, E, VippsConfig | HttpClient.HttpClient>
  }
}
