/** The events that merchants are notified of: https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/events */
import type { EmulatedApi } from "../core/EmulatedApi.js"
import { webhooks } from "../delivery/registrations.js"
import type { Payment, PaymentEvent } from "./Payment.js"
import { payments, visible } from "./payments.js"
import * as Wire from "./wire.js"

const eventType = ({ name }: PaymentEvent): string => `epayments.payment.${name.toLowerCase()}.v1`

/** The payload does not name its event type, only `name`. */
const payload = (payment: Payment, event: PaymentEvent): string =>
  JSON.stringify({
    msn: payment.merchantSerialNumber,
    ...Wire.event(payment, event),
    ...(event.name === "AUTHORIZED" && event.success ? Wire.authorization(payment) : {})
  })

/** A payment's new events go to the webhooks that are registered for them. */
export const notify: NonNullable<EmulatedApi["notify"]> = (change, world) => {
  const changed = payments.changeIn(change)
  if (changed?.row === undefined) return undefined
  const payment = changed.row
  return payment.events.slice(changed.before?.events.length ?? 0).flatMap((event) =>
    webhooks(world, {
      merchantSerialNumber: payment.merchantSerialNumber,
      reference: payment.reference,
      event: eventType(event),
      body: payload(visible(world, payment, event.timestamp), event),
      createdAt: event.timestamp
    })
  )
}
