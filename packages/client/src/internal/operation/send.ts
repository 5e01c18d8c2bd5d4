import type * as HttpClient from "@effect/platform/HttpClient"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"
import type { Operation } from "../../Operation.js"
import { VippsConfig, type VippsConfigService } from "../../VippsConfig.js"
import type { VippsError, VippsInputError } from "../../VippsError.js"
import { warnRequest } from "../request/advice.js"
import { begin, type Call, performPlainly } from "../request/call.js"
import type { Answer } from "../request/classify.js"
import { type Aftermath, conclude } from "../request/conclude.js"
import { decoder } from "../request/decode.js"
import { type Listener, withDirect } from "../request/direct.js"
import { type Encoded, encoder, type Input, inputReader } from "../request/encodeRequest.js"
import { exchange, recover } from "../request/exchange.js"
import { Failure } from "../request/failure.js"
import { type Intents, isIntent } from "../request/intent.js"
import { stateOf, tokensOf } from "../request/state.js"
import { counterOf, isTraced } from "../request/telemetry.js"
import { toVippsError } from "../request/toVippsError.js"
import { inputError } from "../schema/checkOptions.js"
import { type Time, timeOf } from "../transport/time.js"
import type { Transport } from "../transport/transport.js"

type Running = Fiber.RuntimeFiber<unknown, unknown>

const onlyInTest = (what: string) => ({ path: "environment", message: `must be test: production has no ${what}` })

/** An effect that only a fiber can continue. */
type Rest<A> = Effect.Effect<A, VippsError, HttpClient.HttpClient>

/**
 * The only way to the network. What can be made once per operation is made here, when the module is loaded; a call
 * then goes through the steps in their order: `prepare` (1, 2), an exchange (3 to 6), `conclude`.
 *
 * There are two ways to run them. As an Effect, `run` does all of them in a fiber. Directly, `start` makes a first attempt
 * without one, which is all that most calls need; whatever else a call needs is an Effect that goes on from there.
 *
 * One Effect value is one intent: it is encoded once, and each run of it carries the same key. So the returned function
 * must be called when the Effect is made, not when it runs.
 */
export const send = <Response, E = VippsError>(operation: Operation<never, Response, E>) => {
  const readInput = inputReader(operation)
  const encode = encoder(operation)
  const decode = decoder(operation)
  const count = counterOf(operation.name)
  const intended = isIntent(operation)

  const aftermathIn = (fiber: Running): Aftermath => ({
    count,
    labels: fiber.getFiberRef(FiberRef.currentMetricLabels),
    traced: isTraced(fiber)
  })
  const unobserved: Aftermath = { count, labels: [], traced: false }

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
      return Either.right(begin(operation, config, state.right, encoded, input, now, intents))
    }

    /** The end of a call, with its result. */
    const concluded = (call: Call, result: Either.Either<Response, VippsError>): Effect.Effect<Response, VippsError> =>
      Effect.withFiberRuntime((fiber) => {
        const ending = Either.isRight(result) ? "Success" : result.left
        const rest = conclude(call, ending, timeOf(fiber).now(), aftermathIn(fiber))
        return rest === undefined ? result : Effect.zipRight(rest, result)
      })

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

    const run: Effect.Effect<Response, VippsError, VippsConfig | HttpClient.HttpClient> = Effect.uninterruptibleMask(
      (restore) =>
        Effect.withFiberRuntime((fiber) => {
          const config = Context.get(fiber.currentContext as Context.Context<VippsConfig>, VippsConfig)
          const call = prepare(config, timeOf(fiber).now())
          return Either.isLeft(call) ? Effect.fail(call.left) : ended(call.right, restore(exchangeOf(call.right)))
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
      const token = operation.token && tokensOf(call.state, operation.token).ready(call.startedAt)?.value
      if ((token === undefined && operation.token !== undefined) || encoded?.warnings?.length) {
        listener.rest(rest(call, exchangeOf(call)))
        return undefined
      }
      const cancel = performPlainly(call, token, transport, time, (result) => {
        listener.attempted?.(call, result, time.now() - call.startedAt)
        if (result instanceof Failure) return listener.rest(rest(call, recover(call, token, result)))
        const answer = read(call, result)
        if (Either.isLeft(answer)) return listener.rest(concluded(call, answer))
        conclude(call, "Success", time.now(), unobserved)
        listener.done(answer.right)
      })
      return () => {
        cancel()
        listener.attempted?.(call, undefined, time.now() - call.startedAt)
        const ending = { _tag: "CutOff", by: "interrupted", sent: call.unanswered } as const
        return conclude(call, ending, time.now(), unobserved) ?? Effect.void
      }
    }

    // Which errors an operation fails with is decided where its responses are classified.
    return withDirect(run, start) as Effect.Effect<Response, E, VippsConfig | HttpClient.HttpClient>
  }
}
