/** Payments on the dashboard. */
import { money, span } from "../core/format.js"
import { type Happening, listing } from "../core/Listing.js"
import { type Payment, type PaymentEvent, pspReference, refundable, remaining, states } from "./Payment.js"
import { payments as table } from "./payments.js"
import { captureDeadline, settle } from "./stateMachine.js"

const deadline = (payment: Payment, now: number): string => {
  if (payment.state === "CREATED") return `expires in ${span(payment.expiresAt - now)}`
  if (payment.authorizedAt === undefined) return ""
  if (remaining(payment) === 0) return refundable(payment) > 0 ? "nothing left to capture" : "settled"
  const left = captureDeadline(payment, payment.authorizedAt) - now
  return left < 0 ? "too late to capture" : `to capture within ${span(left)}`
}

const ofCustomers: ReadonlySet<string> = new Set(["AUTHORIZED", "ABORTED"])

const happening = ({ amount, idempotencyKey, name, pspReference, success, timestamp }: PaymentEvent): Happening => ({
  timestamp,
  title: name,
  by: ofCustomers.has(name) ? "customer" : "vipps",
  amount,
  success,
  note: `pspReference ${pspReference}${idempotencyKey === undefined ? "" : `, key ${idempotencyKey}`}`
})

const sums = ({ aggregate, amount: { currency } }: Payment) =>
  (["authorized", "captured", "refunded", "cancelled"] as const).map(
    (name) => [name, { currency, value: aggregate[name] }] as const
  )

const moved = (payment: Payment): ReadonlyArray<string> =>
  sums(payment).flatMap(([name, amount]) =>
    amount.value === 0 || (name === "authorized" && payment.aggregate.captured > 0) ? [] : [`${name} ${money(amount)}`]
  )

export const payments = listing<Payment>({
  name: "payments",
  one: "payment",
  title: "Payments",
  isMain: true,
  rows: table,
  states,
  subject: ({ merchantSerialNumber, reference }) => ({ merchantSerialNumber, reference }),
  words: ({ description, events, phoneNumber }) => [
    description,
    phoneNumber,
    ...events.flatMap(({ idempotencyKey, pspReference }) => [pspReference, idempotencyKey])
  ],
  settled: (payment, { now }) => settle(payment, now),
  state: ({ state }) => state,
  line: (payment, { now }) => ({
    sum: money(payment.amount),
    notes: [
      `created ${span(now - payment.events[0].timestamp)} ago`,
      ...(payment.events.some(({ success }) => !success) && payment.state === "CREATED" ? ["declined"] : []),
      ...moved(payment),
      deadline(payment, now)
    ],
    offers:
      payment.state === "CREATED"
        ? [
            { action: "approve", title: "Approve" },
            { action: "reject", title: "Reject" },
            { action: "expire", title: "Expire" }
          ]
        : [],
    ...(payment.state === "CREATED"
      ? { link: { title: "Customer’s page", href: `/landing?v=2&token=${payment.landingToken}` } }
      : {})
  }),
  whole: (payment) => ({
    facts: [
      { name: "pspReference", value: pspReference(payment), isCopied: true },
      { name: "Description", value: payment.description ?? "" },
      { name: "User flow", value: payment.userFlow },
      { name: "Method", value: payment.methodType },
      { name: "Customer", value: payment.phoneNumber ?? "" },
      { name: "Shipping", value: payment.shipping === undefined ? "" : payment.shipping.name },
      ...Object.entries(payment.metadata ?? {}).map(([name, value]) => ({ name: `metadata.${name}`, value }))
    ],
    sums: sums(payment),
    happened: payment.events.map(happening)
  })
})
