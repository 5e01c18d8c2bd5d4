import { makeVerifier } from "@effect-vipps/client/webhooks/verifier"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { checked } from "./internal/checks.js"
import { callSite, thrown } from "./internal/failure.js"
import { secretsOf } from "./internal/secrets.js"
import type * as Webhooks from "./Webhooks.js"

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
  const site = callSite()
  const exit = await Effect.runPromiseExit(
    Effect.suspend(() =>
      checked(name, options, [], ({ body, headers, maxAgeMs, secret, url }) =>
        makeVerifier(name, { secret: secretsOf(secret), url, maxAge: maxAgeMs })({ headers, body })
      )
    )
  )
  if (Exit.isSuccess(exit)) return exit.value
  throw thrown(exit.cause, { name }, site)
}
