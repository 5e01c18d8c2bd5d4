import { TooLarge, UnknownEncoding } from "../transport/transport.js"
import { type Diagnosis, diagnose } from "../transport/unsent.js"
import { Failure, network, unsent } from "./failure.js"
import { fitToShow } from "./redact.js"

const shown = ({ words }: Diagnosis, otherwise: string, secrets: ReadonlyArray<string>): string =>
  words === "" ? otherwise : fitToShow(words, secrets)

/** What broke a connection before a response began. */
export const brokenConnection = (cause: unknown, otherwise: string, secrets: ReadonlyArray<string>): Failure => {
  const diagnosis = diagnose(cause)
  const words = shown(diagnosis, otherwise, secrets)
  return diagnosis.unsent === undefined
    ? network(words, diagnosis.retryable)
    : unsent(diagnosis.unsent, words, diagnosis.retryable)
}

const unreadable = (status: number, message: string): Failure =>
  new Failure({
    tag: "VippsDecodeError",
    retryable: false,
    ambiguous: true,
    status,
    issues: [{ path: "", message }]
  })

/** What broke the body of a success, which must be whole. */
export const brokenBody = (cause: unknown, status: number, limit: number, secrets: ReadonlyArray<string>): Failure => {
  if (cause instanceof TooLarge) return unreadable(status, `the body is larger than ${limit} bytes (maxResponseSize)`)
  if (cause instanceof UnknownEncoding) {
    return unreadable(status, `the body cannot be decoded: it has ${fitToShow(cause.message, secrets, 100)}`)
  }
  const diagnosis = diagnose(cause)
  return network(shown(diagnosis, "the response body was truncated", secrets), diagnosis.retryable)
}

/** A duration in words: what is left of a call is seldom a round number. */
export const seconds = (millis: number): string =>
  millis < 1000 ? `${millis} ms` : `${Math.round(millis / 100) / 10} s`
