/** Agreements over HTTP: https://developer.vippsmobilepay.com/api/recurring */
import * as Either from "effect/Either"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import type { Handler, MerchantRequest } from "../http/ApiRequest.js"
import { json } from "../http/ApiResponse.js"
import { keyOf } from "../http/idempotency.js"
import { type Agreement, agreementStatuses } from "./Agreement.js"
import { perform } from "./changes.js"
import { draft, updateRefusal } from "./draft.js"
import { guard } from "./guard.js"
import * as Lifecycle from "./lifecycle.js"
import { drawIds, initialCharge } from "./newCharge.js"
import { malformed, refused, refusedAs } from "./problem.js"
import { agreementIn, done, idempotent, unknownAgreement, withBody } from "./request.js"
import { AcceptAgreement, DraftAgreement, UpdateAgreement } from "./requestSchemas.js"
import * as Tables from "./tables.js"
import * as Wire from "./wire.js"

const newDraft = withBody(DraftAgreement, (body, call, world) => {
  const drafted = draft(body, call)
  if (Either.isLeft(drafted)) return [refused(call, drafted.left), world]
  const agreement = drafted.right
  const { settings } = call
  const { initialCharge: request } = body
  if (request === undefined)
    return [json(201, Wire.drafted(agreement, settings.publicUrl)), Tables.putAgreement(world, agreement)]
  const { chargeId, transactionId } = drawIds(call.ids, request.orderId)
  if (Worlds.isTaken(world, { ...agreement, reference: chargeId }))
    return [refusedAs(call, "conflict", "The orderId of the initial charge is in use."), world]
  const withCharge = { ...agreement, initialChargeId: chargeId }
  const charge = initialCharge(withCharge, request, {
    now: call.now,
    idempotencyKey: keyOf(call) ?? "",
    chargeId,
    transactionId
  })
  return [json(201, Wire.drafted(withCharge, settings.publicUrl)), Tables.addCharge(world, withCharge, charge)]
})

const draftOnce = idempotent("draft", newDraft)

const draftAgreement: Handler = guard(
  { idempotencyKey: "required", rate: { operation: "draft", perMinute: 300, per: "merchant" } },
  (call, world) => (Tables.switches.of(world).draftIgnoresKey ? newDraft : draftOnce)(call, world)
)

const getAgreement: Handler = guard(
  { idempotencyKey: "ignored", rate: { operation: "get agreement", perMinute: 120, per: "path" } },
  (call, world) => {
    const agreement = agreementIn(call, world)
    return [
      agreement === undefined
        ? unknownAgreement(call)
        : json(200, Wire.agreement(Tables.visible(world, agreement, call.now), call.settings.publicUrl)),
      world
    ]
  }
)

const statuses: ReadonlySet<string> = new Set(agreementStatuses)

/** A whole number of the query within limits; NaN for anything else. */
const wholeNumber = (text: string | null, fallback: number, max: number, min = 1): number => {
  if (text === null) return fallback
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : Number.NaN
}

const matching = (
  call: MerchantRequest,
  world: World,
  status: string,
  createdAfter: number
): ReadonlyArray<Agreement> =>
  [...Tables.agreements.values(world)]
    .filter(
      (agreement) =>
        agreement.merchantSerialNumber === call.merchant.credentials.merchantSerialNumber &&
        agreement.status === status &&
        agreement.createdAt > createdAfter
    )
    // [U] The order.
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))

const listAgreements: Handler = guard(
  { idempotencyKey: "ignored", rate: { operation: "list agreements", perMinute: 5, per: "merchant" } },
  (call, world) => {
    const { query } = call
    const status = query.get("status") ?? "ACTIVE"
    const createdAfter = wholeNumber(query.get("createdAfter"), -1, Number.MAX_SAFE_INTEGER, 0)
    const pageNumber = wholeNumber(query.get("pageNumber"), 1, 2_147_483_647)
    const pageSize = wholeNumber(query.get("pageSize"), 500, 2000)
    const issues = [
      ...(statuses.has(status) ? [] : ["status"]),
      ...(Number.isNaN(createdAfter) ? ["createdAfter"] : []),
      ...(Number.isNaN(pageNumber) ? ["pageNumber"] : []),
      ...(Number.isNaN(pageSize) ? ["pageSize"] : [])
    ].map((name) => ({ path: [name], message: "The parameter is not valid." }))
    if (issues.length > 0) return [malformed(call, issues), world]
    const found = matching(call, world, status, createdAfter)
    const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize)
    return [
      json(
        200,
        page.map((agreement) => Wire.agreement(Tables.visible(world, agreement, call.now), call.settings.publicUrl))
      ),
      world
    ]
  }
)

const updateAgreement: Handler = guard(
  { idempotencyKey: "required", rate: { operation: "update agreement", perMinute: 5, per: "path" } },
  idempotent(
    "update agreement",
    withBody(UpdateAgreement, (body, call, world) => {
      const agreement = agreementIn(call, world)
      if (agreement === undefined) return [unknownAgreement(call), world]
      const wrong = updateRefusal(body, call)
      if (wrong !== undefined) return [refused(call, wrong), world]
      const { status, ...changes } = body
      const subject = Tables.subjectOf(agreement)
      return perform(
        call,
        world,
        status === "STOPPED" ? { what: "stop", subject } : { what: "update", subject, changes }
      )
    })
  )
)

/** Only of the test environment. [U] That the initial charge must be payable. */
const acceptAgreement: Handler = guard(
  { idempotencyKey: "required", rate: { operation: "accept agreement", perMinute: 120, per: "path" } },
  idempotent(
    "accept agreement",
    withBody(AcceptAgreement, ({ phoneNumber }, call, world) => {
      const agreement = agreementIn(call, world)
      if (agreement === undefined) return [unknownAgreement(call), world]
      if (!/^\d{8,15}$/.test(phoneNumber)) return [refusedAs(call, "validation-error", "Invalid phone number"), world]
      return done(
        call,
        world,
        Either.map(Lifecycle.approve(world, agreement, { phoneNumber }, call.now), ([, next]) => next)
      )
    })
  )
)

export const handlers = { draftAgreement, getAgreement, listAgreements, updateAgreement, acceptAgreement }
