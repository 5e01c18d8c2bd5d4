/**
 * The emulator over real HTTP, with pages for customers and a dashboard. It listens on the loopback interface by default.
 *
 * @since 0.1.0
 */

import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import type { EmulatorContext } from "./core/EmulatorContext.js"
import * as FileStore from "./core/FileStore.js"
import type { DataFileError } from "./EmulatorError.js"
import { admission } from "./http/admission.js"
import * as App from "./http/app.js"
import { type Listener, listener } from "./http/node.js"
import * as VippsEmulator from "./VippsEmulator.js"

/**
 * Options of the emulator and its server. The public URL defaults to the address it listens on.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends VippsEmulator.Options {
  /**
   * The address to listen on, such as `0.0.0.0` in a container. Defaults to 127.0.0.1. The control endpoints ask for no
   * credentials: everyone who reaches another address can use them, under the host names that `allowHosts` adds.
   */
  readonly host?: string | undefined
  /** 0, the default, takes a free port. */
  readonly port?: number | undefined
  /**
   * A file that keeps payments, sessions, ledger, tokens, idempotency keys, registrations, deliveries and clock over a
   * restart. It is created when missing. The request log, faults and rate limit counts are not kept. Fails with
   * `DataFileError` while another emulator has the file open. Omit to keep nothing.
   */
  readonly data?: string | undefined
}

/**
 * An emulator that is being served.
 *
 * @since 0.1.0
 * @category models
 */
export interface Service {
  readonly emulator: VippsEmulator.Service
  /** The address it is reached at on this machine, without a slash at the end. */
  readonly url: string
}

/**
 * The served emulator in the environment.
 *
 * @since 0.1.0
 * @category tags
 */
export class VippsEmulatorServer extends Context.Tag("@effect-vipps/emulator/VippsEmulatorServer")<
  VippsEmulatorServer,
  Service
>() {}

const loopback = "127.0.0.1"

/** Addresses that stand for all of the machine's. */
const any: Readonly<Record<string, string>> = { "0.0.0.0": loopback, "::": "[::1]", "": loopback }

/** The host of a URL that reaches a server which listens here. */
const reachable = (host: string): string => any[host] ?? (host.includes(":") ? `[${host}]` : host)

/** Loaded by the first request for a page: many programs never open one. */
const openPages = (
  context: EmulatorContext,
  emulator: VippsEmulator.Service,
  runtime: Runtime.Runtime<never>
): Listener => {
  let loading: Promise<Listener> | undefined
  const load = async () => {
    const Pages = await import("./pages/listener.js")
    return Runtime.runSync(runtime)(Pages.listener(context, emulator))
  }
  return async (request, response) => {
    loading ??= load()
    const answer = await loading
    answer(request, response)
  }
}

const listen = (port: number, host: string): Effect.Effect<Http.Server, HttpServerError.ServeError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<Http.Server, HttpServerError.ServeError>((resume) => {
      const server = Http.createServer()
      server.once("error", (cause) => resume(new HttpServerError.ServeError({ cause })))
      server.listen({ port, host }, () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )

/**
 * Starts an emulator and serves it until the scope closes. Connections that callers keep alive do not delay the end.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({
  data,
  host = loopback,
  port = 0,
  ...options
}: Options = {}): Effect.Effect<Service, HttpServerError.ServeError | DataFileError, Scope.Scope> =>
  Effect.gen(function* () {
    const store = data === undefined ? undefined : yield* FileStore.make(data)
    const server = yield* listen(port, host)
    const name = reachable(host)
    const url = `http://${name}:${(server.address() as AddressInfo).port}`
    const context = yield* VippsEmulator.makeContext(
      { ...options, publicUrl: options.publicUrl ?? url, allowHosts: [name, ...(options.allowHosts ?? [])] },
      store
    )
    const emulator = yield* VippsEmulator.makeService(context)
    const runtime = yield* Effect.runtime()
    const pages = openPages(context, emulator, runtime)
    const app = App.make(context, emulator)
    server.on("request", listener(app, admission(context.settings), pages, runtime, context))
    return { emulator, url }
  })

/**
 * Provides the emulator's service as well, so that a test can approve what it created over HTTP.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<VippsEmulatorServer | VippsEmulator.VippsEmulator, HttpServerError.ServeError | DataFileError> =>
  Layer.scopedContext(
    Effect.map(make(options), (service) =>
      Context.make(VippsEmulatorServer, service).pipe(Context.add(VippsEmulator.VippsEmulator, service.emulator))
    )
  )
