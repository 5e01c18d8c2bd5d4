/**
 * Which requests the emulator accepts. Its pages and control endpoints need no credentials, so a page on the internet must
 * not reach them through the developer's browser: neither by posting to them (CSRF), nor by pointing its own host
 * name at 127.0.0.1 and reading them (DNS rebinding).
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import type { Settings } from "../core/Settings.js"
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

interface Allowed {
  readonly hosts: ReadonlySet<string>
  readonly settings: Pick<Settings, "publicUrl" | "allowHosts" | "allowOrigins">
}

/** A request whose body was not read. */
interface Asked {
  readonly method: string
  readonly headers: Readonly<Record<string, string | undefined>>
}

const refusalOf = ({ headers, method }: Asked, target: string, { hosts, settings }: Allowed): Refusal | undefined => {
  const { host, origin } = headers
  // A request within the process has no host header.
  if (host !== undefined && !hosts.has(nameOf(host) ?? "")) {
    const names = [...hosts].join(", ")
    return {
      status: 403,
      reason: `It accepts requests for ${names} only. Start it with --allow-host to accept another host name.`
    }
  }
  // The emulated APIs need credentials, which no other site's page has.
  if (reads.has(method) || matchApi(method, parts(target).path) !== undefined) return undefined
  // Both: browsers send the first only in secure contexts, and the second not with every request.
  const isForeign =
    !own.has(headers["sec-fetch-site"] ?? "none") || (origin !== undefined && !isOrigin(origin, host ?? ""))
  if (!isForeign || (origin !== undefined && settings.allowOrigins.includes(origin))) return undefined
  return {
    status: 403,
    reason: "A page of another site sent this request. Start the emulator with --allow-origin to accept its origin."
  }
}

const refused = ({ reason, status }: Refusal) =>
  HttpServerResponse.text(`Refused by the emulator. ${reason}\n`, { status })

const malformed = refused({ status: 400, reason: "The path of the request is malformed." })

/** The canonical target, or the refusal. */
export type Admission = (request: Asked, url: string) => string | HttpServerResponse.HttpServerResponse

/**
 * Refuses malformed targets with 400, and other host names and other sites' pages with 403. The loopback names, the host
 * of `publicUrl` and the settings' own hosts are allowed.
 */
export const admission = (settings: Allowed["settings"]): Admission => {
  const { allowHosts, publicUrl } = settings
  const ofPublicUrl = URL.canParse(publicUrl) ? [new URL(publicUrl).hostname] : []
  const allowed: Allowed = { hosts: new Set([...loopback, ...ofPublicUrl, ...allowHosts]), settings }
  return (request, url) => {
    const target = canonical(url)
    if (target === undefined) return malformed
    const refusal = refusalOf(request, target, allowed)
    return refusal === undefined ? target : refused(refusal)
  }
}

/** The app for admitted requests only. It receives the target as it was checked. */
export const admit = <E, R>(app: HttpApp.Default<E, R>, settings: Allowed["settings"]): HttpApp.Default<E, R> => {
  const admitted = admission(settings)
  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const target = admitted(request, request.url)
    if (typeof target !== "string") return Effect.succeed(target)
    return target === request.url
      ? app
      : Effect.provideService(app, HttpServerRequest.HttpServerRequest, request.modify({ url: target }))
  })
}
