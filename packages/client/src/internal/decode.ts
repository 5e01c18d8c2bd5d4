import * as Either from "effect/Either"
import type { Operation } from "../Operation.js"
import { type Answer, bodyLimit } from "./classify.js"
import { Failure } from "./failure.js"
import type { Issue } from "./issues.js"
import { reading, readingAsSent } from "./read.js"

const parseJson = (text: string): Either.Either<unknown, ReadonlyArray<Issue>> => {
  try {
    return Either.right(JSON.parse(text))
  } catch {
    return Either.left([{ path: "", message: text === "" ? "the body is empty" : "the body is not JSON" }])
  }
}

/**
 * Reads the answer of a success. A success that cannot be read is never repeated: the request was carried out.
 */
export const decoder = <Response>(
  operation: Pick<Operation<never, Response>, "response" | "responseAsSent" | "secretAnswer">
) => {
  const { response, responseAsSent = false, secretAnswer } = operation
  if (response === undefined)
    return (_: Answer): Either.Either<Response, Failure> => Either.right(undefined as Response)
  const read = responseAsSent ? readingAsSent(response) : reading(response)
  return (answer: Answer): Either.Either<Response, Failure> => {
    const decoded =
      responseAsSent && answer.body === "" ? read(undefined) : Either.flatMap(parseJson(answer.body), read)
    return Either.isRight(decoded)
      ? Either.right(decoded.right)
      : Either.left(
          new Failure(
            {
              tag: "VippsDecodeError",
              retryable: false,
              ambiguous: true,
              status: answer.status,
              issues: decoded.left
            },
            secretAnswer === true ? undefined : answer.body.slice(0, bodyLimit)
          )
        )
  }
}
