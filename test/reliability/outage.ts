/** An outage under many callers: what they send meanwhile, how soon they recover, and what it costs in memory. */
import * as http from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout } from "node:timers/promises"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { isVippsError, Vipps } from "@effect-vipps/promise"
import { paymentIn, tokenResponse } from "../support/samples.js"

/** How the server fails: no connection is accepted, each response is a 503, or no response arrives. */
export type Kind = "down" | "503" | "hang"

export interface Options {
  readonly kind: Kind
  /** Milliseconds of the outage. */
  readonly millis: number
  readonly callers: number
  /** Milliseconds of each call. */
  readonly timeout: number
}

export interface Figures {
  /** Calls that began in the outage, and the requests of these callers in it, where the server can count them. */
  readonly calls: number
  readonly requests: number
  /** Calls after the outage that failed, and those that succeeded. */
  readonly failedAfter: number
  readonly succeededAfter: number
  /** Milliseconds from its end until every caller has succeeded. */
  readonly recovery: number
  /** Errors that are no `VippsError`. */
  readonly strange: number
  /** Megabytes of heap before, and after callers have recovered. */
  readonly heap: readonly [before: number, after: number]
}

/** Megabytes that are in use after a collection. */
const heapUsed = (): number => {
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc") as () => void
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

const server = async () => {
  let mode: Kind | "up" = "up"
  let requests = 0
  const listener: http.RequestListener = (request, response) => {
    request.resume()
    if (request.url === "/accesstoken/get") {
      response.setHeader("content-type", "application/json")
      return void response.end(JSON.stringify(tokenResponse()))
    }
    requests++
    if (mode === "hang") return
    response.statusCode = mode === "503" ? 503 : 200
    response.setHeader("content-type", "application/json")
    response.end(mode === "503" ? "{}" : JSON.stringify(paymentIn("AUTHORIZED")))
  }
  const made = http.createServer(listener)
  made.on("connection", (socket) => {
    // A server that is down closes what is opened to it.
    if (mode === "down") {
      requests++
      return void socket.destroy()
    }
  })
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve))
  const { port } = made.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    become: (next: Kind | "up") => {
      mode = next
      if (next === "down" || next === "up") made.closeAllConnections()
    },
    close: () =>
      new Promise<void>((resolve) => {
        made.close(() => resolve())
        made.closeAllConnections()
      })
  }
}

export const outage = async ({ callers, kind, millis, timeout }: Options): Promise<Figures> => {
  const vippsServer = await server()
  const vipps = new Vipps({
    clientId: "client-id",
    clientSecret: "client-secret",
    subscriptionKey: "subscription-key",
    merchantSerialNumber: "123456",
    baseUrl: vippsServer.url,
    timeoutMs: timeout,
    logger: { warn: () => undefined }
  })
  let state: "before" | "during" | "after" = "before"
  const count = { calls: 0, failedAfter: 0, succeededAfter: 0, strange: 0 }
  const recovered = new Set<number>()
  const begun = new Set<number>()
  const caller = async (id: number): Promise<void> => {
    while (!recovered.has(id)) {
      const within = state
      if (within === "during") count.calls++
      try {
        await vipps.ePayment.getPayment(`order-${10_000 + id}`)
        begun.add(id)
        if (within === "after") {
          count.succeededAfter++
          recovered.add(id)
        }
      } catch (error) {
        if (!isVippsError(error)) count.strange++
        if (within === "after") count.failedAfter++
      }
      await setTimeout(20)
    }
  }
  try {
    const running = Array.from({ length: callers }, (_, id) => caller(id))
    while (begun.size < callers) await setTimeout(5)
    const before = heapUsed()
    const earlier = vippsServer.requests()
    state = "during"
    vippsServer.become(kind)
    await setTimeout(millis)
    const requests = vippsServer.requests() - earlier
    state = "after"
    vippsServer.become("up")
    const ended = performance.now()
    await Promise.all(running)
    const recovery = performance.now() - ended
    const heap = [before, heapUsed()] as const
    await vipps.close()
    return { ...count, requests, recovery, heap }
  } finally {
    await vippsServer.close()
  }
}
