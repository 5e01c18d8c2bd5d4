/** A process that claims an event and never ends its handler: `claims.child.ts <host> <database>`. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { SqlWebhookClaims } from "@effect-vipps/sql"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

const [host = "", database = ""] = process.argv.slice(2)

// Does not outlive the test that started it.
process.stdin.resume().on("end", () => process.exit(0))

await Effect.gen(function* () {
  const { once } = yield* SqlWebhookClaims.make({ lease: "2 seconds" })
  yield* once("a", Effect.zipRight(Console.log("claimed"), Effect.never))
}).pipe(Effect.provide(PgClient.layer({ host, username: "postgres", database })), Effect.runPromise)
