/**
 * Which requests the emulator accepts. Its pages and control endpoints need no credentials, so a page on the internet must
 * not reach them through the developer's browser: neither by posting to them (CSRF), nor by pointing its own host
 * name at 127.0.0.1 and reading them (DNS rebinding).
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import { matchApi } from "./app.js"
import { canonical, parts } from "./target.js"

const loopback = new Set(["127.0.0.1", "localhost", "[::1]"])

const reads = new Set(["GET", "HEAD", "OPTIONS"])

/** The host name of a `Host` header, whatever the port: it may be forwarded. Undefined where it is not of that form. */
const nameOf = (host: string): string | undefined =>
  /^([a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?$/i.exec(host)?.[1]?.toLowerCase()

/** What a browser says of a request that its user, or a page of the emulator, has started. */
const own = new Set(["none", "same-origin"])

const isOrigin = (origin: string, host: string): boolean =>
  URL.canParse(origin) && new URL(origin).host === host.toLowerCase()

interface Refusal {
  readonly status: number
  readonly reason: string
}

/** A request whose body was not read. */
interface Asked {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
}

const refusalOf = ({ headers, method }: Asked, target: string, hosts: ReadonlySet<string>): Refusal | undefined => {
  const { host, origin } = headers
  // A request within the process has no host header.
  if (host !== undefined && !hosts.has(nameOf(host) ?? "")) {
    return { status: 403, reason: "It accepts requests for 127.0.0.1 and localhost only, not for other host names." }
  }
  // The emulated APIs need credentials, which no other site's page has.
  if (reads.has(method) || matchApi(method, parts(target).path) !== undefined) return undefined
  // Both: browsers send the first only in secure contexts, and the second not with every request.
  const isForeign =
    !own.has(headers["sec-fetch-site"] ?? "none") || (origin !== undefined && !isOrigin(origin, host ?? ""))
  return isForeign ? { status: 403, reason: "A page of another site sent this request." } : undefined
}

const refused = ({ reason, status }: Refusal) =>
  HttpServerResponse.text(`Refused by the emulator. ${reason}\n`, { status })

const malformed = refused({ status: 400, reason: "The path of the request is malformed." })

/** The canonical target, or the refusal. */
export type Admission = (request: Asked, url: string) => string | HttpServerResponse.HttpServerResponse

/**
 * Refuses malformed targets with 400, and other host names and other sites' pages with 403. The host of `publicUrl` is
 * allowed besides the loopback names.
 */
export const admission = (publicUrl: string): Admission => {
  const hosts = new Set([...loopback, ...(URL.canParse(publicUrl) ? [new URL(publicUrl).hostname] : [])])
  return (request, url) => {
    const target = canonical(url)
    if (target === undefined) return malformed
    const refusal = refusalOf(request, target, hosts)
    return refusal === undefined ? target : refused(refusal)
  }
}

/** The app for admitted requests only. It receives the target as it was checked. */
export const admit = <E, R>(app: HttpApp.Default<E, R>, publicUrl: string): HttpApp.Default<E, R> => {
  const admitted = admission(publicUrl)
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const target = admitted(request, request.url)
    if (typeof target !== "string") return Effect.succeed(target)
    return target === request.url
      ? app
      : Effect.provideService(app, HttpServerRequest.HttpServerRequest, request.modify({ url: target }))
  })
}
