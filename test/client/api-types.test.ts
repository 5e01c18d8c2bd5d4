// @effect-diagnostics floatingEffect:off
/** What the public API lets one write, and what not; the compiler runs these tests. */
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as Rpc from "@effect/rpc/Rpc"
import { describe, expectTypeOf, it } from "@effect/vitest"
import {
  type Checkout,
  EPayment,
  Money,
  type Operation,
  Recurring,
  Timestamp,
  Vipps,
  VippsConfig,
  VippsError,
  type WebhookInbox,
  Webhooks
} from "@effect-vipps/client"
import type * as LoginError from "@effect-vipps/login/LoginError"
import type * as LoginPromise from "@effect-vipps/login/promise"
import type * as Facade from "@effect-vipps/promise"
import { VippsTest } from "@effect-vipps/testing"
import type * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import type * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"

type Needs = VippsConfig.VippsConfig | HttpClient.HttpClient

type Errors<F> = F extends (...given: never) => Effect.Effect<unknown, infer E, unknown> ? E : never

const capture = { modificationAmount: { value: 100, currency: "NOK" } } as const

describe("errors, in code that is written against them", () => {
  it("a read cannot conflict, and a list can neither miss, be busy nor conflict", () => {
    // @ts-expect-error: a read cannot conflict
    EPayment.getPayment("order-12345").pipe(Effect.catchTag("VippsConflictError", () => Effect.void))
    expectTypeOf<Errors<typeof Webhooks.list>>().toEqualTypeOf<VippsError.CommonError>()
    // @ts-expect-error: a list cannot miss
    Webhooks.list().pipe(Effect.catchTag("VippsNotFoundError", () => Effect.void))
    // @ts-expect-error: a creation cannot be busy
    EPayment.createPayment({} as EPayment.CreatePaymentRequest).pipe(Effect.catchTag("VippsBusyError", Effect.die))
  })

  it("Effect's own retry takes the errors' own field, around a capture as around a read", () => {
    const retried = EPayment.capturePayment("order-12345", capture).pipe(
      Effect.retry({ while: (error) => error.retryable, times: 3 })
    )
    expectTypeOf(retried).toEqualTypeOf<Effect.Effect<EPayment.ModificationResponse, VippsError.ModifyError, Needs>>()
  })

  it("the unions are schemas of their types, for HTTP APIs and RPC alike", () => {
    expectTypeOf<typeof VippsError.CommonError.Type>().toEqualTypeOf<VippsError.CommonError>()
    expectTypeOf<typeof VippsError.ReadError.Type>().toEqualTypeOf<VippsError.ReadError>()
    expectTypeOf<typeof VippsError.CreateError.Type>().toEqualTypeOf<VippsError.CreateError>()
    expectTypeOf<typeof VippsError.ModifyError.Type>().toExtend<VippsError.ModifyError>()
    expectTypeOf<VippsError.ModifyError>().toExtend<typeof VippsError.ModifyError.Type>()
    expectTypeOf<typeof VippsError.VippsError.Type>().toEqualTypeOf<VippsError.VippsError>()
    const endpoint = HttpApiEndpoint.get("payment", "/").addSuccess(EPayment.Payment).addError(VippsError.ReadError)
    expectTypeOf<HttpApiEndpoint.HttpApiEndpoint.Error<typeof endpoint>>().toExtend<
      VippsError.ReadError | { readonly _tag: "HttpApiDecodeError" }
    >()
    const rpc = Rpc.make("getPayment", { success: EPayment.Payment, error: VippsError.ReadError })
    expectTypeOf<Rpc.Error<typeof rpc>>().toEqualTypeOf<VippsError.ReadError>()
  })

  it("a wait is a duration, and what others may see has no key", () => {
    expectTypeOf<VippsError.VippsRateLimitError["retryAfter"]>().toEqualTypeOf<Duration.Duration | undefined>()
    expectTypeOf<Effect.Effect.Error<ReturnType<typeof shown>>>().toEqualTypeOf<VippsError.VippsPublicError>()
    expectTypeOf<VippsError.VippsPublicError>().not.toHaveProperty("idempotencyKey")
  })

  const shown = () => Effect.mapError(EPayment.getPayment("order-12345"), VippsError.toPublic)

  it("an error lives with its module", () => {
    expectTypeOf(new Webhooks.VippsWebhookError({ reason: "Stale", message: "m" })).toExtend<Error>()
    // @ts-expect-error: no operation fails with it
    void VippsError.VippsWebhookError
  })
})

