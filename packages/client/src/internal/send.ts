import type * as HttpClient from "@effect/platform/HttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Operation } from "../Operation.js"
import { VippsConfig } from "../VippsConfig.js"
import type { VippsError } from "../VippsError.js"
import { begin, type Call, perform, repeat } from "./call.js"
import type { Answer } from "./classify.js"
import { decoder } from "./decode.js"
import type { Failure } from "./failure.js"
import { encoder, type Input, subjectOf } from "./input.js"
import { inputError } from "./options.js"
import { report } from "./report.js"
import { stateOf } from "./state.js"
import { countCall } from "./telemetry.js"
import { tokenOf } from "./token.js"

type NeedsHttp<A> = Effect.Effect<A, Failure, HttpClient.HttpClient>

const tokenFor = (call: Call) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.mapError(tokenOf(call.config, call.state, Math.max(0, call.deadline - now)), (failure) =>
      failure.duringTokenFetch()
    )
  )

/** Steps 3, 4 and 6: an attempt with the token, and once in a call, after a 401, with a new one. */
const authorized = (call: Call): NeedsHttp<Answer> =>
  Effect.flatMap(tokenFor(call), (token) =>
    Effect.catchAll(perform(call, token.value), (failure) => {
      if (failure.facts.status !== 401 || call.renewed) return Effect.fail(failure)
      call.renewed = true
      return call.state.tokens.invalidate(token.value).pipe(
        Effect.zipRight(tokenFor(call)),
        Effect.flatMap((fresh) => perform(call, fresh.value))
      )
    })
  )

const exchange = (call: Call): NeedsHttp<Answer> =>
  repeat(call, call.operation.auth === "Bearer" ? authorized(call) : perform(call, undefined))

/** Tells metrics how a call ended, and the span which error it was. */
const counted = <A>(call: Call, effect: Effect.Effect<A, VippsError, HttpClient.HttpClient>) => {
  const count = (outcome: string) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => countCall(call.operation.name, outcome, now - call.startedAt))
  return effect.pipe(
    Effect.tapBoth({
      onSuccess: () => count("success"),
      onFailure: (error) => Effect.zipRight(count(error._tag), Effect.annotateCurrentSpan("error.type", error._tag))
    })
  )
}

/**
 * The only road to the network. What can be made once per operation is made here, when the module is loaded; a call
 * then goes through the steps in their order.
 */
export const send = <Request, Response>(operation: Operation<Request, Response>) => {
  const encode = encoder(operation)
  const decode = decoder(operation)

  return (input: Input<Request>): Effect.Effect<Response, VippsError, VippsConfig | HttpClient.HttpClient> =>
    Effect.flatMap(VippsConfig, (config) => {
      const encoded = encode(input)
      if (Either.isLeft(encoded)) return Effect.fail(inputError(operation.name, encoded.left, subjectOf(input)))
      const state = stateOf(config, operation.name, subjectOf(input))
      if (Either.isLeft(state)) return Effect.fail(state.left)
      return Effect.flatMap(begin(operation, config, state.right, encoded.right, input), (call) =>
        counted(
          call,
          exchange(call).pipe(
            Effect.flatMap(decode),
            Effect.mapError((failure) => report(failure, call))
          )
        )
      )
    })
}
