// @effect-diagnostics globalFetch:off
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { UsageError } from "./exitCodes.js"

/** Of one connection, so not for the next one. */
const hopByHop = [
  "connection",
  "content-length",
  "content-encoding",
  "host",
  "keep-alive",
  "transfer-encoding",
  "expect"
]

const largestBody = 1_000_000

const bodyOf = async (request: Http.IncomingMessage): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > largestBody) throw new Error("too large")
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The reference of a payment that a request is about. */
export const referenceIn = (method: string, path: string, body: string): string | undefined => {
  const named = /^\/epayment\/v1\/payments\/([A-Za-z0-9-]{8,64})(?:[/?]|$)/.exec(path)?.[1]
  if (named !== undefined || method !== "POST" || !/^\/epayment\/v1\/payments\/?$/.test(path)) return named
  return /"reference"\s*:\s*"([A-Za-z0-9-]{8,64})"/.exec(body)?.[1]
}

const headersOf = ({ headers }: Response): Readonly<Record<string, string>> => {
  const kept: Record<string, string> = {}
  headers.forEach((value, name) => {
    if (!hopByHop.includes(name)) kept[name] = value
  })
  return kept
}

export interface Proxy {
  readonly url: string
  readonly close: () => Promise<void>
}

/**
 * Forwards requests to Vipps as they are, and reports the references of payments in those that succeed. Listens on the
 * loopback interface and refuses other hosts' names, so that no web page reaches it.
 */
export const startProxy = (upstream: string, port: number, learn: (reference: string) => void): Promise<Proxy> => {
  const allowed = () => {
    const { port } = server.address() as AddressInfo
    return [`127.0.0.1:${port}`, `localhost:${port}`]
  }
  const forward = async (request: Http.IncomingMessage, response: Http.ServerResponse) => {
    const { headers, method = "GET", url = "/" } = request
    if (!allowed().includes(headers.host ?? "") || !url.startsWith("/") || url.startsWith("//")) {
      return void response.writeHead(403).end()
    }
    const body = await bodyOf(request)
    const sent = new Headers()
    for (const [name, value] of Object.entries(headers)) {
      if (!hopByHop.includes(name) && typeof value === "string") sent.set(name, value)
    }
    const init = {
      method,
      headers: sent,
      redirect: "manual" as const,
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) })
    }
    const answer = await fetch(`${upstream}${url}`, init)
    const received = Buffer.from(await answer.arrayBuffer())
    const reference = answer.ok ? referenceIn(method, url, body.toString("utf8")) : undefined
    if (reference !== undefined) learn(reference)
    const back = headersOf(answer)
    response.writeHead(answer.status, back).end(received)
  }
  const server = Http.createServer((request, response) => {
    // The client sees a broken connection, as it would without the proxy: it must not take a response of ours for Vipps'.
    forward(request, response).catch(() => response.destroy())
  })
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return new Promise((resolve, reject) => {
    server.once("error", () => reject(new UsageError("Cannot listen on that port")))
    server.listen({ host: "127.0.0.1", port }, () =>
      resolve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close })
    )
  })
}
