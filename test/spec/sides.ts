/** What client, facade and emulator have, by the names of the extract. */
import { AccessToken, Checkout, EPayment, type Operation, Webhooks } from "@effect-vipps/client"
import { CreateSession, UpdateSession } from "@effect-vipps/emulator/checkout/requestSchemas"
import {
  CancelModification,
  CreatePayment,
  ForceApprove,
  Modification
} from "@effect-vipps/emulator/epayment/requestSchemas"
import { Register } from "@effect-vipps/emulator/webhooks/handlers"
import type * as Schema from "effect/Schema"
import { type Extract, extract, type OfficialOperation } from "./extract.js"

/** The APIs that client and emulator have, under the facade's name of each. */
export const covered: ReadonlyArray<{
  readonly of: Extract
  readonly facade: "ePayment" | "checkout" | "webhooks" | undefined
}> = [
  { of: extract("epayment"), facade: "ePayment" },
  { of: extract("checkout"), facade: "checkout" },
  { of: extract("webhooks"), facade: "webhooks" },
  { of: extract("access-token"), facade: undefined }
]

/** Official operations of those APIs that this project leaves out, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  "POST /miami/v1/token": "for accounting and donation keys only: it comes with the APIs that these are for"
}

export const pair = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path}`

export const official: ReadonlyArray<OfficialOperation> = covered
  .flatMap(({ of }) => of.operations)
  .filter((operation) => leftOut[pair(operation)] === undefined)

export interface ClientOperation extends Operation.Endpoint {
  readonly request?: Schema.Schema.All | undefined
  readonly response?: Schema.Schema.All | undefined
}

export const client: ReadonlyArray<ClientOperation> = [
  ...Object.values(EPayment.operations),
  ...Object.values(Checkout.operations),
  ...Object.values(Webhooks.operations),
  ...Object.values(AccessToken.operations)
]

/** The bodies that the emulator takes, by the id of the official operation. */
export const emulatorRequests: Readonly<Record<string, Schema.Schema.All>> = {
  createPayment: CreatePayment,
  cancelPayment: CancelModification,
  capturePayment: Modification,
  refundPayment: Modification,
  forceApprove: ForceApprove,
  createSession: CreateSession,
  updateSession: UpdateSession,
  registerWebhook: Register
}
