/**
 * Many charges in one request. It accepts them; whether each comes about shows later.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/recurring-api
 * [U] What is checked at once and what later, the words of the errors, and the response to none or to too many items.
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { decode, inWords } from "../core/issues.js"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import type { MerchantRequest } from "../http/ApiRequest.js"
import { json } from "../http/ApiResponse.js"
import { keyOf } from "../http/idempotency.js"
import { drawIds, scheduleRefusal } from "./newCharge.js"
import { refusedAs } from "./problem.js"
import { withBody } from "./request.js"
import { BatchItem } from "./requestSchemas.js"
import * as Tables from "./tables.js"

const most = 2000

/** [U] How long an accepted item takes. */
const processingTime = 1000

const decodeItem = decode(BatchItem)

/** The item, or what is wrong with it. */
const check = (
  item: unknown,
  call: MerchantRequest,
  world: World,
  seen: ReadonlySet<string>
): Either.Either<BatchItem, ReadonlyArray<string>> =>
  Either.gen(function* () {
    const { credentials, currency } = call.merchant
    const decoded = yield* Either.mapLeft(decodeItem(item), (issues) => issues.map((issue) => inWords([issue])))
    const { agreementId, orderId } = decoded
    const { merchantSerialNumber } = credentials
    if (Tables.findAgreement(world, { merchantSerialNumber, reference: agreementId }) === undefined)
      yield* Either.left(["Agreement not found."])
    if (seen.has(orderId)) yield* Either.left(["The orderId is in the batch twice."])
    const refusal = scheduleRefusal(decoded, currency, call.now)
    if (refusal !== undefined) yield* Either.left([refusal.detail])
    return decoded
  })

export const createCharges = withBody(Schema.Array(Schema.Unknown), (items, call, world) => {
  if (items.length === 0 || items.length > most)
    return [refusedAs(call, "validation-error", `A batch has 1 to ${most} charges.`), world]
  const { credentials, currency } = call.merchant
  const valid = new Set<string>()
  const invalidCharges: Array<{ readonly chargeBatchItemDto: unknown; readonly errors: ReadonlyArray<string> }> = []
  let next = world
  for (const candidate of items) {
    const checked = check(candidate, call, world, valid)
    if (Either.isLeft(checked)) {
      invalidCharges.push({ chargeBatchItemDto: candidate, errors: checked.left })
      continue
    }
    const item = checked.right
    const { merchantSerialNumber } = credentials
    const { transactionId } = drawIds(call.ids, item.orderId)
    valid.add(item.orderId)
    next = Tables.batch.put(
      next,
      `${Worlds.keyOf({ merchantSerialNumber, reference: item.orderId })}/${transactionId}`,
      {
        merchantSerialNumber,
        item,
        currency,
        idempotencyKey: keyOf(call) ?? "",
        transactionId,
        processedAt: call.now + processingTime,
        failure: undefined
      }
    )
  }
  return [json(202, { validCharges: [...valid], invalidCharges }), next]
})
