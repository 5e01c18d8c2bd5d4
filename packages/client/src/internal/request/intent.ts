import type { Endpoint } from "../../Operation.js"
import type { VippsError } from "../../VippsError.js"
import { isJudged } from "./isJudged.js"
import type { Unsettled } from "./unsettled.js"

/**
 * The intent of one Effect value at one sales unit: every run of it sends the same key.
 *
 * - `Open`: nothing has been done under the key.
 * - `Unsettled`: a call with it may have taken effect.
 * - `Done`: a call with it succeeded. Repeating it returns the same response.
 * - `Refused`: nothing was done, and Vipps always repeats a refusal for its key: the next run takes a new one.
 */
export interface Intent {
  readonly key: string
  readonly subject: Subject
  /** Of the Effect value it belongs to. */
  readonly siblings: Intents
  standing: "Open" | "Unsettled" | "Done" | "Refused"
  /** Calls under way with this key, of this Effect value. */
  running: number
}

/** A request in every respect that matters to Vipps. */
export interface Subject {
  readonly operation: Endpoint
  /** In effect: the call's own, or the configuration's. */
  readonly merchantSerialNumber: string
  readonly url: string
  readonly body: string | undefined
}

/** No part but the last can hold a line break. */
const textOf = ({ body, merchantSerialNumber, operation, url }: Subject): string =>
  [operation.name, merchantSerialNumber, url, body].join("\n")

/** The intents of one Effect value, by merchant serial number. */
export type Intents = Map<string, Intent>

/**
 * Whether a repeated key matters: not to a read, not where Vipps ignores it, and not to a PATCH or DELETE that sets a
 * state. Those may be repeated with any key, while an old key would get an old response to a state that is set again.
 * One that moves money is refused the second time, unless its key is the first's.
 */
export const isIntent = (operation: Endpoint): boolean =>
  (operation.method === "POST" ? operation.kind !== "Read" : operation.kind === "MoneyMovement") &&
  operation.notRepeatable !== true

/** Begins a call: with the key of this Effect value, else that of an equal call left unsettled, else a new one. */
export const claim = (intents: Intents, subject: Subject, unsettled: Unsettled, now: number): Intent => {
  const own = intents.get(subject.merchantSerialNumber)
  if (own !== undefined) {
    unsettled.remove(own.key)
    own.running++
    return own
  }
  const kept = unsettled.isEmpty ? undefined : unsettled.take(textOf(subject), now)
  const intent: Intent = {
    key: kept ?? crypto.randomUUID(),
    subject,
    siblings: intents,
    standing: kept === undefined ? "Open" : "Unsettled",
    running: 1
  }
  intents.set(subject.merchantSerialNumber, intent)
  return intent
}

/**
 * Whether a refusal also settles earlier calls with the same key. Only the API's own judgement of the request does:
 *
 * - 400 and 422 with Vipps' own details: had the earlier call been carried out, Vipps would have repeated its success.
 *   Without them the response may be a gateway's, which knows nothing of the earlier call.
 * - A taken reference: whichever call took it, no retry can take it.
 *
 * The others say nothing about it: 401, 403, 404, 407, 413 and the like also come from gateways and proxies; 408, 423, 425
 * and 429 put the request off; a reused key may be this key under way; without a token or a connection nothing
 * was sent.
 */
const settles = (error: VippsError): boolean =>
  (error._tag === "VippsRequestError" && (error.status === 400 || error.status === 422) && isJudged(error)) ||
  (error._tag === "VippsConflictError" && error.reason === "ReferenceExists")

/** A call that was interrupted or died, perhaps after it was sent. */
interface CutOff {
  readonly _tag: "CutOff"
  readonly by: "interrupted" | "defect"
  readonly sent: boolean
}

/** How a call ended: with its response, with an error, or cut off. */
export type Ending = "Success" | VippsError | CutOff

const standingAfter = (standing: Intent["standing"], ending: Ending): Intent["standing"] => {
  if (ending === "Success" || standing === "Done") return "Done"
  if (ending._tag === "CutOff") return ending.sent ? "Unsettled" : standing
  if (ending.outcome === "unknown") return "Unsettled"
  return settles(ending) || (standing === "Open" && !ending.retryable) ? "Refused" : standing
}

/** Ends a call. The key of one left unsettled is kept for the next equal call; a settled one is dropped. */
export const release = (intent: Intent, ending: Ending, unsettled: Unsettled, now: number): void => {
  intent.running--
  intent.standing = standingAfter(intent.standing, ending)
  if (intent.standing === "Done") unsettled.remove(intent.key)
  if (intent.running > 0) return
  if (intent.standing === "Unsettled") unsettled.keep(textOf(intent.subject), intent.key, now)
  if (intent.standing === "Refused") intent.siblings.delete(intent.subject.merchantSerialNumber)
}

/** Ends a call with the caller's own key, which may be that of a call left unsettled: the key is dropped if this settles it. */
export const settle = (key: string, ending: Ending, unsettled: Unsettled): void => {
  if (standingAfter("Unsettled", ending) !== "Unsettled") unsettled.remove(key)
}
