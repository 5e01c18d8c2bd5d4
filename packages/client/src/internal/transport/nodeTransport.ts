/** Node's own `http` and `https` with kept-alive connections, which cost a fifth of what `fetch` costs. */
import * as http from "node:http"
import * as https from "node:https"
import type * as Zlib from "node:zlib"
import { TooLarge, type Transport, UnknownEncoding } from "./transport.js"

/** The connections of one client, or of one process. */
export interface Connections {
  readonly of: (url: string) => Origin
  /** Ends the requests under way. */
  readonly close: () => void
}

/** What is the same for every request to one server. */
interface Origin {
  readonly agent: http.Agent
  readonly protocol: string
  readonly hostname: string
  readonly port: number
  readonly request: typeof http.request
  readonly host: string
  /** Of the origin within a URL: the path begins there. */
  readonly length: number
}

export interface ConnectionOptions {
  /** Connections to one server; requests beyond them wait for their turn, first come, first served. */
  readonly maxSockets: number
}

/** Below the 60 seconds after which common load balancers drop a connection that is not used. */
const idleMillis = 30_000

export const connect = ({ maxSockets }: ConnectionOptions): Connections => {
  const settings = {
    keepAlive: true,
    maxSockets,
    maxFreeSockets: maxSockets,
    timeout: idleMillis,
    // Node 24 and later: HTTPS_PROXY and NO_PROXY, where the program asks for them.
    // @effect-diagnostics-next-line processEnv:off
    ...(process.env["NODE_USE_ENV_PROXY"] === "1" ? { proxyEnv: process.env } : {})
  }
  const agents = new Map<string, http.Agent>()
  const origins = new Map<string, Origin>()

  const agentOf = (protocol: string): http.Agent => {
    const known = agents.get(protocol)
    if (known !== undefined) return known
    const agent = protocol === "https:" ? new https.Agent(settings) : new http.Agent(settings)
    agents.set(protocol, agent)
    return agent
  }

  const originOf = (origin: string): Origin => {
    const { host, hostname, port, protocol } = new URL(origin)
    const secure = protocol === "https:"
    return {
      agent: agentOf(protocol),
      protocol,
      // An IPv6 address stands in brackets in a URL only.
      hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
      port: port === "" ? (secure ? 443 : 80) : Number(port),
      request: secure ? https.request : http.request,
      host,
      length: origin.length
    }
  }

  return {
    of: (url) => {
      const end = url.indexOf("/", url.indexOf("//") + 2)
      const origin = end === -1 ? url : url.slice(0, end)
      const known = origins.get(origin)
      if (known !== undefined) return known
      const made = originOf(origin)
      origins.set(origin, made)
      return made
    },
    close: () => {
      for (const agent of agents.values()) agent.destroy()
    }
  }
}

/** A map: the server names the encoding, and may name it as a member of every object. */
const decodersOf = ({ brotliDecompress, gunzip, inflate }: typeof Zlib): ReadonlyMap<string, typeof gunzip> =>
  new Map([
    ["gzip", gunzip],
    ["x-gzip", gunzip],
    ["deflate", inflate],
    ["br", brotliDecompress]
  ])

/** No compression is requested, so that Node's module for it is not loaded. A proxy may compress anyway. */
const decode = async (
  body: Buffer,
  encoding: string,
  limit: number,
  done: (cause: Error | undefined, body: Buffer) => void
): Promise<void> => {
  const decoder = decodersOf(await import("node:zlib")).get(encoding.trim().toLowerCase())
  if (decoder === undefined) {
    return done(new UnknownEncoding({ message: `the content encoding ${encoding}` }), body)
  }
  decoder(body, { maxOutputLength: limit }, (cause, decoded) => {
    const isLarge = cause !== null && "code" in cause && cause.code === "ERR_BUFFER_TOO_LARGE"
    done(isLarge ? new TooLarge() : (cause ?? undefined), decoded)
  })
}

/** As `fetch` reads it: without a byte order mark. */
const textOf = (body: Buffer): string => {
  const text = body.toString()
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** A reused connection was closed by the server before it began to respond. */
const isStale = (request: http.ClientRequest, cause: unknown): boolean =>
  request.reusedSocket &&
  cause instanceof Error &&
  "code" in cause &&
  (cause.code === "ECONNRESET" || cause.code === "EPIPE")

/** Sends over these connections. */
export const nodeTransport =
  (connections: Connections): Transport =>
  (outgoing, receiver) => {
    const { body, bytes, maxResponseSize, method, repeatable, url } = outgoing
    let over = false
    let started = false
    let status: number | undefined
    let current: http.ClientRequest | undefined

    const fail = (cause: unknown): void => {
      if (over) return
      over = true
      receiver.failed(cause, status)
    }

    const answer = (response: http.IncomingMessage, whole: Buffer): void => {
      if (over) return
      over = true
      receiver.answered(response.statusCode ?? 0, response.headers, bytes ? whole : textOf(whole))
    }

    const read = (response: http.IncomingMessage): void => {
      status = response.statusCode
      const chunks: Array<Buffer> = []
      let size = 0
      response.on("data", (chunk: Buffer) => {
        size += chunk.length
        chunks.push(chunk)
        if (size <= maxResponseSize) return
        fail(new TooLarge())
        response.destroy()
      })
      response.on("end", () => {
        const whole = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)
        const encoding = response.headers["content-encoding"]
        if (encoding === undefined || encoding === "identity" || size === 0) {
          answer(response, whole)
        } else {
          decode(whole, encoding, maxResponseSize, (cause, decoded) =>
            cause === undefined ? answer(response, decoded) : fail(cause)
          ).catch(fail)
        }
      })
      response.on("error", fail)
    }

    const send = ({ agent, host, hostname, length, port, protocol, request }: Origin): void => {
      const headers = outgoing.headers.slice()
      headers.push("host", host, "connection", "keep-alive", "accept-encoding", "identity")
      if (body !== undefined) headers.push("content-length", String(Buffer.byteLength(body)))
      else if (method !== "GET") headers.push("content-length", "0")
      const path = url.slice(length) || "/"
      // Written out: Node copies the options twice, and copies of a copy are slow.
      const sent = request({ agent, protocol, host: hostname, port, setHost: false, method, path, headers })
      current = sent
      sent.on("response", read)
      sent.on("error", (cause) => {
        if (over || !repeatable || status !== undefined || !isStale(sent, cause)) return fail(cause)
        receiver.lost()
        send(connections.of(url))
      })
      sent.on("socket", () => {
        if (started || over) return
        started = true
        receiver.started()
      })
      sent.end(body)
    }

    try {
      send(connections.of(url))
    } catch (cause) {
      fail(cause)
    }
    return () => {
      over = true
      current?.destroy()
    }
  }

/** One process needs no more connections than this to one server: Vipps limits requests long before. */
export const maxSockets = 256
