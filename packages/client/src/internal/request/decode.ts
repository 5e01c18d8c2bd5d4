import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { Bytes, Header, Operation } from "../../Operation.js"
import type { Issue } from "../schema/parseIssues.js"
import { parseJson } from "../schema/parseJson.js"
import { reading, readingAsSent } from "../schema/read.js"
import { type Answer, bodyLimit } from "./classify.js"
import { Failure } from "./failure.js"
import { plain } from "./problem.js"
import { fitToShow } from "./redact.js"

/** A page is never Vipps' response, whatever its status: the request may not have reached Vipps. */
const isPage = (text: string): boolean => /^\s{0,20}</.test(text)

/** Bytes may be an image that begins as a page does. */
const isPageOfBytes = (answer: Answer): boolean => /^\s{0,20}text\/html\b/i.test(answer.header("content-type") ?? "")

const jsonOf = (answer: Answer): Either.Either<unknown, ReadonlyArray<Issue>> =>
  Either.fromOption(parseJson(answer.body), () => [
    { path: "", message: answer.body === "" ? "the body is empty" : `the body is ${foundIn(answer)}` }
  ])

/** `fetch` keeps the header of what it decompresses. What was not decompressed is no UTF-8. */
const encodingOf = (answer: Answer): string | undefined =>
  answer.body.includes("\ufffd") ? answer.header("content-encoding") : undefined

/** A page comes from a proxy or a login, which its first words name. Broken JSON is not shown: it may describe a person. */
const foundIn = (answer: Answer): string => {
  const text = answer.body
  const encoding = encodingOf(answer)
  if (encoding !== undefined) {
    return `compressed (content-encoding: ${fitToShow(encoding, [], 100)}), and the HTTP client does not decompress it`
  }
  if (!isPage(text)) return "not JSON"
  // A token is one long word.
  const words = (plain(text) ?? "").split(" ").filter((word) => word.length <= 20)
  const start = fitToShow(words.slice(0, 12).join(" "), [], 100)
  return start === "" ? "not JSON but HTML" : `not JSON but HTML: "${start}"`
}

type Reader = (answer: Answer) => Either.Either<unknown, ReadonlyArray<Issue>>

/** What a body that need not be JSON means. */
const unlessPage =
  (read: (answer: Answer) => unknown): Reader =>
  (answer) =>
    isPage(answer.body) || encodingOf(answer) !== undefined ? jsonOf(answer) : Either.right(read(answer))

/** Some send a text as JSON does, in quotes. */
const textOf = ({ body }: Answer): string => {
  const json = Option.getOrUndefined(parseJson(body))
  return typeof json === "string" ? json : body
}

const bytesOf = (answer: Answer): Bytes => ({
  bytes: answer.bytes,
  mediaType: answer.header("content-type")?.split(";")[0]?.trim()
})

const bodyReader = (operation: Operation<never, unknown, unknown>): Reader => {
  const { response, responseAsSent = false, responseFormat } = operation
  if (responseFormat === "text") return unlessPage(textOf)
  if (responseFormat === "bytes") {
    return (answer) => (isPageOfBytes(answer) ? jsonOf(answer) : Either.right(bytesOf(answer)))
  }
  if (response === undefined) return unlessPage(() => undefined)
  const read = responseAsSent ? readingAsSent(response) : reading(response)
  return (answer) => (responseAsSent && answer.body === "" ? read(undefined) : Either.flatMap(jsonOf(answer), read))
}

/**
 * Reads the response of a success. One that cannot be read is never retried: the request may have been carried out.
 */
export const decoder = <Response>(operation: Operation<never, Response, unknown>) => {
  const { secretResponse } = operation
  const read = bodyReader(operation)
  const result = operation.result as ((body: unknown, header: Header) => unknown) | undefined
  return (answer: Answer): Either.Either<Response, Failure> => {
    const decoded = read(answer)
    return Either.isRight(decoded)
      ? Either.right(
          (result === undefined ? decoded.right : result(decoded.right, (name) => answer.header(name))) as Response
        )
      : Either.left(
          new Failure(
            {
              tag: "VippsDecodeError",
              retryable: false,
              ambiguous: true,
              status: answer.status,
              issues: decoded.left
            },
            secretResponse === true ? undefined : answer.body.slice(0, bodyLimit)
          )
        )
  }
}
