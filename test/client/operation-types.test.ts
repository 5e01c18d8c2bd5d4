import type * as HttpClient from "@effect/platform/HttpClient"
import { describe, expectTypeOf, it } from "@effect/vitest"
import type {
  AccessToken,
  Checkout,
  EPayment,
  Operation,
  OrderManagement,
  Qr,
  Recurring,
  Report,
  Userinfo,
  Vipps,
  VippsConfig,
  VippsError,
  Webhooks
} from "@effect-vipps/client"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"

type Needs = VippsConfig.VippsConfig | HttpClient.HttpClient

/** The functions of a module, by the names of its operations. */
type Functions<M extends { readonly operations: object }> = { [K in keyof M["operations"] & keyof M]: M[K] }

/** The same, as the descriptors have them: arguments from path and schemas, result from the response, errors from `fails`. */
type Described<M extends { readonly operations: object }> = {
  [K in keyof M["operations"] & keyof M]: M["operations"][K] extends Operation.Operation<infer Given, infer A, infer E>
    ? (...given: Given) => Effect.Effect<A, E, Needs>
    : never
}

type Results<Fs> = { readonly [K in keyof Fs]: Fs[K] extends (...given: never) => infer Made ? Made : never }

type Given<Fs> = { [K in keyof Fs]: Fs[K] extends (...given: infer Arguments) => unknown ? Arguments : never }

type WithoutFunction<M extends { readonly operations: object }> = Exclude<keyof M["operations"], keyof M>

/** Without `addImage`, which takes an image in more forms than its operation. */
type OrderOperations = Omit<typeof OrderManagement, "addImage">

