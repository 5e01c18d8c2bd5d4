// @effect-diagnostics globalDate:off
/** The lives of the plan, as shops would write them. A life that was interrupted continues from the journal. */
import { happened, idempotencyKey } from "@effect-vipps/promise"
import type { Customer } from "./customer.js"
import type { Entry } from "./journal.js"
import type { Life, Step } from "./plan.js"
import { type Movement, persist, settle } from "./settle.js"
import type { Shop } from "./shop.js"

export interface Surroundings {
  readonly shop: Shop
  readonly customer: Customer
  /** `YYYY-MM-DD` of the run, which fixes the periods for every process. */
  readonly today: string
  readonly past: ReadonlyArray<Entry>
  readonly write: (entry: Entry) => void
}

const waiting = { windowMs: 30_000, firstReadAfterMs: 0 }

const nok = (value: number) => ({ value, currency: "NOK" as const })

/** Dates of the periods: tomorrow's tomorrow, and from then every 30 days. */
const dayAfter = (today: string, days: number): string =>
  new Date(Date.parse(`${today}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

export const live = async (
  life: Life,
  { customer, past: before, shop, today, write: append }: Surroundings
): Promise<void> => {
  const past = [...before]
  const write = (entry: Entry) => {
    past.push(entry)
    append(entry)
  }
  const { approves, id, kind, reference, steps, value } = life
  const key = (name: string) => (id % 3 === 0 ? {} : { idempotencyKey: idempotencyKey(reference, name) })

  /** A value that a later process needs: found in the journal, or made and written there. */
  const stored = async (step: string, make: () => Promise<string>): Promise<string> => {
    const known = past.find((entry) => entry._tag === "Stored" && entry.step === step)
    if (known?._tag === "Stored") return known.value
    const made = await make()
    write({ life: id, step, _tag: "Stored", value: made })
    return made
  }

  /** What the steps of a kind have moved, as far as the caller knows. */
  const moved = (kind: Step["kind"]): number =>
    steps
      .filter((step) => step.kind === kind)
      .filter(({ name }) => past.some((entry) => entry._tag === "Resolved" && entry.step === name && entry.happened))
      .reduce((sum, step) => sum + step.value, 0)

  const run = async (movement: (step: Step) => Movement) => {
    const money = steps.filter((step) => step.kind !== "charge")
    for (let i = 0; i < money.length; ) {
      const group = [money[i++] as Step]
      while (money[i]?.parallel) group.push(money[i++] as Step)
      await Promise.all(group.map((step) => settle(life, step, past, write, movement(step))))
    }
  }

  const onPayment = (step: Step): Movement => {
    const { ePayment } = shop
    const body = { modificationAmount: nok(step.value) }
    const read = async (key: string | undefined) => {
      const reconciled = await persist(() => ePayment.reconcile(reference))
      if (step.kind === "cancel") return reconciled.cancelled.value > 0
      if (key !== undefined) return happened(reconciled, step.kind === "capture" ? "CAPTURED" : "REFUNDED", key)
      const sum = step.kind === "capture" ? reconciled.captured : reconciled.refunded
      return sum.value > moved(step.kind)
    }
    switch (step.kind) {
      case "capture":
        return { read, call: (options) => ePayment.capturePayment(reference, body, options) }
      case "refund":
        return { read, call: (options) => ePayment.refundPayment(reference, body, options) }
      default:
        return { read, call: (options) => ePayment.cancelPayment(reference, undefined, options) }
    }
  }

  /** After the payment exists: the customer decides, and the money moves. */
  const decide = async () => {
    await (approves ? customer.approve(reference) : customer.reject(reference))
    const outcome = await persist(() => shop.ePayment.awaitOutcome(reference, waiting))
    const expected = approves ? "Authorized" : "Aborted"
    if (outcome._tag !== expected) throw new Error(`${reference}: ${outcome._tag} instead of ${expected}`)
    await run(onPayment)
  }

  /** The payment is there: a reference is accepted once. */
  const exists = () => persist(() => shop.ePayment.getPayment(reference)).then(() => undefined)

  const ePayment = async () => {
    await stored("created", async () => {
      await persist(
        () =>
          shop.ePayment
            .createPayment(
              {
                reference,
                amount: nok(value),
                paymentMethod: { type: "WALLET" },
                userFlow: "WEB_REDIRECT",
                returnUrl: "https://shop.example/thanks"
              },
              { ...key("create") }
            )
            .then(() => undefined),
        exists
      )
      return reference
    })
    await decide()
  }

  const checkIn = async () => {
    const code = `till-${reference}`
    await persist(() => shop.qr.ensureCallback(code, { locationDescription: "Till 1" }))
    const customerToken = await stored("customer", () => customer.checkIn(code))
    await stored("created", async () => {
      await persist(
        () =>
          shop.qr
            .payCheckedInCustomer({ customerToken }, { reference, amount: nok(value) }, { ...key("create") })
            .then(() => undefined),
        exists
      )
      return reference
    })
    await decide()
  }

  const checkout = async () => {
    await stored("created", async () => {
      await persist(
        () =>
          shop.checkout
            .createSession(
              {
                reference,
                merchantInfo: {
                  callbackUrl: "https://shop.example/callback",
                  returnUrl: "https://shop.example/thanks",
                  callbackAuthorizationToken: "a-long-random-secret"
                },
                transaction: { amount: nok(value), paymentDescription: "One woollen hat" }
              },
              { ...key("create") }
            )
            .then(() => undefined),
        () => persist(() => shop.checkout.getSession(reference)).then(() => undefined)
      )
      return reference
    })
    if (!approves)
      return void (await persist(
        () => shop.checkout.expireSession(reference, { ...key("expire") }),
        async () => undefined
      ))
    await customer.completeSession(reference)
    const outcome = await persist(() => shop.checkout.awaitOutcome(reference, waiting))
    if (outcome._tag !== "PaymentSuccessful") throw new Error(`${reference}: ${outcome._tag}`)
    await run(onPayment)
  }

  const recurring = async () => {
    const drafted = JSON.parse(
      await stored("agreement", () =>
        persist(async () => {
          const { agreementId, chargeId } = await shop.recurring.draftAgreement(
            {
              pricing: { type: "LEGACY", amount: 19_900, currency: "NOK" },
              interval: { unit: "MONTH", count: 1 },
              merchantRedirectUrl: "https://shop.example/thanks",
              merchantAgreementUrl: "https://shop.example/membership",
              productName: "Membership",
              initialCharge: { amount: value, description: "First box", transactionType: "RESERVE_CAPTURE" }
            },
            { ...key("draft") }
          )
          return JSON.stringify([agreementId, chargeId])
        })
      )
    ) as [string, string]
    const [agreementId, chargeId] = drafted
    if (!approves) return
    await customer.approveAgreement(agreementId)
    const outcome = await persist(() => shop.recurring.awaitAgreement(agreementId, waiting))
    if (outcome._tag !== "Active") throw new Error(`${agreementId}: ${outcome._tag}`)
    await run(onCharge(agreementId, chargeId))
    for (const [i, step] of steps.filter(({ kind }) => kind === "charge").entries()) {
      const period = { start: dayAfter(today, 2 + 30 * i), end: dayAfter(today, 32 + 30 * i) }
      await settle(life, { ...step, habit: "stored key" }, past, write, {
        read: async () => undefined,
        call: async ({ signal }) => {
          const request = {
            amount: step.value,
            description: "Membership",
            transactionType: "DIRECT_CAPTURE" as const,
            retryDays: 0
          }
          const options = { ...(signal === undefined ? {} : { signal }) }
          const billed = await shop.recurring.chargeForPeriod(
            agreementId,
            period,
            { ...request, unrelated: [chargeId] },
            options
          )
          if (billed._tag === "Created") write({ life: id, step: step.name, _tag: "Stored", value: billed.chargeId })
          if (billed._tag === "Exists") write({ life: id, step: step.name, _tag: "Stored", value: billed.charge.id })
          return billed._tag === "Created" || billed._tag === "Exists"
        }
      })
    }
  }

  const onCharge =
    (agreementId: string, chargeId: string) =>
    (step: Step): Movement => {
      const api = shop.recurring
      const read = async (key: string | undefined) => {
        const { history, summary } = await persist(() => api.getCharge(agreementId, chargeId))
        if (step.kind === "cancel") return (summary?.cancelled ?? 0) > 0
        if (key !== undefined) return history?.some(({ idempotencyKey, success }) => success && idempotencyKey === key)
        return ((step.kind === "capture" ? summary?.captured : summary?.refunded) ?? 0) > moved(step.kind)
      }
      switch (step.kind) {
        case "capture":
          return {
            read,
            call: (options) => api.captureCharge(agreementId, chargeId, { amount: step.value }, options)
          }
        case "refund": {
          const request = { amount: step.value, description: "Returned" }
          return {
            read,
            call: (options) => api.refundCharge(agreementId, chargeId, request, options)
          }
        }
        default:
          return { read, call: (options) => api.cancelCharge(agreementId, chargeId, options) }
      }
    }

  await { ePayment, "QR check-in": checkIn, Checkout: checkout, Recurring: recurring }[kind]()
  write({ life: id, _tag: "Finished" })
}
