import * as Either from "effect/Either"
import type { Operation } from "../../Operation.js"
import type { Issue } from "../schema/parseIssues.js"
import { reading, readingAsSent } from "../schema/read.js"
import { type Answer, bodyLimit } from "./classify.js"
import { Failure } from "./failure.js"
import { plain } from "./problem.js"
import { fitToShow } from "./redact.js"

const parseJson = (text: string): Either.Either<unknown, ReadonlyArray<Issue>> => {
  try {
    return Either.right(JSON.parse(text))
  } catch {
    return Either.left([{ path: "", message: text === "" ? "the body is empty" : `the body is ${foundIn(text)}` }])
  }
}

/** A page comes from a proxy or a login, which its first words name. Broken JSON is not shown: it may describe a person. */
const foundIn = (text: string): string => {
  if (!/^\s{0,20}</.test(text)) return "not JSON"
  // A token is one long word.
  const words = (plain(text) ?? "").split(" ").filter((word) => word.length <= 20)
  const start = fitToShow(words.slice(0, 12).join(" "), [], 100)
  return start === "" ? "not JSON but HTML" : `not JSON but HTML: "${start}"`
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
