import type { Operations } from "../http/routes.js"

const agreements = "/recurring/v3/agreements"
const charges = `${agreements}/{agreementId}/charges`

/** The batch comes first: its path looks like an agreement's. */
export const operations = {
  createCharges: { method: "POST", path: `${agreements}/charges` },
  draftAgreement: { method: "POST", path: agreements, made: "agreementId" },
  getAgreement: { method: "GET", path: `${agreements}/{agreementId}` },
  listAgreements: { method: "GET", path: agreements },
  updateAgreement: { method: "PATCH", path: `${agreements}/{agreementId}` },
  acceptAgreement: { method: "PATCH", path: `${agreements}/{agreementId}/accept` },
  createCharge: { method: "POST", path: charges, made: "chargeId" },
  getCharge: { method: "GET", path: `${charges}/{chargeId}` },
  getChargeById: { method: "GET", path: "/recurring/v3/charges/{chargeId}" },
  listCharges: { method: "GET", path: charges },
  cancelCharge: { method: "DELETE", path: `${charges}/{chargeId}` },
  captureCharge: { method: "POST", path: `${charges}/{chargeId}/capture` },
  refundCharge: { method: "POST", path: `${charges}/{chargeId}/refund` }
} as const satisfies Operations
