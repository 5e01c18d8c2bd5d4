/**
 * The pages and the emulator's own endpoints ask for no credentials. A page somewhere on the internet could make the
 * developer's browser post to them, or point a host name of its own at 127.0.0.1 to read them: neither is let in.
 */
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"

/** With any port: it may be forwarded. */
const ownHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i

const reads = new Set(["GET", "HEAD", "OPTIONS"])

const isOrigin = (origin: string, host: string): boolean =>
  URL.canParse(origin) && new URL(origin).host === host.toLowerCase()

const refusal = ({ headers, method }: HttpServerRequest.HttpServerRequest): string | undefined => {
  const { host, origin } = headers
  // A request within the process has no host.
  if (host !== undefined && !ownHost.test(host)) return "It is reached as 127.0.0.1 or localhost only."
  if (reads.has(method)) return undefined
  const foreign = headers["sec-fetch-site"] === "cross-site" || (origin !== undefined && !isOrigin(origin, host ?? ""))
  return foreign ? "Another site's page asked for this." : undefined
}

/** Answers 403 to other sites' pages and to other host names. */
export const refuseOtherSites = <E, R>(app: HttpApp.Default<E, R>): HttpApp.Default<E, R> =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const reason = refusal(request)
    return reason === undefined
      ? app
      : Effect.succeed(HttpServerResponse.text(`Refused by the emulator. ${reason}\n`, { status: 403 }))
  })
