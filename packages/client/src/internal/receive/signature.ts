import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import { headerOf, type RequestHeaders } from "../transport/headerOf.js"
import type { RawBody } from "./SignedRequest.js"
import { VippsWebhookError } from "./VippsWebhookError.js"

const utf8 = new TextEncoder()

const refusal = (reason: VippsWebhookError["reason"], message: string): VippsWebhookError =>
  new VippsWebhookError({ reason, message })

/** The bytes as received. What a framework parsed from them cannot be verified. */
export const bytesOf = (body: RawBody): Either.Either<Uint8Array<ArrayBuffer>, VippsWebhookError> => {
  if (typeof body === "string") return Either.right(utf8.encode(body))
  if (body instanceof Uint8Array) return Either.right(body as Uint8Array<ArrayBuffer>)
  if (body instanceof ArrayBuffer) return Either.right(new Uint8Array(body))
  return Either.left(
    refusal(
      "BodyHash",
      "The body was read or parsed before it was verified. Pass the raw bytes, which the signature covers; some frameworks keep them as `rawBody`."
    )
  )
}

interface NodeCrypto {
  createHash(name: "sha256"): { update(data: Uint8Array): { digest(encoding: "base64"): string } }
  createHmac(name: "sha256", key: string): { update(data: string): { digest(encoding: "base64"): string } }
  timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean
}

interface Global {
  readonly process?: { readonly getBuiltinModule?: (name: "node:crypto") => NodeCrypto | undefined }
}

/** Synchronous, unlike Web Crypto. Absent in browsers, in Workers without it, and in Node before 20.16. */
const node = (() => {
  try {
    return (globalThis as Global).process?.getBuiltinModule?.("node:crypto")
  } catch {
    return undefined
  }
})()

const sha256 = (bytes: Uint8Array<ArrayBuffer>) => crypto.subtle.digest("SHA-256", bytes)

/** The key is the secret's own text: it looks like base64, but is not decoded. */
const importKey = (secret: Redacted.Redacted) =>
  crypto.subtle.importKey("raw", utf8.encode(Redacted.value(secret)), { name: "HMAC", hash: "SHA-256" }, false, [
    "verify"
  ])

type Key = Awaited<ReturnType<typeof importKey>>

/**
 * Beside the secrets, so that each is imported once however often it is used, and no longer than it is. Keys and not
 * promises of them: in Cloudflare's Workers one request must not wait for what another began.
 */
const keys = new WeakMap<Redacted.Redacted, Key>()

const keyOf = async (secret: Redacted.Redacted): Promise<Key> => {
  const known = keys.get(secret)
  if (known !== undefined) return known
  const key = await importKey(secret)
  keys.set(secret, key)
  return key
}

/**
 * Only the canonical spelling, which compares as text: the last character before the `=` has two bits that base64 ignores.
 */
const authorizationPattern =
  /^HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)$/

/** What Vipps signed, except for the body. */
interface Signed {
  readonly date: string
  readonly contentHash: string
  readonly authorization: string
}

const signedOf = (headers: RequestHeaders): Either.Either<Signed, VippsWebhookError> => {
  const date = headerOf(headers, "x-ms-date")
  const contentHash = headerOf(headers, "x-ms-content-sha256")
  // [U] Some proxies take `Authorization` away. Vipps' own plugin then reads the other, which older APIs send; whether
  // webhooks do is not known. It is no less safe: the signature is the same.
  const authorization = headerOf(headers, "authorization") ?? headerOf(headers, "x-vipps-authorization")
  if (date !== undefined && contentHash !== undefined && authorization !== undefined) {
    return Either.right({ date, contentHash, authorization })
  }
  const missing = Object.entries({ "x-ms-date": date, "x-ms-content-sha256": contentHash, authorization })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name)
  return Either.left(
    refusal(
      "MissingHeader",
      `Not signed: ${missing.join(", ")} missing. The request is not from Vipps, or a proxy strips this header; configure ` +
        "the proxy to forward it."
    )
  )
}

