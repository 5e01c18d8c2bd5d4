/** Sends a request to the merchant's server whose response the customer waits for. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import type { EmulatorContext } from "../core/EmulatorContext.js"
import { decode, inWords } from "../core/issues.js"
import { parse } from "../core/json.js"

export interface MerchantRequest<A, I> {
  readonly url: string
  readonly authorization: string | undefined
  readonly body: unknown
  readonly within: Duration.DurationInput
  readonly answer: Schema.Schema<A, I>
}

/** The response, or why it is not usable. */
export const requestMerchant = <A, I>(
  { outgoing, trace }: EmulatorContext,
  { answer, authorization, body, url, within }: MerchantRequest<A, I>
): Effect.Effect<A, string> => {
  const decodeAnswer = decode(answer)
  const read = (text: string): Either.Either<A, string> =>
    Option.match(parse(text), {
      onNone: () => Either.left("it is not valid JSON."),
      onSome: (json) => Either.mapLeft(decodeAnswer(json), inWords)
    })
  const noted = (result: number | string) => trace({ direction: "out", result, method: "POST", target: url, about: [] })
  return outgoing
    .execute(
      HttpClientRequest.post(url, {
        headers: authorization === undefined ? {} : { authorization },
        body: HttpBody.text(JSON.stringify(body), "application/json;charset=UTF-8")
      })
    )
    .pipe(
      Effect.flatMap((response) => Effect.map(response.text, (text) => ({ status: response.status, text }))),
      Effect.mapError(() => "it could not be reached."),
      Effect.timeoutFail({ duration: within, onTimeout: () => "no response arrived in time." }),
      Effect.tapBoth({ onFailure: noted, onSuccess: ({ status }) => noted(status) }),
      Effect.filterOrFail(
        ({ status }) => status === 200,
        ({ status }) => `it responded with ${status}.`
      ),
      Effect.flatMap(({ text }) => Effect.mapError(read(text), (reason) => `its response is invalid: ${reason}`))
    )
}
