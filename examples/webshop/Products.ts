/** The shop's products, and where it ships to. */
import type { EPayment, Money } from "@effect-vipps/client"

export interface Product {
  /** Part of the reference of its orders: at most 16 letters, digits and hyphens. */
  readonly id: string
  readonly name: string
  readonly text: string
  readonly price: Money.Amount
  /** With Express the customer chooses address and shipping in the app, and shipping is added to the price. */
  readonly express: boolean
}

const nok = (kroner: number): Money.Amount => ({ value: kroner * 100, currency: "NOK" })

export const products: ReadonlyArray<Product> = [
  {
    id: "socks",
    name: "Wool socks",
    text: "Two pairs, knitted in Lofoten. Picked up in the shop.",
    price: nok(249),
    express: false
  },
  {
    id: "hat",
    name: "Fisherman's hat",
    text: "Warm around the ears. Picked up in the shop.",
    price: nok(349),
    express: false
  },
  {
    id: "blanket",
    name: "Lambswool blanket",
    text: "Sent to you: choose where and how in the app. Shipping comes on top.",
    price: nok(899),
    express: true
  }
]

/** Empty where the shop does not ship to. */
export const shippingTo = (country: string): ReadonlyArray<EPayment.ShippingGroup> =>
  country === "NO"
    ? [
        {
          type: "PICKUP_POINT",
          brand: "POSTEN",
          options: [{ id: "pickup", name: "Pick-up point", amount: nok(49), estimatedDelivery: "2-4 days" }]
        },
        {
          type: "HOME_DELIVERY",
          brand: "PORTERBUDDY",
          options: [{ id: "home", name: "Home delivery", amount: nok(99), estimatedDelivery: "Tomorrow evening" }]
        }
      ]
    : []
