/** What the handlers of both resources share: bodies, idempotency keys, and what the path names. */
import * as Either from "effect/Either"
import type { Subject, World } from "../core/World.js"
import type { MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { type ApiResponse, empty } from "../http/ApiResponse.js"
import { applicationJson } from "../http/body.js"
import { keyOf, idempotent as remembering } from "../http/idempotency.js"
import { bodies } from "../http/withBody.js"
import type { Agreement } from "./Agreement.js"
import type { Charge } from "./Charge.js"
import type { Occasion } from "./chargeStates.js"
import { malformed, plain, refused, refusedAs } from "./problem.js"
import type { Refusal } from "./refusals.js"
import * as Tables from "./tables.js"

export type Result = readonly [ApiResponse, World]

/** Decodes the body for its handler. */
export const withBody = bodies({
  contentType: applicationJson,
  faults: {
    TooLarge: (call) => plain(call, 413, "The body is larger than 1 MiB."),
    WrongType: (call) => refusedAs(call, "unsupported-media-type", "The body must be application/json."),
    NotJson: (call) => refusedAs(call, "invalid-json", "The body is not valid JSON.")
  },
  malformed
})

/** [U] One key may serve several operations and several charges, as a plugin in production does. */
export const idempotent = (operation: string, handler: MerchantHandler): MerchantHandler =>
  remembering(
    ({ parameters }) => ["recurring", operation, ...Object.values(parameters)].join(" "),
    (call) =>
      refusedAs(call, "idempotency-conflict", "The Idempotency-Key was used for another request of this operation."),
    handler
  )

export const occasion = (call: MerchantRequest): Occasion => ({ now: call.now, idempotencyKey: keyOf(call) })

const subject = ({ merchant }: MerchantRequest, reference = ""): Subject => ({
  merchantSerialNumber: merchant.credentials.merchantSerialNumber,
  reference
})

export const agreementIn = (call: MerchantRequest, world: World): Agreement | undefined =>
  Tables.findAgreement(world, subject(call, call.parameters["agreementId"]))

export const chargeIn = (call: MerchantRequest, world: World): Charge | undefined => {
  const { agreementId, chargeId } = call.parameters
  const charge = Tables.findCharge(world, subject(call, chargeId))
  return agreementId === undefined || charge?.agreementId === agreementId ? charge : undefined
}

export const unknownAgreement = (call: MerchantRequest): ApiResponse =>
  refusedAs(call, "resource-not-found", "Agreement not found.")

export const unknownCharge = (call: MerchantRequest): ApiResponse =>
  refusedAs(call, "resource-not-found", "Charge not found.")

/** 204, or the refusal. */
export const done = (call: MerchantRequest, world: World, result: Either.Either<World, Refusal>): Result =>
  Either.match(result, {
    onLeft: (refusal): Result => [refused(call, refusal), world],
    onRight: (next): Result => [empty(204), next]
  })
