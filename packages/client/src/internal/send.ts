import type * as HttpClient from "@effect/platform/HttpClient"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { Operation } from "../Operation.js"
import { VippsConfig } from "../VippsConfig.js"
import type { VippsError } from "../VippsError.js"
import { warnCutOff, warnRequest } from "./advice.js"
import { begin, type Call, perform, repeat } from "./call.js"
import type { Answer } from "./classify.js"
import { decoder } from "./decode.js"
import type { Failure } from "./failure.js"
import { type Encoded, encoder, type Input, plainInput, subjectOf } from "./input.js"
import { type Ending, type Intents, isIntent, release } from "./intent.js"
import { inputError } from "./options.js"
import { report } from "./report.js"
import { stateOf } from "./state.js"
import { annotateSpan, countCall } from "./telemetry.js"
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

const endingOf = (exit: Exit.Exit<unknown, VippsError>, sent: boolean): Ending =>
  Exit.match(exit, {
    onSuccess: () => "Success",
    onFailure: (cause) => Option.getOrElse(Cause.failureOption(cause), () => ({ _tag: "CutOff", sent }) as const)
  })

/** However a call ends: its key is settled or kept, metrics count it, its span and a log find it again. */
const conclude = (call: Call, exit: Exit.Exit<unknown, VippsError>): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const ending = endingOf(exit, call.unanswered)
    if (call.intent !== undefined) release(call.intent, ending, call.state.family.unsettled, now)
    if (ending === "Success") return countCall(call.operation.name, "success", now - call.startedAt)
    const cutOff = ending._tag === "CutOff"
    const outcome = !cutOff ? ending._tag : Exit.isInterrupted(exit) ? "interrupted" : "defect"
    const logged = cutOff && ending.sent && call.operation.kind !== "Read" ? warnCutOff(call, outcome) : Effect.void
    return countCall(call.operation.name, outcome, now - call.startedAt).pipe(
      Effect.zipRight(annotateSpan(call, outcome)),
      Effect.zipRight(logged)
    )
  })

/**
 * The only road to the network. What can be made once per operation is made here, when the module is loaded; a call
 * then goes through the steps in their order.
 *
 * One Effect value is one intent: it is encoded once, and each run of it carries the same key. So the returned function
 * must be called when the Effect is made, not when it runs.
 */
export const send = <Request, Response>(operation: Operation<Request, Response>) => {
  const encode = encoder(operation)
  const decode = decoder(operation)
  const intended = isIntent(operation)

  return (given: Input<Request>): Effect.Effect<Response, VippsError, VippsConfig | HttpClient.HttpClient> => {
    const input = plainInput(given)
    const intents: Intents | undefined = intended ? new Map() : undefined
    let encoded: Encoded | undefined
    return Effect.flatMap(VippsConfig, (config) => {
      if (encoded === undefined) {
        const checked = encode(input)
        if (Either.isLeft(checked)) return Effect.fail(inputError(operation.name, checked.left, subjectOf(input)))
        encoded = checked.right
      }
      const state = stateOf(config, operation.name, subjectOf(input))
      if (Either.isLeft(state)) return Effect.fail(state.left)
      const { warnings } = encoded
      const begun = begin(operation, config, state.right, encoded, input, intents)
      return Effect.uninterruptibleMask((restore) =>
        Effect.flatMap(begun, (call) => {
          const exchanged = exchange(call)
          const answered = (
            warnings?.length ? Effect.zipRight(warnRequest(call, warnings), exchanged) : exchanged
          ).pipe(
            Effect.flatMap(decode),
            Effect.mapError((failure) => report(failure, call))
          )
          return Effect.flatMap(Effect.exit(restore(answered)), (exit) => Effect.zipRight(conclude(call, exit), exit))
        })
      )
    })
  }
}
