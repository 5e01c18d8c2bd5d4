/** A process that runs payments as workflows, and may kill itself after Vipps has captured and before the engine knows. */
import { writeSync } from "node:fs"
import * as HttpClient from "@effect/platform/HttpClient"
import { VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import * as App from "../../examples/workflow/app.js"
import { runner } from "../../examples/workflow/engine.js"
import { Orders } from "../../examples/workflow/Orders.js"
import { type Job, orderOf, waits } from "./job.js"

const { database, dieAtCapture, host, keys, port, url }: Job = JSON.parse(process.argv[2] ?? "")

let captures = 0

const client = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(HttpClient.HttpClient, (http) =>
    HttpClient.make((request) =>
      http.execute(request).pipe(
        Effect.tap(() =>
          Effect.sync(() => {
            if (!request.url.endsWith("/capture")) return
            if (++captures === dieAtCapture) process.kill(process.pid, "SIGKILL")
          })
        )
      )
    )
  )
).pipe(Layer.provide(NodeHttp.layer))

const program = App.layer(waits).pipe(
  Layer.provideMerge(runner({ host, database, username: "postgres" }, "127.0.0.1", port)),
  Layer.provide(
    Layer.mergeAll(
      Layer.succeed(Orders, { find: (reference) => Effect.succeed(orderOf(reference)) }),
      VippsConfig.layer({
        ...keys,
        clientSecret: Redacted.make(keys.clientSecret),
        subscriptionKey: Redacted.make(keys.subscriptionKey),
        baseUrl: url
      }),
      client
    )
  ),
  Layer.tap(() => Effect.sync(() => writeSync(1, "ready\n"))),
  Layer.launch,
  Logger.withMinimumLogLevel(LogLevel.Error)
)

const fiber = Effect.runFork(
  Effect.provide(program, Logger.replace(Logger.defaultLogger, Logger.withConsoleError(Logger.stringLogger)))
)
// The program that started it has ended.
process.stdin.once("end", () => process.exit(1)).resume()
process.once("SIGTERM", () => {
  Effect.runPromise(Fiber.interrupt(fiber)).then(() => process.exit(0))
})
