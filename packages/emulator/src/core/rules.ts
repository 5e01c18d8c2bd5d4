/** The rules of request schemas, each with the message of a refused field. */
import * as Schema from "effect/Schema"

export const Text = (limits: { readonly min?: number; readonly max?: number } = {}) => {
  const { max = Number.POSITIVE_INFINITY, min = 0 } = limits
  return Schema.String.pipe(
    Schema.filter((text) => text.length >= min && text.length <= max, {
      message: () =>
        max === Number.POSITIVE_INFINITY
          ? `The field must be a string with a minimum length of ${min}.`
          : `The field must be a string with a minimum length of ${min} and a maximum length of ${max}.`
    })
  )
}

export const Pattern = (regex: RegExp) =>
  Schema.String.pipe(
    Schema.filter((text) => regex.test(text), {
      message: () => `The field must match the regular expression '${regex.source}'.`
    })
  )

/** An integer within limits, both included; JSON's 1.0 is an integer, 1.5 and "1" are not. */
export const Int = (limits: { readonly min?: number; readonly max?: number } = {}) => {
  const { max = Number.MAX_SAFE_INTEGER, min = Number.MIN_SAFE_INTEGER } = limits
  return Schema.Number.pipe(
    Schema.filter((value) => Number.isSafeInteger(value) && value >= min && value <= max, {
      message: () => `The field must be an integer between ${min} and ${max}.`
    })
  )
}

export const int32Max = 2_147_483_647

/** Enum values are case-sensitive. */
export const OneOf = <const Values extends readonly [string, ...ReadonlyArray<string>]>(...values: Values) =>
  Schema.Literal(...values).annotations({
    // One message, instead of one for each of the values.
    message: () => ({ message: `The field must be one of ${values.join(", ")}.`, override: true })
  })

/** May be left out, may not be null. */
export const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** May be left out and may be null; both read as absent. */
export const nullable = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalWith(schema, { exact: true, nullable: true })
