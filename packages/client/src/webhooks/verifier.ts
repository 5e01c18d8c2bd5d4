import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Redacted from "effect/Redacted"
import { checkSecret } from "../internal/receive/checkSecret.js"
import { parseBody } from "../internal/receive/parseBody.js"
import type { SignedRequest } from "../internal/receive/SignedRequest.js"
import { bytesOf, type Signer, type Verified, verifySignature } from "../internal/receive/signature.js"
import { VippsWebhookError } from "../internal/receive/VippsWebhookError.js"
import { inputError } from "../internal/schema/checkOptions.js"
import { readEvent } from "./events.js"
import type { Registered, RegistrationOptions, VerifierOptions } from "./ReceiverOptions.js"
import type { WebhookEvent } from "./WebhookEvent.js"

/** Reads a request as the event it is, if it is one: at once, as an Either, where nothing has to be waited for. */
export type Verifier = (request: SignedRequest) => Effect.Effect<WebhookEvent, VippsWebhookError>

/** Whether an effect has ended already. A fiber costs more than the cryptography. */
export const isKnown = <A, E>(effect: Effect.Effect<A, E>): effect is Either.Either<A, E> => Either.isEither(effect)

const signerOf = (operation: string, { secret, url }: Registered): Signer => {
  const secrets: ReadonlyArray<Redacted.Redacted> = Array.isArray(secret) ? secret : [secret]
  if (secrets.length === 0)
    throw inputError(operation, [{ path: "secret", message: "must contain at least one secret" }])
  for (const one of secrets) checkSecret(operation, "secret", one)
  if (!URL.canParse(url) || !/^https?:/.test(new URL(url).protocol)) {
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

const unknown = (): VippsWebhookError =>
  new VippsWebhookError({ reason: "Signature", message: "The request is for a registration that is not known." })

const verifying = (signer: Signer, maxAge: Duration.DurationInput | undefined): Verifier => {
  const limit = maxAge === undefined ? undefined : Duration.toMillis(maxAge)
  return (request) => {
    const body = bytesOf(request.body)
    if (Either.isLeft(body)) return Either.left(body.left)
    const read = ({ bodyHash }: Verified) => Either.flatMap(parseBody(body.right), (json) => readEvent(json, bodyHash))
    const verified = verifySignature(signer, request.headers, body.right)
    if (limit !== undefined) {
      return Effect.flatMap(Effect.zip(verified, Clock.currentTimeMillis), ([known, now]) =>
        // What is not a date is NaN, and not within anything.
        Math.abs(now - known.signedAt) <= limit ? read(known) : stale()
      )
    }
    return isKnown(verified) ? Either.flatMap(verified, read) : Effect.flatMap(verified, read)
  }
}

/** Prepares what is the same for all requests. Throws a `VippsInputError` for options that cannot work. */
export const makeVerifier = (operation: string, options: VerifierOptions): Verifier =>
  verifying(signerOf(operation, options), options.maxAge)

/** Verifies each request with the registration it is for. */
export const registrationVerifier =
  <E, R>(operation: string, { maxAge, registration }: RegistrationOptions<E, R>) =>
  (request: SignedRequest): Effect.Effect<WebhookEvent, VippsWebhookError | E, R> =>
    Effect.flatMap(registration(request), (found) =>
      found === undefined ? unknown() : verifying(signerOf(operation, found), maxAge)(request)
    )
