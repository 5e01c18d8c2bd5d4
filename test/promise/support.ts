import { Vipps, type VippsOptions } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { onTestFinished } from "vitest"
import { type Handler, json, serve, type TestServer } from "../support/server.js"

export const secrets = { clientSecret: "client-SECRET-9f2c", subscriptionKey: "subscription-KEY-77aa" }

export const options: VippsOptions = { clientId: "client-id", merchantSerialNumber: "123456", ...secrets }

/** A real server that hands out tokens, closed when the test ends. */
export const vippsServer = async (handler: Handler): Promise<TestServer> => {
  const scope = Effect.runSync(Scope.make())
  onTestFinished(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  const server = serve((request, response) =>
    request.path === "/accesstoken/get"
      ? json(response, 200, { token_type: "Bearer", expires_in: "3600", access_token: "token-1" })
      : handler(request, response)
  )
  return Effect.runPromise(Scope.extend(server, scope))
}

/** A client of that server. */
export const clientOf = (server: TestServer, overrides: Partial<VippsOptions> = {}): Vipps =>
  new Vipps({ ...options, baseUrl: server.url, ...overrides })

const nok = (value: number) => ({ value, currency: "NOK" })

export const payment = {
  reference: "order-12345",
  state: "AUTHORIZED",
  amount: nok(49900),
  aggregate: {
    authorizedAmount: nok(49900),
    capturedAmount: nok(0),
    refundedAmount: nok(0),
    cancelledAmount: nok(0)
  },
  paymentMethod: { type: "WALLET" },
  profile: {},
  pspReference: "1"
}

/** What a promise rejects with. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => Promise.reject(new Error("expected a rejection")),
    (reason) => reason
  )
