/** The membership service of examples/subscriptions at the emulator, as the tests of its billing run it. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as SqliteClient from "@effect/sql-sqlite-node/SqliteClient"
import { VippsConfig } from "@effect-vipps/client"
import { VippsEmulator } from "@effect-vipps/emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as App from "../../examples/subscriptions/app.js"
import { Mailer } from "../../examples/subscriptions/Mail.js"
import { Members } from "../../examples/subscriptions/Members.js"
import { Memberships } from "../../examples/subscriptions/Memberships.js"
import type { SignedUp } from "./billingYear.js"

/** A run of the billing job as a process of its own. */
export interface Job {
  /** Of the emulator. */
  readonly url: string
  readonly filename: string
  /** Epoch milliseconds. */
  readonly now: number
  /** The request amid or after which the process is killed. */
  readonly killAfter?: number | undefined
}

/** A program with connections and a token of its own, as each process has. */
export const service = (client: HttpClient.HttpClient, filename: string, baseUrl = "http://127.0.0.1:4242") => {
  const { credentials } = VippsEmulator.merchants.norway
  return App.layer.pipe(
    Layer.provide(
      Layer.mergeAll(
        SqliteClient.layer({ filename }),
        Layer.succeed(Mailer, { send: () => Effect.void }),
        Layer.succeed(HttpClient.HttpClient, client),
        VippsConfig.layer({
          ...credentials,
          clientSecret: Redacted.make(credentials.clientSecret),
          subscriptionKey: Redacted.make(credentials.subscriptionKey),
          baseUrl
        })
      )
    )
  )
}

/** Signs these members up. Each approves the agreement. */
export const signUpAll = (emulator: VippsEmulator.Service, ids: ReadonlyArray<string>, price: number) =>
  Effect.forEach(ids, (id) =>
    Effect.gen(function* () {
      const { signUp } = yield* Memberships
      const { find } = yield* Members
      yield* signUp(id, price)
      const member = yield* find(id)
      if (member === undefined) return yield* Effect.dieMessage(`${id} has not signed up`)
      yield* emulator.approveAgreement(member.agreementId)
      return { agreementId: member.agreementId, anchor: member.anchor } satisfies SignedUp
    })
  )
