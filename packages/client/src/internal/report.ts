import {
  type Outcome,
  rememberBody,
  VippsAuthError,
  VippsBusyError,
  VippsConflictError,
  VippsDecodeError,
  type VippsError,
  VippsNotFoundError,
  VippsRateLimitError,
  VippsRequestError,
  VippsServerError,
  VippsTransportError
} from "../VippsError.js"
import type { Call } from "./call.js"
import type { Failure } from "./failure.js"

/**
 * A refusal says nothing about an earlier attempt that was left without an answer: only when every attempt was refused
 * is it sure that nothing was changed. Reading changes nothing.
 */
const outcomeOf = (failure: Failure, call: Call): Outcome =>
  call.operation.kind !== "Read" && (call.unanswered || failure.facts.ambiguous) ? "unknown" : "refused"

const whatHappened = ({ facts, tokenPhase }: Failure): string => {
  const words = [facts.title, facts.detail].filter((part, i, all) => part !== undefined && all.indexOf(part) === i)
  const details = facts.extraDetails?.filter(({ name }) => name !== "ErrorCode") ?? []
  const said = [...words, ...details.map(({ name, reason }) => (name === "" ? reason : `${name}: ${reason}`))].join(
    ", "
  )
  const status = facts.status === undefined ? "" : ` (HTTP ${facts.status}${facts.code ? `, code ${facts.code}` : ""})`
  const what = {
    VippsAuthError: "the keys were not accepted",
    VippsRequestError: "Vipps refused",
    VippsNotFoundError: "not found at this sales unit",
    VippsConflictError: "in conflict with an earlier request",
    VippsRateLimitError: "too many requests",
    VippsBusyError: "busy with another operation",
    VippsServerError: "Vipps failed",
    VippsTransportError: facts.reason === "Timeout" ? "timed out" : "no answer",
    VippsDecodeError: "the answer cannot be read"
  }[facts.tag]
  const issues = facts.issues?.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ")
  return `${tokenPhase ? "no access token: " : ""}${what}${status}${[said, issues]
    .filter(Boolean)
    .map((text) => `: ${text}`)
    .join("")}.`
}

const conflictOf = (failure: Failure, call: Call): VippsConflictError["reason"] => {
  const { code } = failure.facts
  if (code === "4010" || code === "4020") return "IdempotencyKeyReused"
  if (code === "4150") return call.operation.kind === "MoneyMovement" ? "IdempotencyKeyReused" : "ReferenceExists"
  // [U] Checkout documents 409 on create only, as a duplicate reference, and gives it no known code.
  return call.operation.name === "Checkout.createSession" ? "ReferenceExists" : "Unknown"
}

const nextStep = (failure: Failure, call: Call, outcome: Outcome, retryable: boolean): string => {
  const { facts } = failure
  if (outcome === "unknown") {
    const risk = call.operation.kind === "MoneyMovement" ? "Money may have moved" : "It may have taken effect"
    return call.operation.notRepeatable === true
      ? `${risk}: read it back before trying again.`
      : `${risk}: repeat with idempotencyKey "${call.idempotencyKey}", or read it back; never repeat with a new key.`
  }
  const unchanged = call.operation.kind === "Read" ? "" : "This call changed nothing. "
  if (retryable) {
    const wait = facts.retryAfter === undefined ? "later" : `in ${Math.ceil(facts.retryAfter / 1000)} s`
    return `${unchanged}Safe to try again ${wait}.`
  }
  switch (facts.tag) {
    case "VippsAuthError":
      return `${unchanged}Check client id, client secret, subscription key and merchant serial number, and that they belong to this environment.`
    case "VippsConflictError":
      return conflictOf(failure, call) === "ReferenceExists"
        ? `${unchanged}The reference is taken: read it back, or use a new one.`
        : `${unchanged}Use a new idempotency key for a new request.`
    case "VippsRequestError":
      // Vipps answers a key with the first answer to it, also when that was a refusal.
      return call.operation.kind === "Read" ? "" : `${unchanged}A corrected request needs a new idempotency key.`
    case "VippsTransportError":
      return `${unchanged}Check baseUrl and what stands between.`
    default:
      return unchanged
  }
}

const messageOf = (failure: Failure, call: Call, outcome: Outcome, retryable: boolean): string => {
  const subject = `${call.operation.name}${call.reference === undefined ? "" : ` of ${call.reference}`}`
  const trace = failure.facts.traceId === undefined ? "" : `, traceId ${failure.facts.traceId}`
  const attempts = `${call.attempts} attempt${call.attempts === 1 ? "" : "s"}`
  const parts = [`${subject}: ${whatHappened(failure)}`, nextStep(failure, call, outcome, retryable).trim()]
  return `${parts.filter((part) => part !== "").join(" ")} [${attempts}${trace}]`
}

/** Without the fields that are not known, so that an error prints what it tells and no more. */
const known = <A extends object>(fields: A): A =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as A

/** What the caller gets to know: made once, when a call has failed for good. */
export const report = (failure: Failure, call: Call): VippsError => {
  const { facts } = failure
  const outcome = outcomeOf(failure, call)
  const retryable = facts.retryable && !(outcome === "unknown" && call.operation.notRepeatable === true)
  const common = known({
    message: messageOf(failure, call, outcome, retryable),
    operation: call.operation.name,
    reference: call.reference,
    attempts: call.attempts,
    retryable,
    outcome,
    idempotencyKey: call.idempotencyKey
  })
  const trusted = { disableValidation: true }
  if (facts.tag === "VippsTransportError") {
    return new VippsTransportError(
      known({ ...common, reason: facts.reason ?? "Network", detail: facts.detail }),
      trusted
    )
  }
  const status = facts.status ?? 0
  if (facts.tag === "VippsDecodeError") {
    return rememberBody(new VippsDecodeError({ ...common, status, issues: facts.issues ?? [] }, trusted), failure.body)
  }
  const { code, title, detail, traceId, extraDetails, retryAfter } = facts
  const answered = known({ ...common, status, code, title, detail, traceId, extraDetails, retryAfter })
  const error =
    facts.tag === "VippsConflictError"
      ? new VippsConflictError({ ...answered, reason: conflictOf(failure, call) }, trusted)
      : new {
          VippsAuthError,
          VippsRequestError,
          VippsNotFoundError,
          VippsRateLimitError,
          VippsBusyError,
          VippsServerError
        }[facts.tag](answered, trusted)
  return rememberBody<VippsError>(error, failure.body)
}
