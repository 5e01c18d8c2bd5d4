/** Every exported schema, used as its users would: in an API, a table, an RPC, a property test. */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import { assert, describe, it } from "@effect/vitest"
import * as Client from "@effect-vipps/client"
import { Checkout, EPayment, Money } from "@effect-vipps/client"
import * as LoginError from "@effect-vipps/login/LoginError"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as JSONSchema from "effect/JSONSchema"
import * as Schema from "effect/Schema"
import { echoed } from "../support/rpc.js"

type Any = Schema.Schema<unknown, unknown>

const isSchema = (value: unknown): value is Any => Schema.isSchema(value)

/** By module and name. */
const schemas: ReadonlyArray<readonly [string, Any]> = Object.entries({ ...Client, LoginError }).flatMap(
  ([module, namespace]) =>
    Object.entries(namespace as Record<string, unknown>).flatMap(([name, value]) =>
      isSchema(value) ? [[`${module}.${name}`, value] as const] : []
    )
)

const isErrorClass = (schema: Any): boolean => (schema as { readonly prototype?: unknown }).prototype instanceof Error

const runs = { numRuns: 25 }

/** What JSON cannot carry as it is. */
const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("the exported schemas", () => {
  it("there are many exported schemas", () => {
    assert.isAbove(schemas.length, 50)
  })

  for (const [name, schema] of schemas) {
    it(`${name} has a JSON schema with content`, () => {
      const json = JSONSchema.make(schema)
      assert.notProperty(json, "$id", `${name} is ${JSON.stringify(json)}`)
    })

    it(`${name} can be a payload and a success of an HTTP API`, () => {
      const api = HttpApi.make("api").add(
        HttpApiGroup.make("group").add(HttpApiEndpoint.post("call", "/call").setPayload(schema).addSuccess(schema))
      )
      const spec = OpenApi.fromApi(api)
      assert.isDefined(spec.paths["/call"]?.post?.responses[200]?.content)
    })

    it(`${name} can be a field of a struct and of a class`, () => {
      class Row extends Schema.Class<Row>(`Row of ${name}`)({ id: Schema.Int, value: schema }) {}
      const inStruct = Schema.Struct({ id: Schema.Int, value: schema })
      FastCheck.assert(
        FastCheck.property(Arbitrary.make(schema), (value) => {
          const row = new Row({ id: 1, value })
          assert.deepStrictEqual(
            Schema.encodeSync(Row)(row) as unknown,
            Schema.encodeSync(inStruct)({ id: 1, value }) as unknown
          )
        }),
        runs
      )
    })

    it(`${name} is read back unchanged from the JSON it was written to`, () => {
      FastCheck.assert(
        FastCheck.property(Arbitrary.make(schema), (value) => {
          const encoded = wire(Schema.encodeSync(schema)(value))
          const again = Schema.decodeUnknownEither(schema)(encoded)
          assert(Either.isRight(again), `${JSON.stringify(encoded)}: ${String(again)}`)
          assert.deepStrictEqual(wire(Schema.encodeSync(schema)(again.right)), encoded)
        }),
        runs
      )
    })

    it.scoped(`${name} crosses an RPC, as its payload, its result and its error`, () =>
      Effect.gen(function* () {
        const { failed, returned } = yield* echoed(schema)
        for (const value of FastCheck.sample(Arbitrary.make(schema), 5)) {
          const encoded = wire(Schema.encodeSync(schema)(value))
          assert.deepStrictEqual(wire(Schema.encodeSync(schema)(yield* returned(value))), encoded)
          assert.deepStrictEqual(wire(Schema.encodeSync(schema)(yield* failed(value))), encoded)
        }
      })
    )

    // An error is a class: `Schema.extend` takes none.
    if ("fields" in schema && !isErrorClass(schema)) {
      it(`${name} can be extended`, () => {
        const extended = Schema.extend(schema, Schema.Struct({ ofTheShop: Schema.String }))
        FastCheck.assert(
          FastCheck.property(Arbitrary.make(schema), (value) => {
            const encoded = wire(Schema.encodeSync(schema)(value)) as object
            const more = wire(Schema.decodeUnknownSync(extended)({ ...encoded, ofTheShop: "a" }))
            assert.deepStrictEqual((more as { readonly ofTheShop: string }).ofTheShop, "a")
          }),
          runs
        )
      })
    }
  }
})

describe("exported structs", () => {
  it("exported structs have typed fields to build on", () => {
    const Order = Schema.Struct({ ...EPayment.Payment.fields, tenant: Schema.String })
    const Method = Schema.Struct({ ...EPayment.PaymentMethod.fields, note: Schema.String })
    const withTenant = Schema.extend(EPayment.Payment, Schema.Struct({ tenant: Schema.String }))
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(EPayment.Payment), (payment) => {
        const order: typeof Order.Type = { ...payment, tenant: "a" }
        assert.isTrue(Schema.is(Order)(order))
        assert.isTrue(Schema.is(withTenant)(order))
        assert.isTrue(Schema.is(Method)({ ...payment.paymentMethod, type: "WALLET", note: "n" }))
      }),
      runs
    )
  })

  it("fields of exported structs can be picked and left out", () => {
    const summary = EPayment.Payment.pick("reference", "state")
    assert.deepStrictEqual(Object.keys(summary.fields), ["reference", "state"])
    assert.isUndefined((EPayment.Payment.omit("userDetails").fields as { userDetails?: unknown }).userDetails)
  })
})

describe("arbitraries of the exported schemas", () => {
  const sample = <A>(schema: Schema.Schema<A, never> | Schema.Schema<A>, count: number): ReadonlyArray<A> =>
    FastCheck.sample(Arbitrary.make(schema as Schema.Schema<A>), { numRuns: count, seed: 1 })

  it("generated payments are in known states, now and then in one from the future", () => {
    const known = ["CREATED", "AUTHORIZED", "ABORTED", "EXPIRED", "TERMINATED"]
    const states = sample(EPayment.Payment, 400).map(({ state }) => state)
    assert.isAbove(states.filter((state) => known.includes(state)).length, 320)
    assert.isAbove(states.filter((state) => !known.includes(state)).length, 0)
  })

  it("generated amounts are whole minor units in known currencies, whose sums agree", () => {
    for (const { aggregate, amount } of sample(EPayment.Payment, 400)) {
      assert.isTrue(Number.isSafeInteger(amount.value) && amount.value >= 0)
      assert.include(Money.currencies, amount.currency)
      const payment = { state: "AUTHORIZED", amount, aggregate } as const
      assert.strictEqual(
        EPayment.remaining(payment).value + aggregate.capturedAmount.value + aggregate.cancelledAmount.value,
        aggregate.authorizedAmount.value
      )
      assert.isAtMost(aggregate.refundedAmount.value, aggregate.capturedAmount.value)
    }
  })

  it("generated events have a time", () => {
    for (const { timestamp } of sample(EPayment.PaymentEvent, 100)) assert.isFalse(Number.isNaN(Date.parse(timestamp)))
  })

  it("generated session requests are of both kinds", () => {
    const types = new Set(sample(Checkout.CreateSessionRequest, 200).map(({ type }) => type ?? "PAYMENT"))
    assert.deepStrictEqual([...types].sort(), ["PAYMENT", "SUBSCRIPTION"])
  })
})
