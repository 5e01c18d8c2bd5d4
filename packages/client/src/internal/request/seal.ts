import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Redacted from "effect/Redacted"
import type { Keys, Token } from "./tokenCache.js"

/** How the tokens of one set of keys are stored. */
export interface Seal {
  /** A hash of the keys: the row of the token. */
  readonly id: string
  readonly close: (token: Token) => Promise<string>
  /** Undefined for what these keys did not close, or not for this row. */
  readonly open: (sealed: string) => Promise<Token | undefined>
}

const bytesOf = (text: string) => new TextEncoder().encode(text)

const ivLength = 12

/** With the version of what is sealed: another one has other rows. */
const purpose = (what: string) => bytesOf(`@effect-vipps/client/TokenStore 1 ${what}`)

/**
 * AES-256-GCM with a key that HKDF derives from the client secret. All that a token depends on is in the salt, so that
 * other keys have another row and cannot read this one.
 */
export const makeSeal = async (
  { baseUrl, clientId, clientSecret, subscriptionKey }: Keys,
  operation: string
): Promise<Seal> => {
  const { subtle } = crypto
  const secret = await subtle.importKey("raw", bytesOf(Redacted.value(clientSecret)), "HKDF", false, [
    "deriveBits",
    "deriveKey"
  ])
  const salt = bytesOf(JSON.stringify([operation, baseUrl, clientId, Redacted.value(subscriptionKey)]))
  const derived = (what: string) => ({ name: "HKDF", hash: "SHA-256", salt, info: purpose(what) })
  const id = Encoding.encodeBase64Url(new Uint8Array(await subtle.deriveBits(derived("row"), secret, 256)))
  const key = await subtle.deriveKey(derived("key"), secret, { name: "AES-GCM", length: 256 }, false, [
    "decrypt",
    "encrypt"
  ])
  const algorithm = (iv: Uint8Array<ArrayBuffer>) => ({ name: "AES-GCM", iv, additionalData: bytesOf(id) })
  return {
    id,
    close: async ({ expiresAt, refreshAt, value }) => {
      const iv = crypto.getRandomValues(new Uint8Array(ivLength))
      const text = bytesOf(JSON.stringify([Redacted.value(value), refreshAt, expiresAt]))
      const encrypted = new Uint8Array(await subtle.encrypt(algorithm(iv), key, text))
      const sealed = new Uint8Array(ivLength + encrypted.length)
      sealed.set(iv)
      sealed.set(encrypted, ivLength)
      return Encoding.encodeBase64Url(sealed)
    },
    open: async (sealed) => {
      const decoded = Encoding.decodeBase64Url(sealed)
      if (Either.isLeft(decoded)) return undefined
      const bytes = new Uint8Array(decoded.right)
      const text = await subtle
        .decrypt(algorithm(bytes.subarray(0, ivLength)), key, bytes.subarray(ivLength))
        .catch(() => undefined)
      if (text === undefined) return undefined
      const [value, refreshAt, expiresAt] = JSON.parse(new TextDecoder().decode(text)) as [string, number, number]
      return { value: Redacted.make(value), refreshAt, expiresAt }
    }
  }
}
