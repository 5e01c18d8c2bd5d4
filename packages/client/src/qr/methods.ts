/** What the service `Vipps` and the facade offer of QR. */
import { changing, methods, reading } from "../internal/operation/methods.js"
import type * as Qr from "../Qr.js"
import { downloadCallback, downloadImage, downloadRedirect } from "./downloadImage.js"
import { ensureCallback, ensureRedirect } from "./ensure.js"
import * as operations from "./operations.js"
import { payCheckedInCustomer } from "./payCheckedInCustomer.js"

export const qr = methods<typeof Qr>()(operations, {
  downloadCallback: reading(downloadCallback, 2),
  downloadImage: reading(downloadImage, 1),
  downloadRedirect: reading(downloadRedirect, 2),
  ensureCallback: changing(ensureCallback, 3),
  ensureRedirect: changing(ensureRedirect, 2),
  payCheckedInCustomer: changing(payCheckedInCustomer, 2)
})
