/** One event of each kind, as Vipps' documentation has them. */
import { nok } from "../support/samples.js"

export const captured = {
  msn: "123456",
  reference: "order-12345",
  pspReference: "psp-7",
  name: "CAPTURED",
  amount: nok(20000),
  timestamp: "2026-10-08T12:48:46.2604321Z",
  idempotencyKey: "shipment-1",
  success: true
}

export const authorized = {
  ...captured,
  pspReference: "psp-2",
  name: "AUTHORIZED",
  idempotencyKey: null,
  sub: "c06c4afe",
  captureGuaranteedUntil: "2027-04-06T12:48:46.260+00:00",
  userDetails: { email: "ola@example.com", mobileNumber: "4798765432" },
  shippingDetails: {
    address: { addressLine1: "Storgata 1", city: "Oslo", country: "NO", postCode: "0155" },
    shippingCost: 4900,
    shippingOptionId: "posten"
  }
}

export const agreementStopped = {
  agreementId: "agr_5kSeqz",
  agreementUUID: "5d1a6b1e-2b6b-4a34-a5a5-1f1c2b0e7f10",
  agreementExternalId: null,
  eventType: "recurring.agreement-stopped.v1",
  occurred: "2026-10-08T12:48:46.260Z",
  actor: "USER",
  msn: "123456"
}

export const chargeCaptured = {
  agreementId: "agr_5kSeqz",
  chargeId: "chr-123ab",
  transactionId: "5001419121",
  amount: 10000,
  currency: "NOK",
  chargeType: "RECURRING",
  amountCaptured: 10000,
  amountCanceled: 0,
  amountRefunded: 0,
  eventType: "recurring.charge-captured.v1",
  occurred: "2026-10-08T12:48:46.260Z",
  msn: "123456"
}

export const checkedIn = {
  customerToken: "eyJ.a.customer.token",
  merchantQrId: "till-1",
  msn: "123456",
  initiatedAt: "2026-10-08T12:48:46.260Z"
}

export const ping = { auth_req_id: "qwieuhwqiuhdiuwqh123" }

export const donation = { eventType: "donations.agreement.started.v1", agreementId: "don-1", amount: 10000 }
