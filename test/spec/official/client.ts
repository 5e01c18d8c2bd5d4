/** The client beside the official specifications: what it sends is valid, and what is valid it reads. */
import {
  AccessToken,
  Checkout,
  type Operation as ClientOperation,
  EPayment,
  OrderManagement,
  Qr,
  Recurring,
  Report,
  Webhooks
} from "@effect-vipps/client"
import * as Arbitrary from "effect/Arbitrary"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { reading } from "../../../packages/client/src/internal/schema/read.js"
import { pair } from "../otherSides.js"
import { validBy } from "./arbitrary.js"
import type { Document, Operation } from "./Document.js"
import type { Findings } from "./findings.js"

interface Ours extends ClientOperation.Endpoint {
  readonly request?: ClientOperation.AnySchema | undefined
  readonly response?: ClientOperation.AnySchema | undefined
  readonly defaults?: { readonly [field: string]: unknown } | undefined
}

export const apis: Readonly<Record<string, ReadonlyArray<Ours>>> = {
  "access-token": Object.values(AccessToken.operations),
  epayment: Object.values(EPayment.operations),
  checkout: Object.values(Checkout.operations),
  webhooks: Object.values(Webhooks.operations),
  recurring: Object.values(Recurring.operations),
  qr: Object.values(Qr.operations),
  "order-management": Object.values(OrderManagement.operations),
  report: Object.values(Report.operations)
}

const bodyOf = ({ defaults, request }: Ours, value: unknown): unknown => {
  const body: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(request as Schema.Schema<unknown>)(value)))
  return Array.isArray(body) ? body : { ...defaults, ...(body as object) }
}

export const successOf = ({ responses }: Operation) =>
  [...responses].flatMap(([status, schema]) => (status < 300 && schema !== undefined ? [schema] : []))[0]

/** Arbitrary requests of the client are valid by the specification. */
export const requests = (document: Document, api: string, runs: number, findings: Findings) => {
  for (const ours of apis[api] ?? []) {
    const official = document.operations.find((one) => pair(one) === pair(ours))
    if (official === undefined) findings.add(`no such operation: ${ours.name}`)
    const schema = official?.request
    if (official === undefined || schema === undefined || ours.request === undefined) continue
    // A batch is long.
    const count = ours.request.ast._tag === "TupleType" ? runs / 20 : runs
    const values = Arbitrary.make(ours.request as Schema.Schema<unknown>)
    for (const value of FastCheck.sample(values, { numRuns: count, seed: 5 })) {
      findings.checked()
      for (const line of document.wrong(schema, bodyOf(ours, value))) findings.add(`${ours.name} ${line}`)
    }
  }
}

/** Arbitrary responses that are valid by the specification are read by the client. */
export const responses = (document: Document, api: string, runs: number, findings: Findings) => {
  for (const ours of apis[api] ?? []) {
    const official = document.operations.find((one) => pair(one) === pair(ours))
    const schema = official && successOf(official)
    if (official === undefined || schema === undefined || ours.response === undefined) continue
    const read = reading(ours.response)
    for (const value of FastCheck.sample(validBy(document, schema), { numRuns: runs, seed: 6 })) {
      const invalid = document.wrong(schema, value)
      if (invalid.length > 0) throw new Error(`the generator is wrong: ${ours.name} ${invalid.join(", ")}`)
      findings.checked()
      const result = read(value)
      if (Either.isRight(result)) continue
      for (const { message, path } of result.left) findings.add(`${ours.name} ${path.replace(/\d+/g, "")} ${message}`)
    }
  }
}
