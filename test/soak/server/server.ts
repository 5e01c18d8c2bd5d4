// @effect-diagnostics globalDate:off
/**
 * A second Vipps: a small ledger server for the soak, written from public facts about the APIs and without the emulator's
 * source, so that a mistake of one is not shared by the other. Amounts and states are strict, all else is left out.
 */
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { Books, type Defect, type Reply } from "./Books.js"
import { type Call, header, notFound, object, ok } from "./Call.js"
import { checkout } from "./checkout.js"
import { payments } from "./payments.js"
import { recurring } from "./recurring.js"

export interface LedgerServer {
  readonly url: string
  readonly books: Books
  readonly close: () => Promise<void>
}

const unauthorized: Reply = { status: 401, body: { statusCode: 401, message: "Unauthorized" } }

const apis = (books: Books) => {
  const checkIns = new Set<string>()
  const codes = new Map<string, unknown>()
  const tokens = new Set<string>()
  let moved = 0

  const ePayment = payments(books, (token) => checkIns.has(token))
  const sessions = checkout(books, ePayment.paid)
  const agreements = recurring(books, () => Date.now() + moved)

  const token = (): Reply => {
    const access_token = `ledger-token-${tokens.size + 1}`
    tokens.add(access_token)
    return ok({
      token_type: "Bearer",
      expires_in: "3600",
      ext_expires_in: "3600",
      expires_on: "0",
      not_before: "0",
      resource: "",
      access_token
    })
  }

  const callbackQr = (call: Call): Reply => {
    const id = call.path[3] ?? ""
    if (call.method === "PUT") {
      codes.set(id, call.body["locationDescription"])
      return { status: 200 }
    }
    if (!codes.has(id)) return notFound
    return ok({
      merchantQrId: id,
      locationDescription: codes.get(id),
      qrImageUrl: "https://qr.example/1",
      qrContent: id
    })
  }

  /** What customers do, and the passing of time. */
  const control = (call: Call): Reply => {
    const [, kind, reference = "", act = ""] = call.path
    const answer = (happened: boolean): Reply => ({ status: happened ? 204 : 409 })
    if (kind === "payments") return answer(ePayment.decide(reference, act === "approve"))
    if (kind === "agreements") return answer(agreements.approve(reference))
    // The path is `checkout/sessions/{reference}/complete`.
    if (kind === "checkout") return answer(sessions.complete(act))
    if (kind === "qr" && codes.has(reference)) {
      const customerToken = Buffer.from(`customer-${checkIns.size + 1}`).toString("base64")
      checkIns.add(customerToken)
      return ok({ customerToken })
    }
    if (kind === "clock" && typeof call.body["millis"] === "number") {
      moved += call.body["millis"]
      agreements.pass()
      return { status: 204 }
    }
    return notFound
  }

  return (call: Call): Reply => {
    const [first, second, third] = call.path
    if (first === "_ledger") return control(call)
    if (first === "accesstoken" && call.method === "POST") return token()
    if (first === "checkout" && third === "session") {
      return header(call, "client_secret") === undefined ? unauthorized : sessions.handle(call)
    }
    const [scheme, given = ""] = (header(call, "authorization") ?? "").split(" ")
    if (scheme !== "Bearer" || !tokens.has(given)) return unauthorized
    if (first === "epayment" && third === "payments") return ePayment.handle(call)
    if (first === "recurring" && third === "agreements") return agreements.handle(call)
    if (first === "qr" && second === "v1" && third === "merchant-callback") return callbackQr(call)
    return notFound
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Listens on a free port of the loopback interface. */
export const ledgerServer = async (defect?: Defect): Promise<LedgerServer> => {
  const books = new Books(defect)
  const handle = apis(books)
  const server = http.createServer((request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://ledger")
      const text = Buffer.concat(chunks).toString("utf8")
      const { body, status } = handle({
        method: request.method ?? "GET",
        path: pathname
          .split("/")
          .slice(1)
          .filter((part) => part !== "")
          .map(decodeURIComponent),
        query: searchParams,
        headers: request.headers,
        text,
        body: object(parsed(text))
      })
      response.writeHead(status, body === undefined ? {} : { "content-type": "application/json" })
      response.end(body === undefined ? undefined : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    books,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}
