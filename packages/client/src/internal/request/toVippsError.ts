import * as Duration from "effect/Duration"
import { rememberBody } from "../../error/body.js"
import {
  type Outcome,
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
} from "../../VippsError.js"
import { issueText } from "../schema/parseIssues.js"
import type { Unsent } from "../transport/unsent.js"
import { adviceOf, titleOf } from "./advice.js"
import type { Call } from "./call.js"
import { failsAs } from "./classify.js"
import { type Facts, Failure } from "./failure.js"
import { secretsOf } from "./headers.js"
import { withoutPersonal, withoutSecrets } from "./redact.js"

/**
 * A refusal says nothing about an earlier attempt that got no response: only when every attempt was refused
 * is it certain that nothing changed. Reading changes nothing.
 */
const outcomeOf = (failure: Failure, call: Call): Outcome =>
  call.operation.kind !== "Read" && (call.unanswered || failure.facts.ambiguous) ? "unknown" : "refused"

/** More details than these are in `extraDetails`. */
const shownDetails = 5

const detailsOf = (details: NonNullable<Facts["extraDetails"]>): ReadonlyArray<string> => {
  const listed = details.filter(({ name }) => name !== "ErrorCode")
  const shown = listed.slice(0, shownDetails).map(({ name, reason }) => (name === "" ? reason : `${name}: ${reason}`))
  return listed.length > shownDetails ? [...shown, `and ${listed.length - shownDetails} more`] : shown
}

const whatWasNotSent: { readonly [U in Unsent]: string } = {
  Connection: "no connection",
  Certificate: "the server's certificate is not trusted",
  Tls: "no TLS connection",
  Proxy: "the proxy does not let the request through",
  Request: "the request cannot be sent"
}

const whatHappened = ({ facts, tokenPhase }: Failure): string => {
  const words = [facts.title, facts.detail].filter((part, i, all) => part !== undefined && all.indexOf(part) === i)
  const said = [...words, ...detailsOf(facts.extraDetails ?? [])].join(", ")
  const status = facts.status === undefined ? "" : ` (HTTP ${facts.status}${facts.code ? `, code ${facts.code}` : ""})`
  const what = {
    VippsAuthError: "the keys were not accepted",
    VippsRequestError: "Vipps rejected the request",
    VippsNotFoundError: "not found at this sales unit",
    VippsConflictError: "conflicts with an earlier request",
    VippsRateLimitError: "too many requests",
    VippsBusyError: "busy with another operation",
    VippsServerError: "Vipps failed",
    VippsTransportError:
      facts.unsent !== undefined
        ? whatWasNotSent[facts.unsent]
        : facts.reason === "Timeout"
          ? "timed out"
          : "no response",
    VippsDecodeError: "the response cannot be read"
  }[facts.tag]
  const issues = facts.issues && issueText(facts.issues)
  return sentence(
    `${tokenPhase ? "no access token: " : ""}${what}${status}${[said, issues]
      .filter(Boolean)
      .map((text) => `: ${text}`)
      .join("")}`
  )
}

/** Ends with one full stop, whatever the server wrote. */
const sentence = (text: string): string => {
  const bare = text.trimEnd().replace(/[.:;,\s]{1,20}$/, "")
  return /[?!]$/.test(bare) ? bare : `${bare}.`
}

/** An operation that creates nothing can only conflict with an earlier call with its own key. */
const conflictOf = ({ facts }: Failure, { operation }: Call): VippsConflictError["reason"] => {
  const { conflicts = {} } = operation.errors ?? {}
  // The server chooses the code: it may be the name of something that every object has.
  const named = [facts.code ?? "", String(facts.status)].find((key) => Object.hasOwn(conflicts, key))
  const reason = (named === undefined ? undefined : conflicts[named]) ?? "Unknown"
  const creates = failsAs(operation.fails, "Create") || (failsAs(operation.fails, "Any") && operation.kind === "Change")
  return reason === "ReferenceExists" && !creates ? "IdempotencyKeyReused" : reason
}

/** What is in use, where a conflict says so. */
const taken: { readonly [Reason in VippsConflictError["reason"]]?: string } = {
  ReferenceExists: "The reference",
  QrIdTaken: "The id",
  ReceiptExists: "The receipt"
}

/** The words with which a gateway or the token endpoint singles out one of the four keys. */
const namedKeys: ReadonlyArray<readonly [words: RegExp, key: string]> = [
  [/subscription key/i, "the subscription key (subscriptionKey)"],
  [/AADSTS7000215|AADSTS7000222|client[ _]secret/i, "the client secret (clientSecret)"],
  [/AADSTS700016|AADSTS90002|client[ _]id\b|application with identifier/i, "the client id (clientId)"],
  [/merchant[ -]?serial[ -]?number|\bMSN\b/i, "the merchant serial number (merchantSerialNumber)"]
]

const keyToCheck = ({ facts }: Failure): string => {
  const words = [facts.title, facts.detail, ...(facts.extraDetails ?? []).map(({ reason }) => reason)].join(" ")
  const named = namedKeys.filter(([pattern]) => pattern.test(words)).map(([, key]) => key)
  return named.length === 0
    ? "Vipps does not say which key is wrong: check client id, client secret, subscription key and merchant serial number, and that all four belong to this environment."
    : `Check ${named.join(" and ")}, and that it belongs to this environment.`
}

