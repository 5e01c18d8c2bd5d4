/** The ping of a login that the merchant started: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/events */
import type { EmulatedApi } from "../core/EmulatedApi.js"
import { webhooks } from "../delivery/registrations.js"
import { cibas } from "./tables.js"

/** [U] Also after a rejection. The redirect variant has none. */
export const notify: NonNullable<EmulatedApi["notify"]> = (change, world, now) => {
  const changed = cibas.changeIn(change)
  if (changed === undefined) return undefined
  const { before, row } = changed
  const isDecided = row !== undefined && before?.state === "PENDING" && row.state !== "PENDING"
  if (!isDecided || row.redirectUri !== undefined) return []
  return webhooks(world, {
    merchantSerialNumber: row.merchantSerialNumber,
    reference: row.authReqId,
    event: "login.merchant-initiated.ping.v1",
    createdAt: now,
    body: JSON.stringify({ auth_req_id: row.authReqId })
  })
}
