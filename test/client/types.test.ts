// @effect-diagnostics floatingEffect:off
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpClient from "@effect/platform/HttpClient"
import { describe, expectTypeOf, it } from "@effect/vitest"
import {
  AccessToken,
  Callbacks,
  Checkout,
  EPayment,
  type Money,
  type Operation,
  VippsConfig,
  type VippsError,
  type WebhookInbox,
  Webhooks
} from "@effect-vipps/client"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"

type Call<A, E> = Effect.Effect<A, E, VippsConfig.VippsConfig | HttpClient.HttpClient>
type Read<A> = Call<A, VippsError.ReadError>
type Create<A> = Call<A, VippsError.CreateError>
type Modify<A> = Call<A, VippsError.ModifyError>
type Common<A> = Call<A, VippsError.CommonError>
type Options = Operation.CallOptions | undefined
type AwaitOptions = Operation.AwaitOptions | undefined

describe("the configuration", () => {
  it("the configuration is nominal: neither a literal nor a changed copy is one", () => {
    type Fields = { [K in keyof VippsConfig.Service]: VippsConfig.Service[K] }
    expectTypeOf<Fields>().not.toExtend<VippsConfig.Service>()
    // @ts-expect-error: a copy has no access token
    Effect.updateService(Effect.void, VippsConfig.VippsConfig, (config) => ({ ...config, clientId: "B" }))
  })

  it("a configuration is derived by data-first and data-last functions that only add its errors and itself", () => {
    type Derived = Effect.Effect<number, "e" | VippsError.VippsInputError, "r" | VippsConfig.VippsConfig>
    const self = Effect.succeed(1) as Effect.Effect<number, "e", "r">
    expectTypeOf(VippsConfig.withMerchant(self, "654321")).toEqualTypeOf<Derived>()
    expectTypeOf(self.pipe(VippsConfig.withMerchant("654321"))).toEqualTypeOf<Derived>()
    expectTypeOf(VippsConfig.withOptions(self, { timeout: "1 second" })).toEqualTypeOf<Derived>()
    expectTypeOf(self.pipe(VippsConfig.withOptions({ clientId: "B" }))).toEqualTypeOf<Derived>()
  })
})

