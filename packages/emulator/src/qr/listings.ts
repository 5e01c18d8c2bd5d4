/** Printed QR codes on the dashboard, and customers who check in with them. */
import { span } from "../core/format.js"
import { listing } from "../core/Listing.js"
import { scanPath } from "./codes.js"
import { type CallbackQr, callbacks, isLive, type RedirectQr, redirects } from "./tables.js"

export const redirectCodes = listing<RedirectQr>({
  name: "qr-codes",
  one: "qr",
  title: "QR codes",
  rows: redirects,
  states: [],
  subject: ({ id, merchantSerialNumber }) => ({ merchantSerialNumber, reference: id }),
  words: ({ redirectUrl }) => [redirectUrl],
  settled: (row, { now }) => (isLive(row, now) ? row : undefined),
  state: () => "",
  line: ({ code, createdAt, expiresAt, redirectUrl }, { now }) => ({
    notes: [
      `opens ${redirectUrl}`,
      `made ${span(now - createdAt)} ago`,
      expiresAt === undefined ? "" : `expires in ${span(expiresAt - now)}`
    ],
    link: { title: "What it opens", href: scanPath(code) }
  }),
  whole: ({ code, redirectUrl }) => ({
    facts: [
      { name: "Opens", value: redirectUrl, isCopied: true },
      { name: "Code", value: code }
    ],
    happened: []
  })
})

export const tills = listing<CallbackQr>({
  name: "tills",
  one: "till",
  title: "QR codes of tills",
  rows: callbacks,
  states: [],
  subject: ({ merchantQrId, merchantSerialNumber }) => ({ merchantSerialNumber, reference: merchantQrId }),
  words: ({ locationDescription }) => [locationDescription],
  state: () => "",
  line: ({ code, createdAt, isMobilePay, locationDescription }, { now }) => ({
    notes: [locationDescription, isMobilePay ? "a MobilePay sticker" : "", `made ${span(now - createdAt)} ago`],
    offers: [{ action: "check-in", title: "Check in", label: "Check in at" }],
    link: { title: "Customer’s page", href: scanPath(code) }
  }),
  whole: ({ category, code, locationDescription }) => ({
    facts: [
      { name: "Location", value: locationDescription },
      { name: "Category", value: category },
      { name: "Code", value: code }
    ],
    happened: []
  })
})
