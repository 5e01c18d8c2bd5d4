/** The pages and actions of customers and staff. */
import { randomBytes } from "node:crypto"
import * as HttpLayerRouter from "@effect/platform/HttpLayerRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { NotPossible, Orders, type PaymentProblem, type UnknownOrder } from "./Orders.js"
import { products } from "./Products.js"
import { adminPage } from "./pages/AdminPage.js"
import { messagePage } from "./pages/Layout.js"
import { orderPage } from "./pages/OrderPage.js"
import { productsPage } from "./pages/ProductsPage.js"
import { style } from "./pages/style.js"
import { form, html, MinorUnits, seeOther } from "./respond.js"

/** The page contains a cart id, so a double click orders once. The id cannot be guessed, and neither can an order's. */
const newCart = Effect.sync(() => randomBytes(8).toString("hex"))

const Purchase = Schema.Struct({ cart: Schema.String.pipe(Schema.pattern(/^[0-9a-f]{16}$/)), product: Schema.String })

const unreadable = html(400, messagePage("Please try again", "The form is not from the current version of this page."))
const unknown = html(404, messagePage("Nothing here", "There is no such page or order."))

const statusOf = ({ cause: { outcome, retryable } }: PaymentProblem) => (outcome === "unknown" || retryable ? 503 : 502)

const buy = Effect.gen(function* () {
  const orders = yield* Orders
  const { cart, product: id } = yield* form(Purchase)
  const product = products.find((one) => one.id === id)
  if (product === undefined) return unreadable
  return yield* orders.pay(cart, product).pipe(
    Effect.map(seeOther),
    // The same cart again: whatever this attempt did, the next one is no second payment.
    Effect.catchAll((problem) =>
      Effect.succeed(html(statusOf(problem), productsPage(cart, `Nothing is paid yet. ${problem.message}`)))
    )
  )
}).pipe(
  Effect.catchTags({ ParseError: () => Effect.succeed(unreadable), RequestError: () => Effect.succeed(unreadable) })
)

const showOrder = Effect.gen(function* () {
  const orders = yield* Orders
  const { reference = "" } = yield* HttpLayerRouter.params
  return html(200, orderPage(yield* orders.settled(reference)))
}).pipe(
  Effect.catchTags({
    UnknownOrder: () => Effect.succeed(unknown),
    PaymentProblem: (problem) => Effect.succeed(html(statusOf(problem), orderPage(undefined, problem.message)))
  })
)

const showAdmin = Effect.flatMap(Orders, ({ all }) => Effect.map(all, (orders) => html(200, adminPage(orders))))

type Problem = UnknownOrder | NotPossible | PaymentProblem

/** Shows the error with the current order. Reloading that page presses the button again. */
const explained = (reference: string, problem: Problem) =>
  problem._tag === "UnknownOrder"
    ? Effect.succeed(unknown)
    : Effect.map(Effect.flatten(Effect.map(Orders, ({ all }) => all)), (orders) =>
        html(
          problem._tag === "NotPossible" ? 409 : statusOf(problem),
          adminPage(orders, { reference, message: problem.message })
        )
      )

const act = <R>(action: (reference: string) => Effect.Effect<unknown, Problem, R>) =>
  Effect.flatMap(HttpLayerRouter.params, ({ reference = "" }) =>
    action(reference).pipe(
      Effect.as(seeOther(`/admin#${encodeURIComponent(reference)}`)),
      Effect.catchAll((problem) => explained(reference, problem))
    )
  )

const Refund = Schema.Struct({
  amount: MinorUnits,
  before: Schema.NumberFromString.pipe(Schema.int(), Schema.nonNegative())
})

const refund = (reference: string) =>
  Effect.gen(function* () {
    const orders = yield* Orders
    const { amount, before } = yield* Effect.mapError(
      form(Refund),
      () => new NotPossible({ message: "Write the amount like this: 49 or 49.50." })
    )
    return yield* orders.refund(reference, amount, before)
  })

export const routes = HttpLayerRouter.addAll([
  HttpLayerRouter.route(
    "GET",
    "/",
    Effect.map(newCart, (cart) => html(200, productsPage(cart)))
  ),
  HttpLayerRouter.route("POST", "/orders", buy),
  HttpLayerRouter.route("GET", "/orders/:reference", showOrder),
  // A real shop requires a login before it shows this page or accepts its actions.
  HttpLayerRouter.route("GET", "/admin", showAdmin),
  HttpLayerRouter.route(
    "POST",
    "/admin/:reference/ship",
    act((reference) => Effect.flatMap(Orders, ({ ship }) => ship(reference)))
  ),
  HttpLayerRouter.route(
    "POST",
    "/admin/:reference/cancel",
    act((reference) => Effect.flatMap(Orders, ({ cancel }) => cancel(reference)))
  ),
  HttpLayerRouter.route("POST", "/admin/:reference/refund", act(refund)),
  HttpLayerRouter.route("GET", "/style.css", HttpServerResponse.text(style, { contentType: "text/css" })),
  HttpLayerRouter.route("*", "*", unknown)
])