describe("every operation", () => {
  it("an operation has exactly the result, the errors and the needs of its descriptor", () => {
    expectTypeOf<Results<Functions<typeof EPayment>>>().toEqualTypeOf<Results<Described<typeof EPayment>>>()
    expectTypeOf<Results<Functions<typeof Checkout>>>().toEqualTypeOf<Results<Described<typeof Checkout>>>()
    expectTypeOf<Results<Functions<typeof Webhooks>>>().toEqualTypeOf<Results<Described<typeof Webhooks>>>()
    expectTypeOf<Results<Functions<typeof Recurring>>>().toEqualTypeOf<Results<Described<typeof Recurring>>>()
    expectTypeOf<Results<Functions<typeof Qr>>>().toEqualTypeOf<Results<Described<typeof Qr>>>()
    expectTypeOf<Results<Functions<OrderOperations>>>().toEqualTypeOf<Results<Described<OrderOperations>>>()
    expectTypeOf<Results<Functions<typeof Report>>>().toEqualTypeOf<Results<Described<typeof Report>>>()
    expectTypeOf<Results<Functions<typeof Userinfo>>>().toEqualTypeOf<Results<Described<typeof Userinfo>>>()
  })

  it("an operation takes the arguments of its descriptor", () => {
    expectTypeOf<Given<Functions<typeof EPayment>>>().toExtend<Given<Described<typeof EPayment>>>()
    expectTypeOf<Given<Described<typeof EPayment>>>().toExtend<Given<Functions<typeof EPayment>>>()
    expectTypeOf<Given<Functions<typeof Checkout>>>().toExtend<Given<Described<typeof Checkout>>>()
    expectTypeOf<Given<Described<typeof Checkout>>>().toExtend<Given<Functions<typeof Checkout>>>()
    expectTypeOf<Given<Functions<typeof Webhooks>>>().toExtend<Given<Described<typeof Webhooks>>>()
    expectTypeOf<Given<Described<typeof Webhooks>>>().toExtend<Given<Functions<typeof Webhooks>>>()
    expectTypeOf<Given<Functions<typeof Recurring>>>().toExtend<Given<Described<typeof Recurring>>>()
    expectTypeOf<Given<Described<typeof Recurring>>>().toExtend<Given<Functions<typeof Recurring>>>()
    expectTypeOf<Given<Functions<OrderOperations>>>().toExtend<Given<Described<OrderOperations>>>()
    expectTypeOf<Given<Described<OrderOperations>>>().toExtend<Given<Functions<OrderOperations>>>()
    expectTypeOf<Given<Functions<typeof Report>>>().toExtend<Given<Described<typeof Report>>>()
    expectTypeOf<Given<Described<typeof Report>>>().toExtend<Given<Functions<typeof Report>>>()
    expectTypeOf<Given<Functions<typeof Userinfo>>>().toExtend<Given<Described<typeof Userinfo>>>()
    expectTypeOf<Given<Described<typeof Userinfo>>>().toExtend<Given<Functions<typeof Userinfo>>>()
  })

  it("a QR operation takes an image, which its descriptor also takes", () => {
    type Options = Operation.CallOptions | undefined
    type Image = Qr.QrImage | undefined
    type CallbackImage = Qr.CallbackQrImage | undefined
    interface Exact {
      createOneTime: [request: Qr.OneTimeQrRequest, image?: Image, options?: Options]
      createRedirect: [request: Qr.CreateRedirectQrRequest, image?: Image, options?: Options]
      listRedirects: [image?: Image, options?: Options]
      getRedirect: [id: string, image?: Image, options?: Options]
      updateRedirect: [id: string, request: Qr.UpdateRedirectQrRequest, image?: Image, options?: Options]
      deleteRedirect: [id: string, options?: Options]
      listCallbacks: [image?: CallbackImage, options?: Options]
      getCallback: [merchantQrId: string, image?: CallbackImage, options?: Options]
      putCallback: [merchantQrId: string, request: Qr.PutCallbackQrRequest, options?: Options]
      deleteCallback: [merchantQrId: string, options?: Options]
      adoptMobilePayQr: [beaconId: string, request: Qr.AdoptQrRequest, options?: Options]
      exchangePersonalQr: [request: Qr.PersonalQrRequest, options?: Options]
      exchangeCustomerToken: [request: Qr.CustomerTokenRequest, options?: Options]
    }
    expectTypeOf<Given<Functions<typeof Qr>>>().toEqualTypeOf<{ [K in keyof Exact]: Exact[K] }>()
    // The descriptor's image has no `size` where none is sent, and one more form: the one left out.
    expectTypeOf<Given<Functions<typeof Qr>>>().toExtend<Given<Described<typeof Qr>>>()
    // @ts-expect-error: an SVG has no size
    void ({ format: "SVG", size: 100 } satisfies Qr.QrImage)
    // @ts-expect-error: the content of a callback code is always returned
    void ({ format: "CONTENT" } satisfies Qr.CallbackQrImage)
  })

  it("an image is added from its bytes, and one that is there already is a success", () => {
    expectTypeOf<typeof OrderManagement.addImage>().toEqualTypeOf<
      (
        request: OrderManagement.AddImageRequest,
        options?: Operation.CallOptions
      ) => Effect.Effect<OrderManagement.AddImageResponse, VippsError.CommonError, Needs>
    >()
    expectTypeOf<OrderManagement.AddImageRequest>().toEqualTypeOf<{
      readonly image: Uint8Array
      readonly imageId?: string | undefined
    }>()
    // The service's function is the same, and is no function of the operation.
    expectTypeOf<Vipps.Service["orderManagement"]["addImage"]>().toEqualTypeOf<
      (
        request: OrderManagement.AddImageRequest,
        options?: Operation.CallOptions
      ) => Effect.Effect<OrderManagement.AddImageResponse, VippsError.CommonError>
    >()
  })

  it("every operation has a function of its name", () => {
    expectTypeOf<
      | WithoutFunction<typeof EPayment>
      | WithoutFunction<typeof Checkout>
      | WithoutFunction<typeof Webhooks>
      | WithoutFunction<typeof Recurring>
      | WithoutFunction<typeof Qr>
      | WithoutFunction<typeof OrderManagement>
      | WithoutFunction<typeof Report>
      | WithoutFunction<typeof Userinfo>
    >().toBeNever()
  })

  it("the service has the same functions, which need nothing more", () => {
    type Provided<M extends { readonly operations: object }> = {
      readonly [K in keyof Functions<M>]: Functions<M>[K] extends (
        ...given: never
      ) => Effect.Effect<infer A, infer E, Needs>
        ? Effect.Effect<A, E>
        : never
    }
    type Of<Service, M extends { readonly operations: object }> = Results<
      Pick<Service, keyof M["operations"] & keyof M & keyof Service>
    >
    expectTypeOf<Of<Vipps.Service["ePayment"], typeof EPayment>>().toEqualTypeOf<Provided<typeof EPayment>>()
    expectTypeOf<Of<Vipps.Service["checkout"], typeof Checkout>>().toEqualTypeOf<Provided<typeof Checkout>>()
    expectTypeOf<Of<Vipps.Service["recurring"], typeof Recurring>>().toEqualTypeOf<Provided<typeof Recurring>>()
    expectTypeOf<Of<Vipps.Service["webhooks"], typeof Webhooks>>().toEqualTypeOf<Provided<typeof Webhooks>>()
    expectTypeOf<Of<Vipps.Service["qr"], typeof Qr>>().toEqualTypeOf<Provided<typeof Qr>>()
    expectTypeOf<Of<Vipps.Service["report"], typeof Report>>().toEqualTypeOf<Provided<typeof Report>>()
    expectTypeOf<Of<Vipps.Service["userinfo"], typeof Userinfo>>().toEqualTypeOf<Provided<typeof Userinfo>>()
    expectTypeOf<Of<Vipps.Service["orderManagement"], OrderOperations>>().toEqualTypeOf<Provided<OrderOperations>>()
  })

  it("an access token needs no request, and cannot be missing", () => {
    expectTypeOf<(typeof AccessToken)["get"]>().toEqualTypeOf<
      Effect.Effect<Redacted.Redacted, VippsError.CommonError, Needs>
    >()
  })
})
