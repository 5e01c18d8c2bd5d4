import { Vipps, type VippsOptions } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { onTestFinished } from "vitest"
import { paymentIn } from "../support/samples.js"
import { type Handler, serveVipps, type TestServer } from "../support/server.js"

export const secrets = { clientSecret: "client-SECRET-9f2c", subscriptionKey: "subscription-KEY-77aa" }

export const options: VippsOptions = { clientId: "client-id", merchantSerialNumber: "123456", ...secrets }

/** A real server that hands out tokens, closed when the test ends. */
export const vippsServer = async (handler: Handler): Promise<TestServer> => {
  const scope = Effect.runSync(Scope.make())
  onTestFinished(() => Effect.runPromise(Scope.close(scope, Exit.void)))
  return Effect.runPromise(Scope.extend(serveVipps(handler), scope))
}

/** A client of that server. */
export const clientOf = (server: TestServer, overrides: Partial<VippsOptions> = {}): Vipps =>
  new Vipps({ ...options, baseUrl: server.url, ...overrides })

export const payment = paymentIn("AUTHORIZED")

/** What a promise rejects with. */
export const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => Promise.reject(new Error("expected a rejection")),
    (reason) => reason
  )
