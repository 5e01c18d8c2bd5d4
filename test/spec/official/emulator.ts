/** The emulator beside the official specifications: what it answers to arbitrary requests is valid. */
import { startVipps } from "@effect-vipps/testing"
import { leftOut } from "../otherSides.js"
import { drive as driveRecurring, type Exchange } from "../recurringDrive.js"
import type { Document, Operation } from "./Document.js"
import type { Findings } from "./findings.js"
import { drive as driveOthers } from "./othersDrive.js"

/** Operations that the emulator does not answer, or not to these keys. */
const notAnswered = new Set([
  // 410 since May 2024.
  "GET /report/v1/ledgertransactions",
  // For accounting keys; the tests of Report have them.
  "fetchToken",
  // The merchant's own, which Vipps calls.
  "getMerchantDynamicExpressGroupsPOST"
])

/** Statuses in no specification that any operation may answer. */
const anywhere = new Set([400, 401, 403, 404, 409, 415, 429])

const check = (document: Document, operation: Operation, { body, status }: Exchange, findings: Findings) => {
  const { id, responses } = operation
  findings.checked()
  if (status >= 500 || !(responses.has(status) || anywhere.has(status))) {
    return findings.add(`${id} ${status} is not in the specification`)
  }
  if (status >= 400 && !responses.has(status)) return findings.add(`${id} ${status} undocumented status`)
  const schema = responses.get(status)
  if (schema === undefined)
    return body === "" ? undefined : findings.add(`${id} ${status} has a body, which is not specified`)
  if (body === "") return findings.add(`${id} ${status} has no body`)
  for (const line of document.wrong(schema, JSON.parse(body))) findings.add(`${id} ${status} ${line}`)
}

/** Each operation succeeds and is refused, or nothing is shown of it. */
const covered = (operations: ReadonlyArray<Operation>, exchanges: ReadonlyArray<Exchange>, findings: Findings) => {
  for (const { id } of operations) {
    const statuses = exchanges.filter(({ operation }) => operation === id).map(({ status }) => status)
    if (!statuses.some((status) => status < 300)) findings.add(`${id} never succeeded: ${[...new Set(statuses)]}`)
  }
}

const recurring = async (document: Document, runs: number, findings: Findings) => {
  const named = (operation: string) => document.operations.find(({ method, path }) => `${method} ${path}` === operation)
  const seen: Array<Exchange> = []
  for (let seed = 11, left = runs; left > 0; seed++, left -= 3_000) {
    const vipps = await startVipps({ rateLimits: false, tokenLifetime: "36500 days" })
    for (const exchange of await driveRecurring(vipps, Math.min(left, 3_000), seed)) {
      const operation = named(exchange.operation)
      if (operation === undefined) throw new Error(`no such operation: ${exchange.operation}`)
      seen.push({ ...exchange, operation: operation.id })
      check(document, operation, exchange, findings)
    }
    await vipps.close()
  }
  covered(document.operations, seen, findings)
}

const others = async (document: Document, runs: number, findings: Findings) => {
  const operations = document.operations.filter(({ id }) => leftOut[id] === undefined && !notAnswered.has(id))
  const exchanges = await driveOthers(document, operations, Math.ceil(runs / 20), 9)
  for (const exchange of exchanges) {
    const operation = operations.find(({ id }) => id === exchange.operation)
    if (operation !== undefined) check(document, operation, exchange, findings)
  }
  covered(operations, exchanges, findings)
}

/** About this many requests. */
export const answers = (document: Document, api: string, runs: number, findings: Findings): Promise<void> =>
  (api === "recurring" ? recurring : others)(document, runs, findings)
