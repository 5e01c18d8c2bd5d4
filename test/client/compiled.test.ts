import { assert, describe, it } from "@effect/vitest"
import { Callbacks, Checkout, EPayment, Webhooks } from "@effect-vipps/client"
import { DonationAgreementPayload } from "@effect-vipps/client/donations/DonationAgreementEvent"
import { EPaymentPayload } from "@effect-vipps/client/epayment/EPaymentEvent"
import { decoding, left, quickOf, validating } from "@effect-vipps/client/internal/schema/compiled"
import { LoginPingPayload } from "@effect-vipps/client/login/LoginPingEvent"
import { QrCheckInPayload } from "@effect-vipps/client/qr/QrCheckInEvent"
import { RecurringAgreementPayload, RecurringChargePayload } from "@effect-vipps/client/recurring/RecurringEvent"
import * as Arbitrary from "effect/Arbitrary"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

type Any = Schema.Schema<unknown, unknown>

const operations = { ...EPayment.operations, ...Checkout.operations, ...Webhooks.operations }

/** Every schema that a call or a webhook is checked with. */
const schemas: ReadonlyArray<readonly [name: string, schema: Any]> = [
  ...Object.values(operations).flatMap((operation) =>
    Object.entries({ ...operation.parameters, request: operation.request, response: operation.response }).flatMap(
      ([part, schema]) => (Schema.isSchema(schema) ? [[`${operation.name} ${part}`, schema as Any] as const] : [])
    )
  ),
  ...Object.entries({
    EPaymentPayload,
    RecurringAgreementPayload,
    RecurringChargePayload,
    DonationAgreementPayload,
    LoginPingPayload,
    QrCheckInPayload,
    ShippingOptionsQuery: Callbacks.ShippingOptionsQuery
  }).map(([name, schema]) => [name, schema as Any] as const)
]

/** What a value, or one inside it, is replaced by. */
const oddity = FastCheck.oneof(
  FastCheck.constantFrom<unknown>(
    null,
    undefined,
    "",
    "NOK",
    "é\u0000",
    0,
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    true,
    [],
    {},
    [null],
    [[]],
    { extra: null },
    { reference: "order-12345" }
  ),
  FastCheck.string(),
  FastCheck.jsonValue()
)

/** One change somewhere: `at` picks the way down, `what` says what happens there. */
interface Mutation {
  readonly at: ReadonlyArray<number>
  readonly what: "replace" | "remove" | "add" | "accessor" | "hide" | "symbol" | "reverse" | "prototype"
  readonly value: unknown
}

const mutation: FastCheck.Arbitrary<Mutation> = FastCheck.record({
  at: FastCheck.array(FastCheck.nat(20), { maxLength: 5 }),
  what: FastCheck.constantFrom("replace", "remove", "add", "accessor", "hide", "symbol", "reverse", "prototype"),
  value: oddity
})

const mutated = (value: unknown, { at, value: other, what }: Mutation): unknown => {
  if (typeof value !== "object" || value === null) return what === "replace" ? other : value
  const keys = Object.keys(value)
  const [step, ...rest] = at
  if (step !== undefined && keys.length > 0) {
    const key = keys[step % keys.length] ?? ""
    const inside = mutated((value as { readonly [key: string]: unknown })[key], { at: rest, what, value: other })
    return Array.isArray(value)
      ? value.map((item, i) => (String(i) === key ? inside : item))
      : { ...value, [key]: inside }
  }
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as { [key: PropertyKey]: unknown }
  const [key = "extra"] = keys
  switch (what) {
    case "replace":
      return other
    case "remove":
      delete copy[key]
      return copy
    case "add":
      copy["newerThanThis"] = other
      return copy
    case "accessor":
      return Object.defineProperty(copy, key, { get: () => other, enumerable: true, configurable: true })
    case "hide":
      return Array.isArray(copy) ? copy : Object.defineProperty(copy, key, { value: other, enumerable: false })
    case "symbol":
      copy[Symbol.for("extra")] = other
      return copy
    case "reverse":
      return Array.isArray(copy) ? copy.reverse() : Object.fromEntries(Object.entries(copy).reverse())
    case "prototype":
      return Array.isArray(copy) ? copy : Object.create(copy)
  }
}

/** Valid values, what becomes of them with one or two changes, and what is nothing like them. */
const values = (schema: Any): FastCheck.Arbitrary<unknown> => {
  const valid = Arbitrary.make(schema)
  return FastCheck.oneof(
    valid,
    FastCheck.tuple(valid, FastCheck.array(mutation, { minLength: 1, maxLength: 2 })).map(([value, mutations]) =>
      mutations.reduce(mutated, value)
    ),
    oddity
  )
}

