import { EPayment, IdempotencyKey, Money } from "@effect-vipps/client"
import * as Effect from "effect/Effect"
import { expect, money, quote, step } from "./timeline.js"

const nok = (kroner: number): Money.Amount => ({ value: kroner * 100, currency: "NOK" })

const reference = "demo-order-0001"

/** Stands in for the customer, who follows `redirectUrl` and approves in the app. */
const approve = (redirectUrl = "") =>
  EPayment.forceApprovePayment(reference, { token: new URL(redirectUrl).searchParams.get("token") ?? "" })

const capture = (kroner: number, part: number) =>
  EPayment.capturePayment(
    reference,
    { modificationAmount: nok(kroner) },
    // Each part has its own key: repeating this call is safe, and the next part is another request.
    { idempotencyKey: IdempotencyKey.make(reference, "capture", part) }
  )

/** Created, approved, captured in two parts, refunded in part, and read back. */
export const payInTheApp = Effect.gen(function* () {
  const { redirectUrl } = yield* EPayment.createPayment({
    reference,
    amount: nok(499),
    paymentMethod: { type: "WALLET" },
    userFlow: "WEB_REDIRECT",
    returnUrl: "https://example.com/thanks",
    paymentDescription: "Two pairs of socks"
  })
  yield* step(`created ${Money.format(nok(499))}`, `CREATED: send the customer to ${redirectUrl?.split("?")[0]}?...`)

  yield* approve(redirectUrl)
  const approved = yield* EPayment.getPayment(reference)
  yield* step("approved by the customer", `${approved.state}: ${money(approved)}`)
  yield* expect(approved.state === "AUTHORIZED", "the payment to be authorized")

  yield* step(`captured ${Money.format(nok(200))}`, money(yield* capture(200, 1)))
  const tooMuch = yield* Effect.flip(capture(400, 2))
  yield* step(`tried to capture ${Money.format(nok(400))}`, `${tooMuch._tag}:`)
  yield* quote(tooMuch.message)
  yield* expect(tooMuch._tag === "VippsRequestError" && tooMuch.code === "6090", "code 6090")
  yield* step(`captured ${Money.format(nok(299))}`, money(yield* capture(299, 3)))

  const refunded = yield* EPayment.refundPayment(
    reference,
    { modificationAmount: nok(249) },
    { idempotencyKey: IdempotencyKey.make(reference, "refund", 1) }
  )
  yield* step(`refunded ${Money.format(nok(249))}`, money(refunded))

  const read = yield* EPayment.getPayment(reference)
  yield* step("read back", `${read.state}: ${money(read)}`)
  yield* expect(read.aggregate.capturedAmount.value === 49900, "499.00 NOK to be captured")
  yield* expect(read.aggregate.refundedAmount.value === 24900, "249.00 NOK to be refunded")

  const events = yield* EPayment.getPaymentEventLog(reference)
  yield* Effect.forEach(events, ({ amount, name }) => step(`event ${name}`, Money.format(amount)))
  yield* expect(events.length === 5, "five events")
})
