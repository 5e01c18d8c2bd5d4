/** What client and emulator have of QR, Order Management, Report and Userinfo, by the names of the extract. */
import { type Operation, OrderManagement, Qr, Report, Userinfo } from "@effect-vipps/client"
import * as OrderRequests from "@effect-vipps/emulator/orderManagement/requestSchemas"
import * as QrRequests from "@effect-vipps/emulator/qr/requestSchemas"
import type * as Schema from "effect/Schema"

export interface ClientOperation extends Operation.Endpoint {
  readonly request?: Operation.AnySchema | undefined
  readonly response?: Operation.AnySchema | undefined
  readonly defaults?: { readonly [field: string]: unknown } | undefined
}

const deprecated = "deprecated by Vipps"
const undocumented = "in the specification only: no guide says what the app shows of it"

/** Official operations that the client leaves out, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  "put-order": deprecated,
  "get-order": deprecated,
  "get-receipt": deprecated,
  "post-receipt": deprecated,
  "post-category-v3": undocumented,
  "get-categories-v3": undocumented,
  "get-category-v3": undocumented,
  "delete-category-v3": undocumented,
  getLedgerTransactions: "410 Gone since May 2024"
}

/** A path with its parameters, and what the client has a function each for, without names. */
export const pair = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path.replace(/\/(funds|fees)\//, "/{topic}/").replace(/\{\w+\}/g, "{}")}`

export const apis: ReadonlyArray<{ readonly name: string; readonly operations: ReadonlyArray<ClientOperation> }> = [
  { name: "qr", operations: Object.values(Qr.operations) },
  { name: "order-management", operations: Object.values(OrderManagement.operations) },
  { name: "report", operations: Object.values(Report.operations) }
]

/** Those that the emulator has. */
export const emulated = [...apis, { name: "userinfo", operations: Object.values(Userinfo.operations) }]

/** The bodies that the emulator takes, by the id of the official operation. */
export const emulatorRequests: Readonly<Record<string, Schema.Schema.All>> = {
  generateOtpQr: QrRequests.OneTime,
  CreateMerchantRedirectQr: QrRequests.CreateRedirect,
  UpdateMerchantRedirectUrl: QrRequests.UpdateRedirect,
  PutMerchantCallbackQr: QrRequests.PutCallback,
  PutMerchantCallbackMobilePayQr: QrRequests.AdoptMobilePay,
  exchangeQr: QrRequests.ExchangePersonalQr,
  exchangeCustomer: QrRequests.ExchangeCustomerToken,
  "post-image": OrderRequests.AddImage,
  "put-category-v2": OrderRequests.PutCategory,
  "post-receipt-v2": OrderRequests.AddReceipt
}
