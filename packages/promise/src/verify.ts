import type { VippsWebhookError } from "@effect-vipps/client/internal/receive/VippsWebhookError"
import type { VippsError } from "@effect-vipps/client/VippsError"
import type { Verifier } from "@effect-vipps/client/webhooks/verifier"
import * as verifier from "@effect-vipps/client/webhooks/verifier"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import { checked } from "./internal/checks.js"
import { callSite, earlySite, thrown, unreadable } from "./internal/failure.js"
import { secretsOf } from "./internal/secrets.js"
import type { Webhooks } from "./Webhooks.js"

/** What an event is verified with. */
export interface VerifyOptions extends Webhooks.SignedRequest {
  /** The registration's secret, unchanged. Several while one registration replaces another. */
  readonly secret: string | ReadonlyArray<string>
  /** The URL as it is registered, not as the request has it: behind a proxy the two differ. */
  readonly url: string
  /**
   * How old a signature may be, in milliseconds. Defaults to no limit: Vipps retries for 7 days, and whether a
   * redelivery is signed again is not documented.
   */
  readonly maxAgeMs?: number | undefined
}

const name = "verifyWebhook"

interface Prepared extends Pick<VerifyOptions, "secret" | "maxAgeMs"> {
  readonly verify: Verifier
}

/** Of the last URLs. */
const prepared = new Map<string, Prepared>()

const verifierOf = (options: VerifyOptions): Verifier => {
  const { maxAgeMs, secret, url } = options ?? {}
  const known = prepared.get(url)
  if (known !== undefined && known.secret === secret && known.maxAgeMs === maxAgeMs) return known.verify
  const verify = checked(name, options, [], () =>
    verifier.makeVerifier(name, { secret: secretsOf(secret), url, maxAge: maxAgeMs })
  )
  if (prepared.size >= 100) prepared.clear()
  // A list may be changed later.
  if (typeof secret === "string") prepared.set(url, { secret, maxAgeMs, verify })
  return verify
}

const verified = (options: VerifyOptions): Effect.Effect<Webhooks.WebhookEvent, VippsError | VippsWebhookError> => {
  try {
    return verifierOf(options)({ headers: options.headers, body: options.body })
  } catch (error) {
    return Either.left(unreadable(name, error))
  }
}

/**
 * Verifies that a request comes from Vipps and returns its event. Rejects with a `VippsWebhookError`: respond with 401,
 * or 400 for `reason: "Payload"`. `webhookHandler` does all of it.
 *
 * @example
 * ```ts
 * const event = await verifyWebhook({ secret, url, headers: request.headers, body: rawBody })
 * if (event._tag === "EPayment" && event.name === "AUTHORIZED") await ship(event.reference)
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/request-authentication/
 */
export const verifyWebhook = async (options: VerifyOptions): Promise<Webhooks.WebhookEvent> => {
  const site = earlySite()
  const event = verified(options)
  if (verifier.isKnown(event) && Either.isRight(event)) return event.right
  const exit = await Effect.runPromiseExit(event)
  if (Exit.isSuccess(exit)) return exit.value
  throw thrown(exit.cause, { name }, site ?? callSite())
}
