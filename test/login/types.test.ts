/** The types of the operations; the compiler runs these tests. */
import type * as HttpClient from "@effect/platform/HttpClient"
import { describe, expectTypeOf, it } from "@effect/vitest"
import type { VippsInputError } from "@effect-vipps/client/VippsError"
import type { Login, LoginError } from "@effect-vipps/login"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"

type Call<A> = Effect.Effect<A, LoginError.LoginError, Login.VippsLogin>
type Session = Pick<Login.LoggedIn, "sub" | "accessToken">

describe("the types of a login", () => {
  it("every operation has its arguments, its result, its errors and its needs", () => {
    expectTypeOf<typeof Login.start>().toEqualTypeOf<(options: Login.StartOptions) => Call<Login.StartedLogin>>()
    expectTypeOf<typeof Login.finish>().toEqualTypeOf<
      (callback: string | URL, pending: Login.PendingLogin) => Call<Login.LoggedIn>
    >()
    expectTypeOf<typeof Login.userinfo>().toEqualTypeOf<(session: Session) => Call<Login.LoginUserinfo>>()
    expectTypeOf<typeof Login.logout>().toEqualTypeOf<(session: Session) => Call<void>>()
    expectTypeOf<typeof Login.userExists>().toEqualTypeOf<(hint: Login.LoginHint) => Call<boolean>>()
    expectTypeOf<typeof Login.startCiba>().toEqualTypeOf<(options: Login.CibaOptions) => Call<Login.PendingCiba>>()
    expectTypeOf<typeof Login.pollCiba>().toEqualTypeOf<(pending: Login.PendingCiba) => Call<Login.Polled>>()
    expectTypeOf<typeof Login.awaitCiba>().toEqualTypeOf<(pending: Login.PendingCiba) => Call<Login.LoggedIn>>()
    expectTypeOf<typeof Login.finishCibaRedirect>().toEqualTypeOf<
      (callback: string | URL, pending: Login.PendingCiba) => Call<Login.LoggedIn>
    >()
    expectTypeOf<typeof Login.readConsentRevoked>().toEqualTypeOf<
      (body: string) => Effect.Effect<Login.ConsentRevoked, LoginError.LoginVerificationError>
    >()
  })

  it("the service is nominal, and made of options and an HTTP client", () => {
    expectTypeOf<{ readonly issuer: string }>().not.toExtend<Login.Service>()
    expectTypeOf<typeof Login.make>().returns.toEqualTypeOf<
      Effect.Effect<Login.Service, VippsInputError, HttpClient.HttpClient>
    >()
    expectTypeOf<typeof Login.layer>().returns.toEqualTypeOf<
      Layer.Layer<Login.VippsLogin, VippsInputError, HttpClient.HttpClient>
    >()
  })

  it("the union of errors is a schema of its type", () => {
    expectTypeOf<typeof LoginError.LoginError.Type>().toEqualTypeOf<LoginError.LoginError>()
  })
})
