/** The raw responses of errors. */
/** Kept apart from the errors, so that printing, logging or serialising one never shows the response of Vipps. */
const bodies = new WeakMap<object, string>()

/** Gives an error its raw response. */
export const rememberBody = <E extends object>(error: E, body: string | undefined): E => {
  if (body !== undefined && body !== "") bodies.set(error, body)
  return error
}

/** The raw response, at most 10 000 characters. */
export const bodyOf = (error: object): string | undefined => bodies.get(error)

/** An equal error with its own stack, for one of several callers with the same failure. */
export const copyOf = <E extends Error>(error: E): E => {
  const Class = error.constructor as new (fields: E, options: { readonly disableValidation: true }) => E
  // Not by the map: Effect wraps a failure in a proxy, which the map does not know.
  const body = "body" in error ? (error.body as string | undefined) : undefined
  return rememberBody(new Class({ ...error, message: error.message }, { disableValidation: true }), body)
}
