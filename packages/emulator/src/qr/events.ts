/** The event of a check-in: https://developer.vippsmobilepay.com/docs/APIs/qr-api/merchant-callback */
import type { EmulatedApi } from "../core/EmulatedApi.js"
import { timestamp } from "../core/timestamp.js"
import { checkIns } from "../customers/codes.js"
import { webhooks } from "../delivery/registrations.js"

/** Vipps writes the time with seven decimals. */
const inTicks = (millis: number): string => timestamp(millis).replace("Z", "0000Z")

export const notify: NonNullable<EmulatedApi["notify"]> = (change, world) => {
  const changed = checkIns.changeIn(change)
  if (changed === undefined) return undefined
  if (changed.row === undefined) return []
  const { initiatedAt, merchantQrId, merchantSerialNumber } = changed.row
  return webhooks(world, {
    merchantSerialNumber,
    reference: merchantQrId,
    event: "user.checked-in.v1",
    body: JSON.stringify({
      customerToken: changed.key,
      merchantQrId,
      msn: merchantSerialNumber,
      initiatedAt: inTicks(initiatedAt)
    }),
    createdAt: initiatedAt
  })
}