const wrongHash = () =>
  refusal(
    "BodyHash",
    "The body does not match its signed hash. Verify the raw bytes, before anything parses or rewrites them, and decode " +
      "a base64 body first, such as that of an AWS Lambda event."
  )

const wrongSignature = () =>
  refusal(
    "Signature",
    "The signature does not match. Check that the secret is that of this registration, as it was returned and not decoded; " +
      "that the URL is the registered one, with its host, port, path and query, even behind a proxy that rewrites it."
  )

/** The accepted secrets and the registered URL, prepared once. */
export interface Signer {
  readonly secrets: ReadonlyArray<Redacted.Redacted>
  readonly host: string
  readonly pathAndQuery: string
}

/** What a valid signature covers. */
export interface Verified {
  /** Epoch milliseconds, or `NaN` if the date cannot be read. */
  readonly signedAt: number
  /** Base64 of the body's SHA-256. */
  readonly bodyHash: string
}

/**
 * Whether Vipps signed this: an Either where Node's own cryptography knows it at once. The hash of the body is public, so
 * it needs no constant-time comparison; the runtime compares the signature in constant time.
 */
export const verifySignature = (
  signer: Signer,
  headers: RequestHeaders,
  body: Uint8Array<ArrayBuffer>
): Effect.Effect<Verified, VippsWebhookError> => {
  const signed = signedOf(headers)
  if (Either.isLeft(signed)) return Either.left(signed.left)
  const { authorization, contentHash, date } = signed.right
  const signature = authorizationPattern.exec(authorization)?.[1]
  if (signature === undefined) return Either.left(wrongSignature())
  const text = `POST\n${signer.pathAndQuery}\n${date};${signer.host};${contentHash}`
  const judged = (hash: string, fits: ReadonlyArray<boolean>): Either.Either<Verified, VippsWebhookError> => {
    if (hash !== contentHash) return Either.left(wrongHash())
    if (!fits.includes(true)) return Either.left(wrongSignature())
    return Either.right({ signedAt: Date.parse(date), bodyHash: contentHash })
  }
  if (node !== undefined) {
    const { createHash, createHmac, timingSafeEqual } = node
    const given = utf8.encode(signature)
    const isBy = (secret: Redacted.Redacted) => {
      const own = createHmac("sha256", Redacted.value(secret)).update(text).digest("base64")
      return timingSafeEqual(utf8.encode(own), given)
    }
    return judged(createHash("sha256").update(body).digest("base64"), signer.secrets.map(isBy))
  }
  // The pattern matches only base64.
  const given = Either.getOrThrow(Encoding.decodeBase64(signature)) as Uint8Array<ArrayBuffer>
  const bytes = utf8.encode(text)
  const isBy = (secret: Redacted.Redacted) =>
    keyOf(secret).then((key) => crypto.subtle.verify("HMAC", key, given, bytes))
  return Effect.flatMap(
    Effect.promise(() => Promise.all([sha256(body), ...signer.secrets.map(isBy)])),
    ([hash, ...fits]) => judged(Encoding.encodeBase64(new Uint8Array(hash)), fits)
  )
}

const digestOf = async (text: string) => new Uint8Array(await sha256(utf8.encode(text)))

/** Compares the token with the agreed one, in constant time. */
export const tokenCheck = (token: Redacted.Redacted) => {
  let expected: Uint8Array | undefined
  const isIt = async (given: string) => {
    expected ??= await digestOf(Redacted.value(token))
    const wanted = expected
    return (await digestOf(given)).reduce((difference, byte, i) => difference | (byte ^ (wanted[i] ?? -1)), 0) === 0
  }
  return (headers: RequestHeaders): Effect.Effect<void, VippsWebhookError> => {
    const given = headerOf(headers, "authorization")
    if (given === undefined) {
      return Effect.fail(
        refusal(
          "MissingHeader",
          "The Authorization header is missing. The request is not from Vipps, or a proxy strips this header; configure the proxy to forward it."
        )
      )
    }
    return Effect.flatMap(
      Effect.promise(() => isIt(given)),
      (same) =>
        same
          ? Effect.void
          : Effect.fail(refusal("Token", "The Authorization header does not match callbackAuthorizationToken."))
    )
  }
}
