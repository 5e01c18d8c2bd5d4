/** The shop's own record of a subscription, which the engine does not store. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

export interface Subscription {
  readonly id: string
  /** For a month, in øre. */
  readonly price: number
  /** Set by the workflow. Where the customer approves it is read from Vipps: `getAgreement(...).vippsConfirmationUrl`. */
  readonly agreementId?: string | undefined
  /** The day on which the period starts that is being billed. Set by the workflow. */
  readonly period?: string | undefined
}

export class Subscriptions extends Context.Tag("examples/workflow/Subscriptions")<
  Subscriptions,
  {
    readonly find: (id: string) => Effect.Effect<Subscription>
    /** Repeated with the same values. */
    readonly set: (id: string, values: Pick<Subscription, "agreementId" | "period">) => Effect.Effect<void>
  }
>() {}
