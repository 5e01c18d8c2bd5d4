/** QR v1: https://developer.vippsmobilepay.com/docs/APIs/qr-api */
import { emulatedApi } from "../core/EmulatedApi.js"
import { checkIns, personalQrs } from "../customers/codes.js"
import { broken } from "../http/namedParameters.js"
import * as Actions from "./actions.js"
import { handlers as callbackHandlers } from "./callbackHandlers.js"
import { notify } from "./events.js"
import { handlers as exchangeHandlers } from "./exchangeHandlers.js"
import { redirectCodes, tills } from "./listings.js"
import { operations } from "./operations.js"
import { handlers as redirectHandlers } from "./redirectHandlers.js"
import { resources } from "./resources.js"
import { callbacks, redirects } from "./tables.js"

export const qr = emulatedApi({
  name: "Qr",
  operations,
  handlers: { ...redirectHandlers, ...callbackHandlers, ...exchangeHandlers },
  resources,
  tables: [redirects, callbacks, checkIns, personalQrs],
  broken,
  notify,
  listings: [redirectCodes, tills],
  actions: [Actions.checkIn, Actions.showPersonalQr]
})
