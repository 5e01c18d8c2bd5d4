/**
 * Idempotency keys made from what a program stores, so that every process and every later day derives the same one.
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/http-headers/#idempotency-key-header
 * @since 0.1.0
 */

import { sha256 } from "./internal/request/sha256.js"
import { inputError } from "./internal/schema/checkOptions.js"

/** The shortest limit of the APIs: ePayment takes 50 characters, Recurring 40 letters, digits and hyphens. */
const longest = 40

/** Parts that can be split again at `--`, so that different parts never make the same key. */
const readable = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

/** Crockford's base 32 of the first 135 bits, in lower case: 27 characters. */
const fingerprint = (digest: Uint8Array): string =>
  Array.from({ length: 27 }, (_, i) => {
    const bit = i * 5
    const pair = ((digest[bit >> 3] as number) << 8) | (digest[(bit >> 3) + 1] as number)
    return alphabet[(pair >> (11 - (bit & 7))) & 31]
  }).join("")

const checked = (part: string | number, index: number) => {
  const usable = typeof part === "string" ? part !== "" : typeof part === "number" && Number.isSafeInteger(part)
  return usable ? [] : [{ path: `parts[${index}]`, message: "must be a string that is not empty, or a whole number" }]
}

/**
 * Makes an idempotency key from a reference and the other parts that identify one intent: the operation, the number of
 * the shipment, the number of the attempt.
 *
 * The same parts always give the same key, in every version and process; different parts give different keys:
 * `("a-1", 2)` and `("a", "1-2")` are two intents. A number counts as its digits. The key has at most 40 letters,
 * digits and hyphens, which every API accepts. Short parts stay readable, joined by two hyphens:
 * `order-2026-0001--capture--1`. Longer ones, and parts with other characters, become their first 12
 * characters and 135 bits of a SHA-256 over all of them.
 *
 * Throws `VippsInputError` for an empty part, a number that is not a whole number, and no parts at all: such a key would
 * be shared by different intents.
 *
 * @example
 * ```ts
 * import { EPayment, IdempotencyKey } from "@effect-vipps/client"
 *
 * const shipment = (reference: string, shipment: number, value: number) =>
 *   EPayment.capturePayment(
 *     reference,
 *     { modificationAmount: { value, currency: "NOK" } },
 *     { idempotencyKey: IdempotencyKey.make(reference, "capture", shipment) }
 *   )
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/knowledge-base/http-headers/#idempotency-key-header
 * @since 0.1.0
 * @category constructors
 */
export const make = (reference: string, ...parts: ReadonlyArray<string | number>): string => {
  const all = [reference, ...parts]
  const issues = all.flatMap(checked)
  if (issues.length > 0) throw inputError("idempotencyKey", issues)
  const texts = all.map(String)
  const joined = texts.join("--")
  // A hashed key has exactly the longest length, and so never equals a readable one.
  if (joined.length < longest && texts.every((text) => readable.test(text))) return joined
  const start = joined.replace(/[^A-Za-z0-9-]/g, "").slice(0, 12)
  // JSON keeps the parts apart, and escapes the lone surrogates that UTF-8 would fold into one character.
  const print = fingerprint(sha256(new TextEncoder().encode(JSON.stringify(texts))))
  return `${start.padEnd(12, "-")}-${print}`
}
