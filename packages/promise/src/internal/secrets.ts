import * as Redacted from "effect/Redacted"

/** The last secrets used: the client imports the key of a wrapped one only once. */
const wrapped = new Map<string, Redacted.Redacted>()

const wrap = (secret: string): Redacted.Redacted => {
  const known = wrapped.get(secret)
  if (known !== undefined) return known
  if (wrapped.size >= 100) wrapped.clear()
  const fresh = Redacted.make(secret)
  wrapped.set(secret, fresh)
  return fresh
}

/** A secret or several, wrapped so that they are not printed. */
export const secretsOf = (secret: string | ReadonlyArray<string>): ReadonlyArray<Redacted.Redacted> =>
  (Array.isArray(secret) ? secret : [secret]).map(wrap)
