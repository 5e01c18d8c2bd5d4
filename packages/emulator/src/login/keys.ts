/** The keys of the OpenID provider: RSA for the browser, and an elliptic curve for redirects. Made when first needed. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from "node:crypto"
import * as Option from "effect/Option"
import type { Ids } from "../core/Ids.js"
import { table } from "../core/Table.js"
import type { World } from "../core/World.js"

export type Algorithm = "RS256" | "ES256"

interface Key {
  readonly alg: Algorithm
  readonly kid: string
  /** With its private part. */
  readonly jwk: JsonWebKey
}

interface Keys {
  readonly RS256: Key
  readonly ES256: Key
  /** Published still, and signing nothing. */
  readonly retired: ReadonlyArray<Key>
}

export const keys = table<Keys>("loginKeys")

const make = (alg: Algorithm, ids: Ids): Key => {
  const { privateKey } =
    alg === "RS256"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" })
  return { alg, kid: `public:${ids.uuid()}`, jwk: privateKey.export({ format: "jwk" }) }
}

/** The keys of today, which are kept with the state. */
export const current = (world: World, ids: Ids): readonly [Keys, World] =>
  Option.match(keys.get(world, "keys"), {
    onSome: (found) => [found, world],
    onNone: () => {
      const made: Keys = { RS256: make("RS256", ids), ES256: make("ES256", ids), retired: [] }
      return [made, keys.put(world, "keys", made)]
    }
  })

/** New keys. The old ones stay published, unless they are withdrawn at once. */
export const rotate = (before: World, ids: Ids, withdraw: boolean): World => {
  const [{ ES256, RS256, retired }, world] = current(before, ids)
  const old = withdraw ? [] : [RS256, ES256, ...retired]
  return keys.put(world, "keys", { RS256: make("RS256", ids), ES256: make("ES256", ids), retired: old })
}

const published = ({ alg, jwk, kid }: Key) => ({
  ...createPublicKey(createPrivateKey({ key: jwk, format: "jwk" })).export({ format: "jwk" }),
  use: "sig",
  kid,
  alg
})

export const jwks = ({ ES256, RS256, retired }: Keys) => ({ keys: [RS256, ES256, ...retired].map(published) })

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")

/** A JSON Web Token. A rogue one has the published id, and a stranger's signature. */
export const signed = (
  all: Keys,
  alg: Algorithm,
  claims: object,
  options: { readonly isRogue: boolean; readonly ids: Ids }
): string => {
  const { kid } = all[alg]
  const { jwk } = options.isRogue ? make(alg, options.ids) : all[alg]
  const content = `${encoded({ alg, kid, typ: "JWT" })}.${encoded(claims)}`
  const key = createPrivateKey({ key: jwk, format: "jwk" })
  const signature = sign("sha256", Buffer.from(content), alg === "RS256" ? key : { key, dsaEncoding: "ieee-p1363" })
  return `${content}.${signature.toString("base64url")}`
}

/** The claim `at_hash`: the left half of the hash. */
export const halfHash = (text: string): string =>
  createHash("sha256").update(text, "ascii").digest().subarray(0, 16).toString("base64url")

/** The challenge of a PKCE verifier. */
export const s256 = (verifier: string): string => createHash("sha256").update(verifier, "ascii").digest("base64url")
