import type { Methods } from "./internal/derive.js"

export type * as Report from "@effect-vipps/client/report/types"

/** The books. @see https://developer.vippsmobilepay.com/docs/APIs/report-api/ */
export type ReportApi = Methods<"report">
