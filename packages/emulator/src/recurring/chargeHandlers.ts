/** Charges over HTTP: https://developer.vippsmobilepay.com/api/recurring */
import * as Either from "effect/Either"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import type { Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import { json } from "../http/ApiResponse.js"
import { keyOf } from "../http/idempotency.js"
import { createCharges } from "./batch.js"
import { chargeStatuses } from "./Charge.js"
import { perform } from "./changes.js"
import { guard } from "./guard.js"
import { drawIds, newCharge } from "./newCharge.js"
import { malformed, refused, refusedAs } from "./problem.js"
import { agreementIn, chargeIn, idempotent, type Result, unknownAgreement, unknownCharge, withBody } from "./request.js"
import { CaptureCharge, CreateCharge, RefundCharge } from "./requestSchemas.js"
import * as Tables from "./tables.js"
import * as Wire from "./wire.js"

/** Of all charges of the sales unit, whichever way they are created. */
const creating = { operation: "create charge", perMinute: 500, per: "merchant" } as const

const createCharge: Handler = guard(
  { idempotencyKey: "required", rate: creating },
  idempotent(
    "create charge",
    withBody(CreateCharge, (body, call, world) => {
      const agreement = agreementIn(call, world)
      if (agreement === undefined) return [unknownAgreement(call), world]
      const ids = drawIds(call.ids, body.orderId)
      if (Worlds.isTaken(world, { ...agreement, reference: ids.chargeId }))
        return [refusedAs(call, "conflict", "The orderId is in use."), world]
      const at = { ...ids, now: call.now, idempotencyKey: keyOf(call) ?? "" }
      return Either.match(
        newCharge(agreement, () => Tables.chargesOf(world, agreement), body, at),
        {
          onLeft: (refusal) => [refused(call, refusal), world] as const,
          onRight: (charge) => [json(201, { chargeId: charge.id }), Tables.addCharge(world, agreement, charge)] as const
        }
      )
    })
  )
)

const reading = (operation: string, perMinute: number): Handler =>
  guard({ idempotencyKey: "ignored", rate: { operation, perMinute, per: "path" } }, (call, world) => {
    const charge = chargeIn(call, world)
    return [charge === undefined ? unknownCharge(call) : json(200, Wire.charge(charge)), world]
  })

const statuses: ReadonlySet<string> = new Set(chargeStatuses)

/** [U] The size of a page. */
const pageSize = 100

/** [U] How long a token lives; "minutes". */
const tokenMinutes = 10

const hex = (value: number, length: number) => value.toString(16).padStart(length, "0")

/** A UUID that holds the minute it was issued in, and how many charges come before. */
const tokenOf = (offset: number, now: number): string =>
  `${hex(Math.floor(now / 60_000), 8)}-0000-4000-8000-${hex(offset, 12)}`

const offsetOf = (token: string, now: number): number | undefined => {
  const [, minute = "", offset = ""] = /^([0-9a-f]{8})-0000-4000-8000-([0-9a-f]{12})$/.exec(token) ?? []
  const age = Math.floor(now / 60_000) - Number.parseInt(minute, 16)
  return age >= 0 && age <= tokenMinutes ? Number.parseInt(offset, 16) : undefined
}

const listCharges: Handler = guard(
  { idempotencyKey: "ignored", rate: { operation: "list charges", perMinute: 10, per: "path" } },
  (call, world) => {
    const agreement = agreementIn(call, world)
    if (agreement === undefined) return [unknownAgreement(call), world]
    const status = call.query.get("status")
    if (status !== null && !statuses.has(status))
      return [malformed(call, [{ path: ["status"], message: "The parameter is not valid." }]), world]
    const token = header(call, "Continuation-Token")
    const offset = token === undefined ? 0 : offsetOf(token, call.now)
    if (offset === undefined)
      return [malformed(call, [{ path: ["Continuation-Token"], message: "The token is not valid." }]), world]
    // [U] The order; it has changed before.
    const found = Tables.chargesOf(world, agreement)
      .filter((charge) => status === null || charge.status === status)
      .reverse()
    const page = json(200, found.slice(offset, offset + pageSize).map(Wire.charge))
    const next = offset + pageSize
    // [P] That the response has a header of the request's name.
    return [next < found.length ? { ...page, headers: { "continuation-token": tokenOf(next, call.now) } } : page, world]
  }
)

type Moved = Readonly<{ what: "cancel" }> | Readonly<{ what: "capture" | "refund"; amount: number }>

const change = (
  operation: string,
  handler: (run: (moved: Moved, call: MerchantRequest, world: World) => Result) => MerchantHandler
): Handler =>
  guard(
    { idempotencyKey: "required", rate: { operation, perMinute: 5, per: "path" } },
    idempotent(
      operation,
      handler((moved, call, world) => {
        const charge = chargeIn(call, world)
        return charge === undefined
          ? [unknownCharge(call), world]
          : perform(call, world, { ...moved, subject: Tables.subjectOf(charge) })
      })
    )
  )

export const handlers = {
  createCharge,
  createCharges: guard({ idempotencyKey: "required", rate: creating }, idempotent("create charges", createCharges)),
  getCharge: reading("get charge", 10),
  getChargeById: reading("get charge by id", 100),
  listCharges,
  cancelCharge: change("cancel charge", (run) => (call, world) => run({ what: "cancel" }, call, world)),
  captureCharge: change("capture charge", (run) =>
    withBody(CaptureCharge, ({ amount }, call, world) => run({ what: "capture", amount }, call, world))
  ),
  refundCharge: change("refund charge", (run) =>
    withBody(RefundCharge, ({ amount }, call, world) => run({ what: "refund", amount }, call, world))
  )
}
