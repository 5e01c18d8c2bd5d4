import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { VippsWebhookError } from "../VippsError.js"
import type { VerifierOptions } from "../webhooks/ReceiverOptions.js"
import type { SignedRequest } from "../webhooks/SignedRequest.js"
import type { WebhookEvent } from "../webhooks/WebhookEvent.js"
import { parseBody, readEvent } from "./event.js"
import { inputError } from "./options.js"
import { bytesOf, type Signer, verifySignature } from "./signature.js"

/** Reads a request as the event it is, if it is one. */
export type Verifier = (request: SignedRequest) => Effect.Effect<WebhookEvent, VippsWebhookError>

/** An empty secret is most often a variable that is not set, and everyone could sign with it. */
export const checkSecret = (operation: string, path: string, secret: unknown): void => {
  const text = Redacted.isRedacted(secret) ? Redacted.value(secret) : undefined
  if (typeof text !== "string" || !/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)) {
    throw inputError(operation, [
      { path, message: "must be one or more printable ASCII characters, without spaces at its ends" }
    ])
  }
}

const signerOf = (operation: string, { secret, url }: VerifierOptions): Signer => {
  const secrets: ReadonlyArray<Redacted.Redacted> = Array.isArray(secret) ? secret : [secret]
  if (secrets.length === 0)
    throw inputError(operation, [{ path: "secret", message: "must contain at least one secret" }])
  for (const one of secrets) checkSecret(operation, "secret", one)
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw inputError(operation, [{ path: "url", message: "must be the absolute URL that is registered" }])
  }
  const { host, pathname, search } = new URL(url)
  return { secrets, host, pathAndQuery: pathname + search }
}

const stale = (): VippsWebhookError =>
  new VippsWebhookError({
    reason: "Stale",
    message: "The signing date is too old or in the future: a replay, or a wrong clock. See `maxAge`."
  })

/** Prepares what is the same for all requests. Throws a `VippsInputError` for options that cannot work. */
export const makeVerifier = (operation: string, options: VerifierOptions): Verifier => {
  const signer = signerOf(operation, options)
  const maxAge = options.maxAge === undefined ? undefined : Duration.toMillis(options.maxAge)
  return (request) =>
    Effect.flatMap(bytesOf(request.body), (body) =>
      Effect.flatMap(verifySignature(signer, request.headers, body), ({ bodyHash, signedAt }) => {
        const read = () => Either.flatMap(parseBody(body), (json) => readEvent(json, bodyHash))
        if (maxAge === undefined) return read()
        // What is not a date is NaN, and not within anything.
        return Effect.flatMap(Clock.currentTimeMillis, (now) => (Math.abs(now - signedAt) <= maxAge ? read() : stale()))
      })
    )
}
