/** What members and the staff do. */
import type { SqlError } from "@effect/sql/SqlError"
import { Recurring, Vipps, type VippsError, type Webhooks } from "@effect-vipps/client"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Billing } from "./Billing.js"
import { Mail } from "./Mail.js"
import { interval, type Member, nextPeriod, today } from "./Member.js"
import { Members } from "./Members.js"

export class NoMember extends Data.TaggedError("NoMember")<{ readonly id: string }> {}

type Problem = VippsError.VippsError | SqlError

export class Memberships extends Context.Tag("subscriptions/Memberships")<
  Memberships,
  {
    /** Returns where to send the customer, also on the second click; undefined for a member, who stays one. */
    readonly signUp: (id: string, price: number) => Effect.Effect<string | undefined, Problem>
    /** When the customer is back from Vipps: the member, as soon as the customer has decided. */
    readonly welcome: (id: string) => Effect.Effect<Member, Problem | NoMember>
    /** From the first period that is not billed yet. The law, and not Vipps, wants it announced. */
    readonly changePrice: (id: string, price: number) => Effect.Effect<void, Problem | NoMember>
    /** The membership ends when the time that is paid for is over. */
    readonly leave: (id: string) => Effect.Effect<void, Problem | NoMember>
    /** Handles a webhook. It may come twice, late, in any order, or never: the job does the same every day. */
    readonly heard: (event: Webhooks.WebhookEvent) => Effect.Effect<void, Problem>
  }
>() {}

const site = "https://club.example"

const make = Effect.gen(function* () {
  const { recurring } = yield* Vipps.Vipps
  const members = yield* Members
  const billing = yield* Billing
  const mail = yield* Mail

  const find = (id: string) =>
    Effect.flatMap(members.find(id), (member) =>
      member === undefined || member.state === "Ended" ? new NoMember({ id }) : Effect.succeed(member)
    )

  /** Where the customer approves a draft. */
  const link = ({ agreementId }: Member) =>
    Effect.map(recurring.getAgreement(agreementId), ({ vippsConfirmationUrl }) => vippsConfirmationUrl)

  const draft = (id: string, price: number, former: Member | undefined) =>
    Effect.gen(function* () {
      const day = yield* today
      const { agreementId, vippsConfirmationUrl } = yield* recurring.draftAgreement({
        pricing: { type: "LEGACY", amount: price, currency: "NOK" },
        interval,
        productName: "Membership",
        initialCharge: { amount: price, description: "The first month", transactionType: "DIRECT_CAPTURE" },
        merchantRedirectUrl: `${site}/welcome/${id}`,
        merchantAgreementUrl: `${site}/members/${id}`,
        externalId: id
      })
      // A customer who returns before the paid time is over pays from its end.
      const anchor = former !== undefined && former.paidUntil > day ? former.paidUntil : day
      const member: Member = { id, agreementId, price, anchor, paidUntil: anchor, state: "Waiting", leaving: false }
      const stored = yield* members.add(member, former)
      // Of two clicks at once one draft is stored. The customer never sees the other, which expires.
      return stored.agreementId === agreementId ? vippsConfirmationUrl : yield* link(stored)
    })

  return Memberships.of({
    signUp: (id, price) =>
      Effect.gen(function* () {
        const known = yield* members.find(id)
        if (known === undefined || known.state === "Ended") return yield* draft(id, price, known)
        const agreement = yield* recurring.getAgreement(known.agreementId)
        switch (Recurring.agreementOutcomeOf(agreement)._tag) {
          case "Pending":
            return agreement.vippsConfirmationUrl
          case "Active":
            yield* members.set(known, { leaving: false })
            return undefined
          case "Rejected":
          case "Expired":
          case "Stopped":
            yield* billing.advance(known) // It may have been paid before it was stopped.
            return yield* draft(id, price, yield* members.find(id))
          default: // A state that is new: a second agreement would bill twice.
            return undefined
        }
      }),

    welcome: (id) =>
      Effect.gen(function* () {
        const member = yield* find(id)
        if (member.state !== "Waiting") return member
        yield* recurring.awaitAgreement(member.agreementId)
        yield* billing.advance(member)
        return yield* find(id)
      }),

    changePrice: (id, price) =>
      Effect.gen(function* () {
        const member = yield* find(id)
        yield* recurring.updateAgreement(member.agreementId, { pricing: { amount: price } })
        yield* members.set(member, { price })
        yield* mail.write(
          id,
          `price ${price} from ${nextPeriod(member).start}`,
          `You will pay ${price / 100} kr a month.`
        )
      }),

    leave: (id) =>
      Effect.gen(function* () {
        const member = yield* find(id)
        yield* members.set(member, { leaving: true })
        // Vipps being unreachable keeps nobody: the job does the rest.
        yield* Effect.ignore(billing.advance({ ...member, leaving: true }))
      }),

    heard: (event) =>
      Effect.gen(function* () {
        if (event._tag !== "RecurringAgreement" && event._tag !== "RecurringCharge") return
        const member = yield* members.findByAgreement(event.agreementId)
        if (member !== undefined) yield* billing.advance(member)
      })
  })
})

export const layer: Layer.Layer<Memberships, never, Vipps.Vipps | Members | Mail | Billing> = Layer.effect(
  Memberships,
  make
)