const remedies: { readonly [U in Unsent]: string } = {
  Connection: "Check baseUrl and any proxy in between.",
  Certificate:
    "Check baseUrl and this machine's clock. If a proxy or firewall inspects TLS here, trust its certificate authority: NODE_EXTRA_CA_CERTS in Node and Bun, DENO_CERT in Deno.",
  Tls: "Check that the server of baseUrl speaks TLS, and any proxy in between.",
  Proxy: "Check the address and the credentials of the proxy.",
  Request: "Check baseUrl and the keys: header values are printable ASCII."
}

const nextStep = (failure: Failure, call: Call, outcome: Outcome, retryable: boolean): string => {
  const { facts } = failure
  if (outcome === "unknown") {
    const what = facts.tag === "VippsConflictError" ? taken[conflictOf(failure, call)] : undefined
    return what === undefined
      ? adviceOf(call)
      : `${what} is taken, most likely by an earlier attempt of this very call: read it back.`
  }
  const unchanged =
    facts.unsent !== undefined && !call.sent
      ? "Nothing was sent. "
      : call.operation.kind === "Read"
        ? ""
        : "This call changed nothing. "
  if (retryable) {
    const wait = facts.retryAfter === undefined ? "later" : `in ${Math.ceil(facts.retryAfter / 1000)} s`
    return `${unchanged}Safe to retry ${wait}.`
  }
  switch (facts.tag) {
    case "VippsAuthError":
      return `${unchanged}${keyToCheck(failure)}`
    case "VippsConflictError": {
      const reason = conflictOf(failure, call)
      const what = taken[reason]
      if (what === undefined) {
        const first = reason === "Unknown" ? "" : "An earlier call may have, with another body: read it back first. "
        return `${unchanged}${first}Use a new idempotency key for a new request.`
      }
      return `${unchanged}${what} is already in use, perhaps by an earlier call of this program: read it back before using a new one.`
    }
    case "VippsRequestError":
      // Vipps repeats its first response for a key, also when that was a refusal.
      return call.operation.kind === "Read" ? "" : `${unchanged}A corrected request needs a new idempotency key.`
    case "VippsTransportError":
      return `${unchanged}${remedies[facts.unsent ?? "Connection"]}`
    default:
      return unchanged
  }
}

/** Environment, host, attempts, and the trace id that Vipps' support needs. */
const whereabouts = (failure: Failure, call: Call): string => {
  const { environment, baseUrl } = call.config
  return [
    `${environment} ${new URL(baseUrl).host}`,
    call.attempts === 0 ? undefined : `${call.attempts} attempt${call.attempts === 1 ? "" : "s"}`,
    failure.facts.traceId === undefined ? undefined : `traceId ${failure.facts.traceId}`
  ]
    .filter((part) => part !== undefined)
    .join(", ")
}

const messageOf = (failure: Failure, call: Call, outcome: Outcome, retryable: boolean): string => {
  const parts = [`${titleOf(call)}: ${whatHappened(failure)}`, nextStep(failure, call, outcome, retryable).trim()]
  return `${parts.filter((part) => part !== "").join(" ")} [${whereabouts(failure, call)}]`
}

/** Removes what the request said about a person: a server may echo it in a form that the transport cannot know. */
const withoutEcho = (failure: Failure, call: Call): Failure => {
  const clean = withoutPersonal(call.body)
  const maybe = (text: string | undefined) => (text === undefined ? undefined : clean(text))
  const { facts } = failure
  return new Failure(
    {
      ...facts,
      title: maybe(facts.title),
      detail: maybe(facts.detail),
      extraDetails: facts.extraDetails?.map(({ name, reason }) => ({ name: clean(name), reason: clean(reason) })),
      // One without a path may quote the body.
      issues: facts.issues?.map(({ message, path }) => ({
        path,
        message: path === "" ? clean(withoutSecrets(message, secretsOf(call, undefined))) : message
      }))
    },
    failure.body,
    failure.tokenPhase
  )
}

/** Drops unknown fields, so that an error prints only what it has. */
const known = <A extends object>(fields: A): A =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as A

/** Makes the caller's error, once, when a call has finally failed. */
export const toVippsError = (raw: Failure, call: Call): VippsError => {
  const failure = withoutEcho(raw, call)
  const { facts } = failure
  const outcome = outcomeOf(failure, call)
  const notRepeatable = (outcome === "unknown" && call.operation.notRepeatable) || undefined
  const retryable = facts.retryable && !notRepeatable
  const common = known({
    message: messageOf(failure, call, outcome, retryable),
    operation: call.operation.name,
    reference: call.reference,
    attempts: call.attempts,
    retryable,
    outcome,
    idempotencyKey: call.idempotencyKey,
    notRepeatable
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
  const { code, title, detail, traceId, extraDetails } = facts
  const retryAfter = facts.retryAfter === undefined ? undefined : Duration.millis(facts.retryAfter)
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