/** The outcome of parsing, with the order of keys for what is sent: it is the order on the wire. */
const outcomeOf = (parsed: Either.Either<unknown, ParseResult.ParseIssue>, ordered: boolean): unknown =>
  Either.match(parsed, {
    onLeft: (issue) => ["left", ParseResult.ArrayFormatter.formatIssueSync(issue)],
    onRight: (value) => ["right", value, ordered ? orderOf(value) : undefined]
  })

/** What keeps unknown fields reads JSON, and shares it. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? "null")

const orderOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null
    ? Reflect.ownKeys(value).map((key) => [key, orderOf((value as { [key: PropertyKey]: unknown })[key])])
    : undefined

const runs = { numRuns: 150 }

describe("compiled schemas and Schema's parser", () => {
  for (const [name, schema] of schemas) {
    it(`${name}: the compiled schema and the parser agree on valid, changed and odd values`, () => {
      const isSent = /request|reference|id$/.test(name)
      const options = { onExcessProperty: isSent ? "error" : "preserve", errors: "all" } as const
      const compiled = isSent ? validating(schema, options) : decoding(schema, options)
      const parser = (isSent ? ParseResult.validateEither : ParseResult.decodeUnknownEither)(schema, options)
      FastCheck.assert(
        FastCheck.property(values(schema), (value) => {
          const given = isSent ? value : asJson(value)
          assert.deepStrictEqual(outcomeOf(compiled(given), isSent), outcomeOf(parser(given), isSent))
        }),
        runs
      )
    })
  }
})

describe("where compiled schemas apply", () => {
  // A secret becomes `Redacted`, a session is declared as one of two: the parser's work.
  const onlyParsed = ["Checkout.createSession request", "Webhooks.register response"]

  for (const [name, schema] of schemas) {
    it(`${name}: ${onlyParsed.includes(name) ? "the parser reads it, since it does more than check" : "the compiled schema reads every valid value"}`, () => {
      const quick = quickOf(AST.isTransformation(schema.ast) ? schema.ast.to : schema.ast)
      if (onlyParsed.includes(name)) return assert.isUndefined(quick)
      assert.isDefined(quick)
      FastCheck.assert(
        FastCheck.property(Arbitrary.make(schema), (value) => {
          if (!JSON.stringify(value).includes("__proto__")) assert.notStrictEqual(quick?.(value), left)
        }),
        runs
      )
    })
  }
})

describe("compiled schemas of every kind", () => {
  const kinds = {
    "a union of objects": Schema.Union(
      Schema.Struct({ type: Schema.Literal("a"), a: Schema.Number }),
      Schema.Struct({ type: Schema.Literal("b"), b: Schema.optional(Schema.String) }),
      Schema.Struct({ c: Schema.Unknown })
    ),
    "a union with a member that changes what it reads": Schema.Union(Schema.NumberFromString, Schema.String),
    "an array of at least one": Schema.NonEmptyArray(Schema.Struct({ a: Schema.optional(Schema.Number) })),
    "a record beside fields": Schema.Struct(
      { a: Schema.Number },
      Schema.Record({ key: Schema.String, value: Schema.Number })
    ),
    "a record with keys of one form": Schema.Record({
      key: Schema.String.pipe(Schema.pattern(/^[a-z]+$/)),
      value: Schema.Union(Schema.String, Schema.Number)
    }),
    "an object without fields": Schema.Struct({}),
    "a field with a default": Schema.Struct({ a: Schema.optionalWith(Schema.Number, { default: () => 1 }) }),
    "a filter on an object": Schema.Struct({ a: Schema.Number, b: Schema.Number }).pipe(
      Schema.filter(({ a, b }) => a <= b)
    )
  }
  const unionOfObjects = kinds["a union of objects"] as unknown as Any
  for (const [name, kind] of Object.entries(kinds)) {
    const schema = kind as unknown as Any
    it(`${name}: the compiled schema and the parser agree`, () => {
      for (const onExcessProperty of ["ignore", "error", "preserve"] as const) {
        const options = { onExcessProperty, errors: "all" } as const
        const [compiled, parser] = [decoding(schema, options), ParseResult.decodeUnknownEither(schema, options)]
        FastCheck.assert(
          FastCheck.property(FastCheck.oneof(values(schema), values(unionOfObjects)), (value) => {
            const ordered = onExcessProperty !== "preserve"
            const given = ordered ? value : asJson(value)
            assert.deepStrictEqual(outcomeOf(compiled(given), ordered), outcomeOf(parser(given), ordered))
          }),
          { numRuns: 300 }
        )
      }
    })
  }

  it("a key that JavaScript treats as the prototype is left to the parser", () => {
    const schema = Schema.Record({ key: Schema.String, value: Schema.Number })
    const quick = quickOf(schema.ast)
    assert.strictEqual(quick?.(JSON.parse('{"__proto__": 1}')), left)
    assert.deepStrictEqual(quick?.({ a: 1 }), { a: 1 })
  })
})
