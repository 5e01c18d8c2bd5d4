/** Random identifiers. One draw from Effect's Random seeds all of an emulator's, so a test that fixes Random fixes each. */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { PCGRandom } from "effect/Utils"

export interface Ids {
  /** `length` hexadecimal digits. */
  readonly hex: (length: number) => string
  readonly uuid: () => string
  /** A JSON Web Token with these claims. Its signature is random and cannot be verified. */
  readonly token: (claims: Readonly<Record<string, string | number>>) => string
  /** W3C trace id, as in Vipps' problems. */
  readonly traceId: () => string
}

const base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url")

const tokenHeader = encode({ typ: "JWT", alg: "HS256" })

const make = (random: PCGRandom): Ids => {
  const text = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet.charAt(random.integer(alphabet.length))).join("")
  /** Eight digits for each number drawn. */
  const hex = (length: number) => {
    let digits = ""
    while (digits.length < length)
      digits += random
        .integer(2 ** 32 - 1)
        .toString(16)
        .padStart(8, "0")
    return digits.slice(0, length)
  }
  return {
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text("89ab", 1)}${hex(3)}-${hex(12)}`,
    token: (claims) => `${tokenHeader}.${encode(claims)}.${text(base62, 43)}`,
    // W3C forbids ids of zeros only.
    traceId: () => `00-${hex(31)}1-${hex(15)}1-01`
  }
}

const word = Random.nextIntBetween(0, 2 ** 32)

/** A source of ids, for one emulator. */
export const draw: Effect.Effect<Ids> = Effect.map(
  Effect.all([word, word, word, word]),
  ([seedHi, seedLo, incHi, incLo]) => make(new PCGRandom(seedHi, seedLo, incHi, incLo))
)
