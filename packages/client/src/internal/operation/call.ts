import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import type { CallOptions, Operation } from "../../Operation.js"
import type { VippsConfig } from "../../VippsConfig.js"
import { parametersOf } from "../request/encodeRequest.js"
import { send } from "./send.js"
import { spanned } from "./span.js"

/** The function of an operation: path parameters, request and query, as it has them, then options. */
export const call = <Arguments extends ReadonlyArray<unknown>, A, E>(
  operation: Operation<Arguments, A, E>
): ((...given: Arguments) => Effect.Effect<A, E, VippsConfig | HttpClient.HttpClient>) => {
  const sent = send(operation)
  const { length } = parametersOf(operation)
  const request = operation.arguments.indexOf("request")
  const query = operation.arguments.indexOf("query")
  const options = operation.arguments.length
  return spanned(operation.name)((...given: Arguments) =>
    sent({
      parameters: given.slice(0, length),
      request: request === -1 ? undefined : given[request],
      query: query === -1 ? undefined : given[query],
      options: given[options] as CallOptions | undefined
    })
  )
}
