/** ePayment v1: https://developer.vippsmobilepay.com/docs/APIs/epayment-api */
import { emulatedApi } from "../core/EmulatedApi.js"
import * as Actions from "./actions.js"
import { notify } from "./events.js"
import { handlers } from "./handlers.js"
import { payments as listed } from "./listings.js"
import { operations } from "./operations.js"
import { payments, time } from "./payments.js"
import { refused } from "./problem.js"
import * as Views from "./views.js"

export const epayment = emulatedApi({
  name: "EPayment",
  operations,
  handlers,
  tables: [payments],
  broken: (place) => refused(place, "3010"),
  time,
  notify,
  listings: [listed],
  actions: [Actions.approve, Actions.reject, Actions.expire, Views.list, Views.show]
})
