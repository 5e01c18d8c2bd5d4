/** The customer's actions on a payment, with the requests to the merchant that they cause. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { action } from "../core/Action.js"
import { runStep } from "../core/steps.js"
import * as Customer from "./customer.js"
import { offerExpress } from "./express.js"
import { address as testAddress } from "./testPerson.js"
import { PaymentView } from "./views.js"
import * as Wire from "./wire.js"

const Approval = Schema.Struct({
  shippingOptionId: Schema.optional(Schema.String),
  address: Schema.optional(
    Schema.Struct({
      addressLine1: Schema.String,
      city: Schema.String,
      country: Schema.String,
      postCode: Schema.String
    })
  )
})

const Nothing = Schema.Struct({})

/** Approves a payment. Requests dynamic Express options from the merchant first, unless the customer has chosen one. */
export const approve = action({
  name: "approve",
  summary: "The customer approves the payment",
  path: "/payments/{reference}/approve",
  input: Approval,
  inputIs: "approval is",
  run: (context, where, choice) =>
    runStep(context, Customer.findPayment(where)).pipe(
      Effect.flatMap((payment) =>
        payment.state === "CREATED" && (choice.shippingOptionId === undefined || payment.express?.options.length === 0)
          ? offerExpress(context, payment, choice.address ?? testAddress)
          : Effect.succeed(payment)
      ),
      Effect.flatMap((payment) => runStep(context, Customer.approve(payment, choice)))
    ),
  output: PaymentView,
  view: Wire.payment,
  done: "The customer approved the payment."
})

export const reject = action({
  name: "reject",
  summary: "The customer rejects the payment",
  path: "/payments/{reference}/reject",
  input: Nothing,
  inputIs: "body is",
  run: (context, where) => runStep(context, Customer.reject(where)),
  output: PaymentView,
  view: Wire.payment,
  done: "The customer rejected the payment."
})

export const expire = action({
  name: "expire",
  summary: "The customer’s time to approve ends",
  path: "/payments/{reference}/expire",
  input: Nothing,
  inputIs: "body is",
  run: (context, where) => runStep(context, Customer.expire(where)),
  output: PaymentView,
  view: Wire.payment,
  done: "The customer’s time ran out."
})
