/**
 * A till: customers check in with its QR code or show their personal one, pay in the app, and get a receipt.
 *
 * The state is in memory. A real till keeps its sales in a database before it asks Vipps for money.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import {
  EPayment,
  type Money,
  OrderLines,
  OrderManagement,
  type Qr,
  type VippsConfig,
  type VippsError
} from "@effect-vipps/client"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import { type ProductId, products } from "./Products.js"

/** The till's QR code. It is printed once: the id never changes. */
export const tillId = "till-1"

export type Basket = { readonly [product in ProductId]: number }

/** Who pays: the customer that checked in, or the one whose personal QR code was scanned. */
export type Customer = { readonly customerToken: string } | { readonly personalQr: string }

export interface Sale {
  readonly reference: string
  readonly amount: Money.Amount
  readonly receipt: EPayment.Receipt
  readonly state: "Waiting" | "Paid" | "NotPaid"
}

export class NotPossible extends Data.TaggedError("NotPossible")<{ readonly message: string }> {}

type Vipps = VippsConfig.VippsConfig | HttpClient.HttpClient

type Problem = NotPossible | VippsError.VippsError

export interface Till {
  /** Of the webhook: the customer can be asked to pay for 15 minutes. */
  readonly checkedIn: (event: Qr.QrCheckInEvent) => Effect.Effect<void>
  readonly visitor: Effect.Effect<Option.Option<string>>
  /** Asks the customer to pay. The reference makes a double click one sale. */
  readonly sell: (reference: string, basket: Basket, customer: Customer) => Effect.Effect<Sale, Problem, Vipps>
  /** The sale as it is now. What the customer approved is captured, once, and gets its receipt. */
  readonly settled: (reference: string) => Effect.Effect<Sale, Problem, Vipps>
  /** Oldest first. */
  readonly sales: Effect.Effect<ReadonlyArray<Sale>>
}

/** A second attempt finds the receipt of the first. */
const addReceipt = ({ receipt, reference }: Sale) =>
  OrderManagement.addReceipt("ecom", reference, receipt).pipe(
    Effect.catchIf(
      (error) => error._tag === "VippsConflictError" && error.reason === "ReceiptExists",
      () => Effect.void
    )
  )

export const make: Effect.Effect<Till> = Effect.gen(function* () {
  const visitors = yield* Ref.make(Option.none<string>())
  const all = yield* Ref.make<ReadonlyArray<Sale>>([])
  const find = (reference: string) =>
    Effect.map(Ref.get(all), (sales) => sales.find((sale) => sale.reference === reference))
  const store = (sale: Sale) =>
    Ref.update(all, (sales) => [...sales.filter(({ reference }) => reference !== sale.reference), sale])

  return {
    checkedIn: (event) => Ref.set(visitors, Option.some(event.customerToken)),
    visitor: Ref.get(visitors),
    sales: Ref.get(all),
    sell: (reference, basket, customer) =>
      Effect.gen(function* () {
        const known = yield* find(reference)
        if (known !== undefined) return known
        const sold = products.flatMap((product) =>
          basket[product.id] > 0 ? [{ ...product, quantity: basket[product.id] }] : []
        )
        if (sold.length === 0) return yield* new NotPossible({ message: "Nothing is in the basket." })
        const { amount, receipt } = yield* OrderLines.receipt("NOK", sold)
        yield* EPayment.createPayment(
          {
            reference,
            amount,
            customer,
            customerInteraction: "CUSTOMER_PRESENT",
            paymentMethod: { type: "WALLET" },
            userFlow: "PUSH_MESSAGE",
            paymentDescription: sold.map(({ name, quantity }) => `${quantity} ${name}`).join(", ")
          },
          { idempotencyKey: reference }
        )
        yield* Ref.set(visitors, Option.none())
        const numbered = { ...receipt, bottomLine: { ...receipt.bottomLine, posId: tillId, receiptNumber: reference } }
        const sale: Sale = { reference, amount, receipt: numbered, state: "Waiting" }
        yield* store(sale)
        return sale
      }),
    settled: (reference) =>
      Effect.gen(function* () {
        const sale = yield* find(reference)
        if (sale === undefined) return yield* new NotPossible({ message: "There is no such sale." })
        if (sale.state !== "Waiting") return sale
        const { _tag: outcome } = EPayment.outcomeOf(yield* EPayment.getPayment(reference))
        // A state that is new claims nothing.
        if (outcome === "Pending" || outcome === "Unknown") return sale
        if (outcome !== "Authorized") {
          yield* store({ ...sale, state: "NotPaid" })
          return { ...sale, state: "NotPaid" }
        }
        // The key is the sale's, so that two pages that ask at once capture once.
        const modificationAmount = sale.amount
        yield* EPayment.capturePayment(reference, { modificationAmount }, { idempotencyKey: `${reference}-capture` })
        yield* addReceipt(sale)
        yield* store({ ...sale, state: "Paid" })
        return { ...sale, state: "Paid" }
      })
  }
})
