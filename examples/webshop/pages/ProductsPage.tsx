/** The products, with one form each. */
import { Money } from "@effect-vipps/client"
import { type Product, products } from "../Products.js"
import { Alert, type Props } from "./Layout.js"

const Card = ({
  cart,
  product: { express, id, name, price, text }
}: {
  readonly cart: string
  readonly product: Product
}) => (
  <li class="card">
    <div class={`swatch ${id}`} />
    <h2>{name}</h2>
    <p>{text}</p>
    <form method="post" action="/orders">
      <input type="hidden" name="cart" value={cart} />
      <input type="hidden" name="product" value={id} />
      <p class="price">{Money.format(price)}</p>
      <button type="submit" class="primary" aria-label={`Pay ${name} with Vipps`}>
        {express ? "Vipps Express" : "Pay with Vipps"}
      </button>
    </form>
  </li>
)

export const productsPage = (cart: string, problem?: string): Props => ({
  title: problem === undefined ? "Warm things" : "Not paid yet",
  children: (
    <>
      <h1>Warm things</h1>
      {problem === undefined ? null : <Alert text={problem} />}
      <ul class="cards">
        {products.map((product) => (
          <Card cart={cart} product={product} />
        ))}
      </ul>
    </>
  )
})