describe("the types of each operation", () => {
  it("EPayment operations have their types", () => {
    expectTypeOf(EPayment.createPayment).parameters.toEqualTypeOf<[EPayment.CreatePaymentRequest, Options?]>()
    expectTypeOf(EPayment.createPayment).returns.toEqualTypeOf<Create<EPayment.CreatePaymentResponse>>()
    expectTypeOf(EPayment.getPayment).parameters.toEqualTypeOf<[string, Options?]>()
    expectTypeOf(EPayment.getPayment).returns.toEqualTypeOf<Read<EPayment.Payment>>()
    expectTypeOf(EPayment.getPaymentEventLog).returns.toEqualTypeOf<Read<ReadonlyArray<EPayment.PaymentEvent>>>()
    expectTypeOf(EPayment.capturePayment).parameters.toEqualTypeOf<[string, EPayment.ModificationRequest, Options?]>()
    expectTypeOf(EPayment.capturePayment).returns.toEqualTypeOf<Modify<EPayment.ModificationResponse>>()
    expectTypeOf(EPayment.refundPayment).returns.toEqualTypeOf<Modify<EPayment.ModificationResponse>>()
    expectTypeOf(EPayment.cancelPayment).parameters.toEqualTypeOf<[string, EPayment.CancelPaymentRequest?, Options?]>()
    expectTypeOf(EPayment.cancelPayment).returns.toEqualTypeOf<Modify<EPayment.ModificationResponse>>()
    expectTypeOf(EPayment.forceApprovePayment).parameters.toEqualTypeOf<
      [string, EPayment.ForceApproveRequest, Options?]
    >()
    expectTypeOf(EPayment.forceApprovePayment).returns.toEqualTypeOf<Modify<void>>()
    expectTypeOf(EPayment.awaitOutcome).parameters.toEqualTypeOf<[string, AwaitOptions?]>()
    expectTypeOf(EPayment.awaitOutcome).returns.toEqualTypeOf<Read<EPayment.PaymentOutcome>>()
    expectTypeOf(EPayment.changes).parameters.toEqualTypeOf<[string, AwaitOptions?]>()
    expectTypeOf(EPayment.changes).returns.toEqualTypeOf<
      Stream.Stream<EPayment.Payment, VippsError.ReadError, VippsConfig.VippsConfig | HttpClient.HttpClient>
    >()
    expectTypeOf(EPayment.reconcile).parameters.toEqualTypeOf<[string, Options?]>()
    expectTypeOf(EPayment.reconcile).returns.toEqualTypeOf<Read<EPayment.Reconciliation>>()
    // A payment and the response to a modification both include what is left.
    expectTypeOf(EPayment.remaining).toBeCallableWith({} as EPayment.Payment)
    expectTypeOf(EPayment.remaining).toBeCallableWith({} as EPayment.ModificationResponse)
  })

  it("Checkout operations have their types", () => {
    expectTypeOf(Checkout.createSession).parameters.toEqualTypeOf<[Checkout.CreateSessionRequest, Options?]>()
    expectTypeOf(Checkout.createSession).returns.toEqualTypeOf<Create<Checkout.CreateSessionResponse>>()
    expectTypeOf(Checkout.getSession).returns.toEqualTypeOf<Read<Checkout.Session>>()
    expectTypeOf(Checkout.updateSession).parameters.toEqualTypeOf<[string, Checkout.UpdateSessionRequest, Options?]>()
    expectTypeOf(Checkout.updateSession).returns.toEqualTypeOf<Modify<void>>()
    expectTypeOf(Checkout.expireSession).parameters.toEqualTypeOf<[string, Options?]>()
    expectTypeOf(Checkout.expireSession).returns.toEqualTypeOf<Modify<void>>()
    expectTypeOf(Checkout.awaitOutcome).parameters.toEqualTypeOf<[string, AwaitOptions?]>()
    expectTypeOf(Checkout.awaitOutcome).returns.toEqualTypeOf<Read<Checkout.SessionOutcome>>()
  })

  it("Webhooks operations have their types", () => {
    expectTypeOf(Webhooks.register).parameters.toEqualTypeOf<[Webhooks.RegisterRequest, Options?]>()
    expectTypeOf(Webhooks.register).returns.toEqualTypeOf<Common<Webhooks.RegisterResponse>>()
    expectTypeOf(Webhooks.list).returns.toEqualTypeOf<Common<ReadonlyArray<Webhooks.Webhook>>>()
    expectTypeOf(Webhooks.remove).parameters.toEqualTypeOf<[string, Options?]>()
    expectTypeOf(Webhooks.remove).returns.toEqualTypeOf<Read<void>>()
    expectTypeOf(Webhooks.ensure).returns.toEqualTypeOf<Common<Webhooks.EnsureResponse>>()
    expectTypeOf(Webhooks.verify).returns.toEqualTypeOf<
      Effect.Effect<Webhooks.WebhookEvent, Webhooks.VippsWebhookError>
    >()
  })

  it("receivers need what their handlers need, and receivers that handle events once an inbox", () => {
    const secret = Redacted.make("a-secret")
    const url = "https://example.com/"
    const webhooks = Webhooks.receiver({ secret, url, handler: ({ dedupeKey }) => EPayment.getPayment(dedupeKey) })
    expectTypeOf(webhooks).toEqualTypeOf<
      HttpApp.Default<never, VippsConfig.VippsConfig | HttpClient.HttpClient | WebhookInbox.WebhookInbox>
    >()
    const logistics = Callbacks.logisticsOptions({ handler: () => Effect.succeed([]) })
    expectTypeOf(logistics).toEqualTypeOf<HttpApp.Default<never, never>>()
  })

  it("AccessToken functions have their types", () => {
    expectTypeOf(AccessToken.get).toEqualTypeOf<Common<Redacted.Redacted>>()
    expectTypeOf(AccessToken.invalidate).returns.toEqualTypeOf<Effect.Effect<void, never, VippsConfig.VippsConfig>>()
  })

  it("layers have their types", () => {
    expectTypeOf(VippsConfig.layer).returns.toEqualTypeOf<
      Layer.Layer<VippsConfig.VippsConfig, VippsError.VippsInputError>
    >()
    expectTypeOf(VippsConfig.layerEnv).toEqualTypeOf<
      Layer.Layer<VippsConfig.VippsConfig, VippsError.VippsInputError | ConfigError.ConfigError>
    >()
  })
})

