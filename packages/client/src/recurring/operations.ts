/** What each Recurring call is. */
import * as Schema from "effect/Schema"
import { bearer } from "../accessToken/bearer.js"
import { api } from "../internal/operation/api.js"
import { Agreement, ListAgreementsQuery } from "./Agreement.js"
import { CaptureChargeRequest, Charge, type ChargePage, ListChargesQuery, RefundChargeRequest } from "./Charge.js"
import {
  CreateChargeRequest,
  CreateChargeResponse,
  CreateChargesRequest,
  CreateChargesResponse
} from "./CreateCharge.js"
import { DraftAgreementRequest, DraftAgreementResponse, draftWarnings } from "./DraftAgreement.js"
import { creationErrors, errors } from "./errors.js"
import { AgreementId, ChargeId, RecurringKey } from "./Identifiers.js"
import { AcceptAgreementRequest, UpdateAgreementRequest } from "./UpdateAgreement.js"

const agreement = { parameters: { agreementId: AgreementId }, subject: "agreementId" } as const

const charge = { parameters: { agreementId: AgreementId, chargeId: ChargeId }, subject: "chargeId" } as const

const operation = api("Recurring", { ...bearer, errors, idempotencyKey: RecurringKey })

export const draftAgreement = operation("draftAgreement", {
  method: "POST",
  path: "/recurring/v3/agreements",
  kind: "Change",
  fails: "Create",
  errors: creationErrors,
  // [P] A repeated draft was seen to make a second agreement, although the guide says that its key is honoured.
  notRepeatable: true,
  afterLoss:
    "an agreement may exist that nobody knows the id of. Without skipLandingPage nobody can approve it, and it expires " +
    "after 10 minutes. With skipLandingPage the customer can approve it in the app, which also takes the initial charge. " +
    "A new draft is a second agreement: first look for the externalId among the agreements that are PENDING or ACTIVE",
  request: DraftAgreementRequest,
  warnings: draftWarnings,
  response: DraftAgreementResponse
})

export const getAgreement = operation("getAgreement", {
  ...agreement,
  method: "GET",
  path: "/recurring/v3/agreements/{agreementId}",
  kind: "Read",
  fails: "Read",
  response: Agreement
})

export const listAgreements = operation("listAgreements", {
  method: "GET",
  path: "/recurring/v3/agreements",
  kind: "Read",
  fails: "Common",
  query: ListAgreementsQuery,
  response: Schema.Array(Agreement)
})

export const updateAgreement = operation("updateAgreement", {
  ...agreement,
  method: "PATCH",
  path: "/recurring/v3/agreements/{agreementId}",
  kind: "Change",
  fails: "Modify",
  request: UpdateAgreementRequest
})

export const acceptAgreement = operation("acceptAgreement", {
  ...agreement,
  method: "PATCH",
  path: "/recurring/v3/agreements/{agreementId}/accept",
  kind: "Change",
  fails: "Modify",
  testOnly: "force accept",
  request: AcceptAgreementRequest
})

export const createCharge = operation("createCharge", {
  ...agreement,
  method: "POST",
  path: "/recurring/v3/agreements/{agreementId}/charges",
  kind: "MoneyMovement",
  fails: ["Create", "Read"],
  errors: creationErrors,
  request: CreateChargeRequest,
  response: CreateChargeResponse
})

export const createCharges = operation("createCharges", {
  method: "POST",
  path: "/recurring/v3/agreements/charges",
  kind: "MoneyMovement",
  fails: "Create",
  errors: creationErrors,
  request: CreateChargesRequest,
  response: CreateChargesResponse
})

export const getCharge = operation("getCharge", {
  ...charge,
  method: "GET",
  path: "/recurring/v3/agreements/{agreementId}/charges/{chargeId}",
  kind: "Read",
  fails: "Read",
  response: Charge
})

export const getChargeById = operation("getChargeById", {
  method: "GET",
  path: "/recurring/v3/charges/{chargeId}",
  kind: "Read",
  fails: "Read",
  parameters: { chargeId: ChargeId },
  subject: "chargeId",
  response: Charge
})

export const listCharges = operation("listCharges", {
  ...agreement,
  method: "GET",
  path: "/recurring/v3/agreements/{agreementId}/charges",
  kind: "Read",
  fails: "Read",
  query: ListChargesQuery,
  headers: { continuationToken: "Continuation-Token" },
  response: Schema.Array(Charge),
  // [P] The response has it under the name that the request sends it back with.
  result: (charges: ReadonlyArray<Charge>, header: (name: string) => string | undefined): ChargePage => {
    const continuationToken = header("continuation-token")
    return continuationToken === undefined || continuationToken === "" ? { charges } : { charges, continuationToken }
  }
})

export const cancelCharge = operation("cancelCharge", {
  ...charge,
  method: "DELETE",
  path: "/recurring/v3/agreements/{agreementId}/charges/{chargeId}",
  kind: "MoneyMovement",
  fails: "Modify"
})

export const captureCharge = operation("captureCharge", {
  ...charge,
  method: "POST",
  path: "/recurring/v3/agreements/{agreementId}/charges/{chargeId}/capture",
  kind: "MoneyMovement",
  fails: "Modify",
  request: CaptureChargeRequest
})

export const refundCharge = operation("refundCharge", {
  ...charge,
  method: "POST",
  path: "/recurring/v3/agreements/{agreementId}/charges/{chargeId}/refund",
  kind: "MoneyMovement",
  fails: "Modify",
  request: RefundChargeRequest
})
