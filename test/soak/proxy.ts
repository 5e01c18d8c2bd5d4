// @effect-diagnostics globalTimers:off
/** Stands between the client and a server, over real HTTP, and breaks a part of the requests. */
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { type Drawn, draw, type Fault, treacherous } from "./faults.js"
import type { Random } from "./random.js"

/** A client or a server that is wrong on purpose. */
export type ProxySabotage = "fresh keys" | "refusals that take effect"

export interface Options {
  readonly target: string
  readonly random: Random
  readonly sabotage?: ProxySabotage | undefined
  /** Called for each request, before it is carried out, and after if it is. */
  readonly onRequest: (when: "before" | "after") => void
}

export interface FaultProxy {
  readonly url: string
  readonly counts: { requests: number; faulted: number; readonly byName: Map<string, number> }
  /** Resolves once no connection is open and the server is working on nothing. */
  readonly idle: () => Promise<void>
  readonly close: () => Promise<void>
}

interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
}

const read = async (stream: http.IncomingMessage): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const hopByHop = ["connection", "keep-alive", "transfer-encoding", "content-length"]

const forwarded = (headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)))

const keyOf = ({ "idempotency-key": key }: http.IncomingHttpHeaders): string | undefined =>
  typeof key === "string" ? key : undefined

const asks401 = (url: string): boolean => !url.startsWith("/accesstoken")

export const startProxy = async ({ onRequest, random, sabotage, target }: Options): Promise<FaultProxy> => {
  const agent = new http.Agent({ keepAlive: true })
  const counts = { requests: 0, faulted: 0, byName: new Map<string, number>() }
  const seenTokens = new Set<string>()
  const revoked = new Set<string>()
  const refusalsLeft = new Map<string, number>()
  let burst = 0
  let fresh = 0
  let busy = 0
  let connections = 0

  const forward = (request: http.IncomingMessage, body: Buffer): Promise<Answer> =>
    new Promise<Answer>((resolve, reject) => {
      busy++
      const headers = forwarded(request.headers)
      if (sabotage === "fresh keys" && headers["idempotency-key"] !== undefined) {
        headers["idempotency-key"] = `fresh-${++fresh}`
      }
      if (body.length > 0) headers["content-length"] = body.length
      const sent = http.request(
        `${target}${request.url}`,
        { agent, method: request.method ?? "GET", headers },
        (response) => {
          read(response).then(
            (bytes) => resolve({ status: response.statusCode ?? 500, headers: response.headers, body: bytes }),
            reject
          )
        }
      )
      sent.on("error", reject)
      sent.end(body)
    }).finally(() => busy--)

  const reply = (response: http.ServerResponse, { body, headers, status }: Answer): void => {
    response.writeHead(status, { ...forwarded(headers), ...(body.length > 0 ? { "content-length": body.length } : {}) })
    response.end(body)
  }

  /** The first requests with a third of the keys: so many that callers are refused in the end. */
  const isTreacherous = (key: string | undefined): boolean => {
    if (sabotage !== "refusals that take effect" || key === undefined) return false
    const left = refusalsLeft.get(key) ?? (random.chance(0.3) ? 9 : 0)
    refusalsLeft.set(key, left - 1)
    return left > 0
  }

  const next = ({ headers, url = "" }: http.IncomingMessage): Drawn | undefined => {
    const { authorization } = headers
    if (burst > 0 && asks401(url)) {
      burst--
      return { name: "burst of 401", fault: { _tag: "Unauthorized", more: 0 } }
    }
    if (authorization !== undefined && revoked.has(authorization)) {
      return { name: "tokens revoked", fault: { _tag: "Unauthorized", more: 0 } }
    }
    if (isTreacherous(keyOf(headers))) return treacherous
    return draw(random)
  }

  const carryOut = async (
    drawn: Drawn | undefined,
    request: http.IncomingMessage,
    body: Buffer,
    response: http.ServerResponse
  ) => {
    const intended = drawn?.fault
    onRequest("before")
    const reaches =
      intended === undefined ||
      intended._tag === "Drip" ||
      intended._tag === "Truncate" ||
      ("when" in intended && intended.when === "after")
    const answer = reaches ? await forward(request, body) : undefined
    if (reaches) onRequest("after")
    const needsBody = intended?._tag === "Drip" || intended?._tag === "Truncate"
    const fault: Fault | undefined =
      needsBody && answer?.body.length === 0 ? { _tag: "Reset", when: "after" } : intended
    switch (fault?._tag) {
      case "Answer":
        response.writeHead(fault.status, fault.headers)
        return response.end(fault.body)
      case "Reset":
        return response.destroy()
      case "Hang":
        return
      case "Drip": {
        // The caller may be gone: then nothing would end the drip.
        if (response.destroyed) return
        response.writeHead(answer?.status ?? 200, { "content-type": "application/json" })
        response.write("{")
        const timer = setInterval(() => response.write(" "), 50)
        return response.on("close", () => clearInterval(timer))
      }
      case "Truncate": {
        const bytes = answer?.body ?? Buffer.alloc(0)
        response.writeHead(answer?.status ?? 200, {
          "content-type": "application/json",
          "content-length": bytes.length + 10
        })
        response.write(bytes.subarray(0, bytes.length >> 1))
        return setImmediate(() => response.destroy())
      }
      case "Revoke":
        for (const token of seenTokens) revoked.add(token)
        response.writeHead(401)
        return response.end()
      case "Unauthorized":
        burst += fault.more
        response.writeHead(401, { "content-type": "application/json" })
        return response.end('{"statusCode":401,"message":"Access denied."}')
      default:
        return answer === undefined ? response.destroy() : reply(response, answer)
    }
  }

  const server = http.createServer((request, response) => {
    void read(request)
      .then((body) => {
        const { authorization } = request.headers
        const drawn = next(request)
        if (authorization !== undefined) seenTokens.add(authorization)
        counts.requests++
        if (drawn !== undefined) {
          counts.faulted++
          counts.byName.set(drawn.name, (counts.byName.get(drawn.name) ?? 0) + 1)
        }
        return carryOut(drawn, request, body, response)
      })
      .catch(() => response.destroy())
  })
  server.on("connection", (socket) => {
    connections++
    socket.on("close", () => connections--)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    idle: async () => {
      while (busy > 0 || connections > 0) await setTimeout(5)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
        agent.destroy()
      })
  }
}