describe("the errors of each operation", () => {
  it("a read cannot conflict, and a creation can neither miss nor be busy", () => {
    type Tags<F extends (...given: never) => unknown> =
      ReturnType<F> extends Effect.Effect<unknown, infer E, unknown>
        ? E extends { readonly _tag: infer T }
          ? T
          : never
        : never
    expectTypeOf<Extract<Tags<typeof EPayment.getPayment>, "VippsConflictError" | "VippsBusyError">>().toBeNever()
    expectTypeOf<Extract<Tags<typeof EPayment.createPayment>, "VippsNotFoundError" | "VippsBusyError">>().toBeNever()
    expectTypeOf<Extract<Tags<typeof Webhooks.list>, "VippsNotFoundError">>().toBeNever()
    // @ts-expect-error: a read cannot conflict
    EPayment.getPayment("order-1").pipe(Effect.catchTag("VippsConflictError", () => Effect.void))
  })

  it("a modification meets only its own key, and a creation a reference as well", () => {
    EPayment.capturePayment("order-1", { modificationAmount: { value: 1, currency: "NOK" } }).pipe(
      Effect.catchTag("VippsConflictError", ({ reason }) => {
        expectTypeOf(reason).toEqualTypeOf<"IdempotencyKeyReused" | "Unknown">()
        return Effect.void
      })
    )
    expectTypeOf<Extract<VippsError.CreateError, { _tag: "VippsConflictError" }>["reason"]>().toEqualTypeOf<
      "ReferenceExists" | "QrIdTaken" | "ReceiptExists" | "IdempotencyKeyReused" | "Unknown"
    >()
  })

  it("VippsError is the name of any of them", () => {
    type All = VippsError.ErrorUnions[keyof VippsError.ErrorUnions]
    expectTypeOf<All>().toExtend<VippsError.VippsError>()
    expectTypeOf<VippsError.VippsError["_tag"]>().toEqualTypeOf<All["_tag"]>()
  })

  it("all tags can be caught until nothing is left", () => {
    const caught = EPayment.getPayment("order-1").pipe(
      Effect.catchTag("VippsNotFoundError", () => Effect.succeed("none")),
      Effect.catchTags({
        VippsInputError: Effect.die,
        VippsAuthError: Effect.die,
        VippsRequestError: Effect.die,
        VippsRateLimitError: Effect.die,
        VippsServerError: Effect.die,
        VippsTransportError: Effect.die,
        VippsDecodeError: Effect.die
      })
    )
    expectTypeOf(caught).toEqualTypeOf<
      Effect.Effect<EPayment.Payment | "none" | string, never, VippsConfig.VippsConfig | HttpClient.HttpClient>
    >()
  })

  it("the descriptors say the same as the functions", () => {
    type Described<O> =
      O extends Operation.Operation<infer Arguments, infer A, infer E> ? (...given: Arguments) => Call<A, E> : never
    type Same<M extends { readonly operations: object }> = {
      [K in keyof M["operations"] & keyof M]: M[K] extends Described<M["operations"][K]> ? true : K
    }
    expectTypeOf<Same<typeof EPayment>[keyof Same<typeof EPayment>]>().toEqualTypeOf<true>()
    expectTypeOf<Same<typeof Checkout>[keyof Same<typeof Checkout>]>().toEqualTypeOf<true>()
    expectTypeOf<Same<typeof Webhooks>[keyof Same<typeof Webhooks>]>().toEqualTypeOf<true>()
  })
})

describe("what the compiler refuses and accepts", () => {
  it("a wrong currency, a missing field and an unknown field are compile errors", () => {
    expectTypeOf<{ value: number; currency: "ISK" }>().not.toExtend<Money.Amount>()
    expectTypeOf<Omit<EPayment.CreatePaymentRequest, "reference">>().not.toExtend<EPayment.CreatePaymentRequest>()
    // @ts-expect-error modificationAmont is not a field
    const typo: EPayment.ModificationRequest = { modificationAmont: { value: 1, currency: "NOK" } }
    void typo
  })

  it("a state that is new at Vipps is not a compile error", () => {
    expectTypeOf<"SOMETHING_NEW">().toExtend<EPayment.State>()
  })

  it("an amount that was read can be sent back", () => {
    expectTypeOf<EPayment.Payment["amount"]>().toExtend<EPayment.ModificationRequest["modificationAmount"]>()
  })

  it("the tag of a payment's event determines its success", () => {
    expectTypeOf<Extract<Webhooks.WebhookEvent, { _tag: "EPayment" }>["success"]>().toEqualTypeOf<true>()
    expectTypeOf<Extract<Webhooks.WebhookEvent, { _tag: "EPaymentFailed" }>["success"]>().toEqualTypeOf<false>()
    expectTypeOf<Webhooks.WebhookEvent["dedupeKey"]>().toEqualTypeOf<string>()
  })

  it("every error has a tag to switch on", () => {
    expectTypeOf<VippsError.VippsError["_tag"]>().toEqualTypeOf<
      | "VippsInputError"
      | "VippsAuthError"
      | "VippsRequestError"
      | "VippsNotFoundError"
      | "VippsConflictError"
      | "VippsRateLimitError"
      | "VippsBusyError"
      | "VippsServerError"
      | "VippsTransportError"
      | "VippsDecodeError"
    >()
  })
})
