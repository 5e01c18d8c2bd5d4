/** Printed QR codes, and customers who check in with them. */
import { scanPath } from "../../qr/codes.js"
import type { CallbackQr, RedirectQr } from "../../qr/tables.js"
import { span } from "./format.js"
import { action, anchor } from "./links.js"
import { nameOf, Section } from "./parts.js"
import type { View } from "./view.js"

const Target = ({ redirectUrl }: RedirectQr) => <p class="quiet">opens {redirectUrl}</p>

const CheckIn = ({ filter, row }: { readonly row: CallbackQr; readonly filter: string }) => (
  <>
    <p>
      {row.locationDescription}
      {row.isMobilePay ? ", a MobilePay sticker" : ""}
    </p>
    <form method="post" class="moves">
      <input type="hidden" name="reference" value={row.merchantQrId} />
      <input type="hidden" name="merchantSerialNumber" value={row.merchantSerialNumber} />
      <button type="submit" formAction={action("check-in", filter)} aria-label={`Check in at ${row.merchantQrId}`}>
        Check in
      </button>
      <a href={scanPath(row.code)}>Customer’s page</a>
    </form>
  </>
)

export const QrCodes = ({ filter, merchants, now, qrCodes }: View) => (
  <Section id="qr-codes" title="QR codes" of={qrCodes} none="None yet.">
    <ul class="rows">
      {qrCodes.shown.map((row) => {
        const isRedirect = "redirectUrl" in row
        const id = isRedirect ? row.id : row.merchantQrId
        return (
          <li key={row.code} id={anchor("qr", row.merchantSerialNumber, id)} class="card">
            <div class="line">
              <h3>{id}</h3>
            </div>
            <p class="quiet">
              {nameOf(merchants, row.merchantSerialNumber)}, made {span(now - row.createdAt)} ago
              {isRedirect && row.expiresAt !== undefined ? `, expires in ${span(row.expiresAt - now)}` : ""}
            </p>
            {isRedirect ? <Target {...row} /> : <CheckIn row={row} filter={filter} />}
          </li>
        )
      })}
    </ul>
  </Section>
)
