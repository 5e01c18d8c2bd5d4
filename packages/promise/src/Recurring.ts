import type { Methods } from "./internal/derive.js"

export type * as Recurring from "@effect-vipps/client/recurring/types"

/** Agreements and their charges. @see https://developer.vippsmobilepay.com/docs/APIs/recurring-api/ */
export type RecurringApi = Methods<"recurring">