describe("configurations and services", () => {
  it("neither a literal nor a changed copy is a configuration", () => {
    expectTypeOf<{ [K in keyof VippsConfig.Service]: VippsConfig.Service[K] }>().not.toExtend<VippsConfig.Service>()
    // @ts-expect-error: a copy has no access token
    Effect.updateService(Effect.void, VippsConfig.VippsConfig, (config) => ({ ...config, clientId: "merchant-B" }))
  })

  it("options can be read as a nested config", () => {
    expectTypeOf(VippsConfig.config).toEqualTypeOf<Config.Config<VippsConfig.Options>>()
    expectTypeOf(VippsConfig.layerConfig(VippsConfig.config)).toEqualTypeOf<
      Layer.Layer<VippsConfig.VippsConfig, VippsError.VippsInputError | ConfigError.ConfigError>
    >()
  })

  it("the service is made of a configuration and an HTTP client, and a mock of nothing", () => {
    expectTypeOf(Vipps.layer).toEqualTypeOf<Layer.Layer<Vipps.Vipps, never, Needs>>()
    const mock = VippsTest.layerMock({
      ePayment: { getPayment: (reference) => Effect.succeed(VippsTest.payment({ reference })) }
    })
    expectTypeOf(mock).toEqualTypeOf<Layer.Layer<Vipps.Vipps>>()
    // A read cannot fail so.
    expectTypeOf(() => Effect.fail(VippsTest.error("VippsConflictError"))).not.toExtend<
      Vipps.Service["ePayment"]["getPayment"]
    >()
    expectTypeOf(() => Effect.fail(VippsTest.error("VippsNotFoundError"))).toExtend<
      Vipps.Service["ePayment"]["getPayment"]
    >()
    // @ts-expect-error: no such operation
    VippsTest.layerMock({ ePayment: { getPaymnet: () => Effect.never } })
  })

  it("descriptors are facts: nothing sends one", () => {
    // @ts-expect-error: there is no function that takes a descriptor
    void EPayment.send
    expectTypeOf(EPayment.operations.capturePayment.method).toExtend<string>()
  })

  it("a registration is removed: `delete` is no name for a function", () => {
    expectTypeOf(Webhooks.remove).parameters.toEqualTypeOf<[string, Operation.CallOptions?]>()
    // @ts-expect-error: it is called remove
    void Webhooks.delete
  })
})

describe("schemas, in code that is built on them", () => {
  it("exported structs have fields, a typed encoded side, and can be extended", () => {
    const Method = Schema.Struct({ ...EPayment.PaymentMethod.fields, extra: Schema.String })
    expectTypeOf<typeof Method.Type>().toHaveProperty("extra")
    class Row extends Schema.Class<Row>("Row")({ payment: EPayment.Payment }) {}
    expectTypeOf<Schema.Schema.Encoded<typeof Row>["payment"]>().not.toBeUnknown()
    expectTypeOf<Schema.Schema.Encoded<typeof Row>["payment"]["reference"]>().toBeString()
    const extended = Schema.extend(EPayment.Payment, Schema.Struct({ tenant: Schema.String }))
    expectTypeOf<typeof extended.Type.tenant>().toBeString()
  })

  it("events and outcomes are schemas of their types", () => {
    expectTypeOf<typeof Webhooks.WebhookEvent.Type>().toExtend<Webhooks.WebhookEvent>()
    expectTypeOf<Webhooks.WebhookEvent>().toExtend<typeof Webhooks.WebhookEvent.Type>()
    expectTypeOf<EPayment.PaymentOutcome>().toExtend<typeof EPayment.PaymentOutcome.Type>()
    expectTypeOf<typeof EPayment.PaymentOutcome.Type>().toExtend<EPayment.PaymentOutcome>()
    expectTypeOf<Checkout.SessionOutcome>().toExtend<typeof Checkout.SessionOutcome.Type>()
    expectTypeOf<typeof Checkout.SessionOutcome.Type>().toExtend<Checkout.SessionOutcome>()
    expectTypeOf<Recurring.ChargeOutcome>().toExtend<typeof Recurring.ChargeOutcome.Type>()
    expectTypeOf<typeof Recurring.ChargeOutcome.Type>().toExtend<Recurring.ChargeOutcome>()
    expectTypeOf<typeof Recurring.AgreementOutcome.Type>().toExtend<Recurring.AgreementOutcome>()
  })
})

