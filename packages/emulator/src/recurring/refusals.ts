/**
 * Why a request is refused: the last part of a problem's `type`, and its status.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/recurring-api/recurring-api-problems
 */

/** [P] The statuses, except those of the resource, the two conflicts, the validation and the illegal update. */
const statuses = {
  "validation-error": 400,
  "invalid-json": 400, // [U]
  "unsupported-media-type": 415, // [U]
  "invalid-agreement-id": 400,
  "not-authorized": 401,
  "idempotency-key-header": 400,
  "charge-amount-too-high": 400,
  "charge-due-too-soon": 400,
  "charge-due-in-too-long": 400,
  "illegal-agreement-update": 400,
  "invalid-suggested-max-amount": 400,
  "cancel-charge-failed": 400,
  "charge-creation-failed": 400,
  "charge-capture-failed": 400,
  "operation-failed": 400, // [U]
  "invalid-sale-unit": 403, // [U] 400 is possible too.
  "resource-not-found": 404,
  conflict: 409,
  "idempotency-conflict": 409
} as const

export type Identifier = keyof typeof statuses

export const statusOf = (identifier: Identifier): number => statuses[identifier]

export interface Refusal {
  readonly identifier: Identifier
  readonly detail: string
  readonly extraDetails?: ReadonlyArray<{ readonly name: string; readonly reason: string }>
}

export const refusal = (identifier: Identifier, detail: string): Refusal => ({ identifier, detail })
