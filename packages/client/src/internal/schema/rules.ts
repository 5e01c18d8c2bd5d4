import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { isAppLink } from "./appLink.js"

/** A string with known values that keeps its autocompletion and lets values pass that Vipps adds later. */
export type Open<Known extends string> = Known | (string & {})

/**
 * Decodes any string, so that a new enum value never turns a response into an error. The known values are the schema's
 * examples, and most of what its arbitrary generates.
 */
export const open = <Known extends string>(...[first, ...more]: ReadonlyArray<Known>): Schema.Schema<Open<Known>> =>
  first === undefined
    ? Schema.String
    : Schema.String.annotations({
        examples: [first, ...more],
        arbitrary: () => (fc) =>
          fc.oneof(
            { weight: 19, arbitrary: fc.constantFrom(first, ...more) },
            { weight: 1, arbitrary: fc.stringMatching(ofTheFuture) }
          )
      })

const ofTheFuture = /^[A-Z]{3,12}_OF_THE_FUTURE$/

/** {@link open}, of which only some values are generated; without any, those that are new. */
export const openAt = <Known extends string>(...values: ReadonlyArray<Known>): Schema.Schema<Open<Known>> =>
  Schema.String.annotations({
    arbitrary: () => (fc) => (values.length === 0 ? fc.stringMatching(ofTheFuture) : fc.constantFrom(...values))
  })

/** Narrows a string that may be new at Vipps to the values that this version knows. */
export const known = <Known extends string>(...values: ReadonlyArray<Known>) => {
  const all = new Set<string>(values)
  return (value: Open<Known> | undefined): value is Known => value !== undefined && all.has(value)
}

/** An identifier in a response: any string, generated as Vipps and merchants make them. */
export const identifier: Schema.Schema<string> = Schema.String.annotations({
  arbitrary: () => (fc) => fc.stringMatching(/^[A-Za-z0-9-]{8,64}$/)
})

/** Names and texts in a response: any, generated without the name `__proto__`, which JavaScript would lose. */
export const texts = Schema.Record({ key: Schema.String, value: Schema.String }).annotations({
  arbitrary: () => (fc) =>
    fc.dictionary(
      fc.string().filter((name) => name !== "__proto__"),
      fc.string()
    )
})

/** A time in a response: any string, generated in RFC 3339. */
export const timestamp: Schema.Schema<string> = Schema.String.annotations({
  arbitrary: () => (fc) =>
    fc
      .tuple(fc.integer({ min: 2020, max: 2039 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
      .map((parts) => `${parts.map((part) => String(part).padStart(2, "0")).join("-")}T12:00:00.000Z`)
})

/** A string of `min` to `max` characters. */
export const text = (min: number, max: number): Schema.Schema<string> => {
  const description = min === 0 ? `a string of at most ${max} characters` : `a string of ${min} to ${max} characters`
  return Schema.String.pipe(Schema.minLength(min, { description }), Schema.maxLength(max, { description }))
}

/** A string that matches `pattern`; `description` is what the error says was expected. */
export const pattern = (pattern: RegExp, description: string): Schema.Schema<string> =>
  Schema.String.pipe(Schema.pattern(pattern, { description }))

/** A whole number from `min` to `max`; refuses fractions and numbers that JSON cannot carry exactly. */
export const whole = (min: number, max = Number.MAX_SAFE_INTEGER): Schema.Schema<number> => {
  const description =
    max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`
  return Schema.Number.pipe(Schema.int({ description }), Schema.between(min, max, { description }))
}

/** A whole amount of minor units that JSON carries exactly, also a negative one (a discount line, a return). */
export const minorUnits: Schema.Schema<number> = Schema.Int.annotations({
  description: "a whole number of minor units"
})

/** A duration, encoded as whole milliseconds; a part of one counts as a whole. */
export const millis: Schema.Schema<Duration.Duration, number> = Schema.transform(
  whole(0).annotations({ description: "milliseconds" }),
  Schema.DurationFromSelf.annotations({
    arbitrary: () => (fc) => fc.nat({ max: 86_400_000 }).map((value) => Duration.millis(value))
  }),
  { strict: true, decode: Duration.millis, encode: (duration) => Math.ceil(Duration.toMillis(duration)) }
)

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"])

/**
 * An absolute URL that Vipps accepts: `https`, or plain `http` on this very machine (for use with a local emulator).
 * `customScheme` also allows an app's own scheme, such as `myshop://paid`.
 */
export const url = (options: { readonly max?: number; readonly customScheme?: boolean } = {}): Schema.Schema<string> =>
  Schema.String.pipe(
    Schema.filter(
      (value) => {
        if (value.length > (options.max ?? Number.POSITIVE_INFINITY) || !URL.canParse(value)) return false
        const parsed = new URL(value)
        if (parsed.protocol === "https:") return true
        if (parsed.protocol === "http:") return loopback.has(parsed.hostname)
        return options.customScheme === true && isAppLink(parsed)
      },
      {
        arbitrary: () => (fc) => fc.webUrl({ validSchemes: ["https"], size: "-1" }),
        description:
          (options.customScheme === true
            ? "an absolute https:// URL or a custom URL scheme"
            : "an absolute https:// URL") + (options.max === undefined ? "" : ` of at most ${options.max} characters`)
      }
    )
  )

/** A request body: all issues are reported at once, and an unknown key is an issue instead of being dropped. */
export const request = <S extends Schema.Annotable.All>(schema: S): Schema.Annotable.Self<S> =>
  schema.annotations({ parseOptions: { onExcessProperty: "error", errors: "all" } })

/** What Vipps sent: unknown fields are kept, read and written. */
export const asSent = <S extends Schema.Annotable.All>(schema: S): Schema.Annotable.Self<S> =>
  schema.annotations({ parseOptions: { onExcessProperty: "preserve" } })

/** Marks a detail; see {@link detail}. */
export const detailId: unique symbol = Symbol.for("@effect-vipps/client/Detail")

/** What {@link detailId} holds. */
export interface Detail {
  /** What a required detail becomes when nothing is left of it. */
  readonly fallback?: unknown
}

/**
 * A part of a response or an event on which neither money nor state nor an identifier depends: personal data, shipping,
 * descriptions. What Vipps sends there never makes the rest unreadable: a value of another type than documented is left
 * out, a whole number becomes text where text is documented. Everything inside a detail is one, too; what its schema
 * requires is needed for the detail to be kept.
 *
 * The schema itself stays as strict as its type. `internal/read.ts` reads the mark.
 */
export const detail = <A, I>(schema: Schema.Schema<A, I>, fallback?: NoInfer<I>): Schema.Schema<A, I> =>
  schema.annotations({ [detailId]: fallback === undefined ? {} : ({ fallback } satisfies Detail) })