describe("times and waits", () => {
  it("a time stays text, and is read as a DateTime; a computed one is a Date", () => {
    expectTypeOf<EPayment.PaymentEvent["timestamp"]>().toBeString()
    expectTypeOf<EPayment.Payment["captureGuaranteedUntil"]>().toEqualTypeOf<string | undefined>()
    expectTypeOf(EPayment.occurredAt).toBeCallableWith({} as EPayment.PaymentEvent)
    expectTypeOf(EPayment.occurredAt).toBeCallableWith({} as Extract<Webhooks.WebhookEvent, { _tag: "EPayment" }>)
    expectTypeOf(EPayment.occurredAt).returns.toEqualTypeOf<Option.Option<DateTime.Utc>>()
    expectTypeOf(Recurring.occurredAt).toBeCallableWith({} as Recurring.ChargeHistoryEvent)
    expectTypeOf(Recurring.occurredAt).toBeCallableWith({} as Recurring.AgreementHistoryEvent)
    expectTypeOf(Recurring.occurredAt).returns.toEqualTypeOf<Option.Option<DateTime.Utc>>()
    expectTypeOf(Timestamp.toUtc).toEqualTypeOf<(timestamp: string) => Option.Option<DateTime.Utc>>()
    expectTypeOf(Recurring.refundDeadline).returns.toEqualTypeOf<Date>()
  })

  it("a wait is a Duration for Effect, of logins too, and milliseconds for promises", () => {
    expectTypeOf<LoginError.LoginRetryError["retryAfter"]>().toEqualTypeOf<Duration.Duration | undefined>()
    expectTypeOf<LoginPromise.LoginRetryError["retryAfter"]>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Facade.VippsRateLimitError["retryAfter"]>().toEqualTypeOf<number | undefined>()
  })

  it("happened takes its reconciliation first or last", () => {
    const reconciliation: Pick<EPayment.Reconciliation, "operations"> = { operations: [] }
    expectTypeOf(EPayment.happened(reconciliation, "CAPTURED", "key")).toEqualTypeOf<boolean | undefined>()
    expectTypeOf(
      EPayment.reconcile("order-12345").pipe(Effect.map(EPayment.happened("REFUNDED", "key")))
    ).toEqualTypeOf<Effect.Effect<boolean | undefined, VippsError.ReadError, Needs>>()
    // @ts-expect-error: only captures and refunds are logged with their key
    EPayment.happened(reconciliation, "CANCELLED", "key")
  })
})

describe("values and options", () => {
  it("outcomes have a place for states that are new, so that a switch over them is exhaustive and stays so", () => {
    const label = (outcome: EPayment.PaymentOutcome): string => {
      switch (outcome._tag) {
        case "Authorized":
        case "Aborted":
        case "Expired":
        case "Terminated":
        case "Pending":
        case "Unknown":
          return outcome.payment.reference
      }
    }
    expectTypeOf(label).returns.toBeString()
  })

  it("the rules of a flow and of a customer are in the types of the request", () => {
    const request = { reference: "order-12345", amount: { value: 100, currency: "NOK" } } as const
    const push = { ...request, userFlow: "PUSH_MESSAGE", paymentMethod: { type: "CARD" } } as const
    // @ts-expect-error: a card has no app to push to
    EPayment.createPayment(push)
    const web = {
      ...request,
      userFlow: "WEB_REDIRECT",
      paymentMethod: { type: "WALLET" },
      returnUrl: "https://example.com/"
    } as const
    EPayment.createPayment(web)
    // @ts-expect-error: a customer has one identifier
    EPayment.createPayment({ ...web, customer: {} })
  })

  it("identifiers are plain strings: one that was read is one that can be asked for", () => {
    EPayment.getPayment({} as EPayment.Payment["pspReference"])
    expectTypeOf<EPayment.Payment["reference"]>().toBeString()
  })

  it("retries and waits take a schedule, where the options say so", () => {
    EPayment.getPayment("order-12345", { retry: { schedule: Schedule.recurs(3), while: (error) => error.retryable } })
    EPayment.awaitOutcome("order-12345", { schedule: Schedule.spaced("5 seconds") })
    // @ts-expect-error: a schedule is one of the retry options
    EPayment.getPayment("order-12345", { retry: Schedule.recurs(3) })
  })

  it("an open union completes, narrows by its guard, and lets a new value pass", () => {
    const state = {} as EPayment.State
    if (EPayment.isKnownState(state)) expectTypeOf(state).toEqualTypeOf<EPayment.KnownState>()
    expectTypeOf<"NEW_AT_VIPPS">().toExtend<EPayment.State>()
  })

  it("money is not mixed up with numbers", () => {
    expectTypeOf(Money.fromMajor("499.00", "NOK")).not.toExtend<Money.Amount>()
    // @ts-expect-error: an amount has a currency
    Money.format(49900)
  })

  it("a route needs what its handler needs, and an inbox", () => {
    const route = Webhooks.layerRoute("/vipps", {
      secret: Redacted.make("a-secret"),
      url: "https://example.com/vipps",
      handler: ({ dedupeKey }) => EPayment.getPayment(dedupeKey)
    })
    expectTypeOf(route).toEqualTypeOf<
      Layer.Layer<never, never, HttpLayerRouter.HttpRouter | Needs | WebhookInbox.WebhookInbox>
    >()
    expectTypeOf(Webhooks.notify).toEqualTypeOf<(event: Webhooks.WebhookEvent) => Effect.Effect<void>>()
  })
})
