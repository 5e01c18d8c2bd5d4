/**
 * Two processes that receive the same events from one database, of which one statement runs at a time, in any order. Each
 * may crash before any statement, and before it acknowledges. What was not acknowledged is delivered again afterwards.
 */
import * as Reactivity from "@effect/experimental/Reactivity"
import * as SqlClient from "@effect/sql/SqlClient"
import type * as SqlConnection from "@effect/sql/SqlConnection"
import type * as Statement from "@effect/sql/Statement"
import { assert } from "@effect/vitest"
import type { WebhookInbox } from "@effect-vipps/client"
import { SqlWebhookInbox } from "@effect-vipps/sql"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Database } from "./databases.js"

/** What the model needs to know of a database. */
export interface Kind {
  readonly compiler: Statement.Compiler
  /** Identifies the connection of a process, which has one. */
  readonly connectionOf: (sql: SqlClient.SqlClient) => Effect.Effect<number>
  /** Whether a statement of this connection waits for another transaction. */
  readonly isBlocked: (connection: number) => Effect.Effect<boolean>
  /** Ends the connection as the death of its process does. */
  readonly kill: (connection: number, rollBack: Effect.Effect<void>) => Effect.Effect<void>
}

/** A kind of inbox: that of the package, or a broken one. */
export type MakeInbox = Effect.Effect<WebhookInbox.Service, WebhookInbox.WebhookInboxError, SqlClient.SqlClient>

/** The order in which the two go on, and before which of its steps each crashes, if it does. */
export interface Plan {
  readonly turns: ReadonlyArray<0 | 1>
  readonly crashes: readonly [number | undefined, number | undefined]
}

/** The events in the order in which Vipps delivers them to the one and to the other. */
const deliveries = [
  ["a", "b"],
  ["b", "a"]
] as const

type State = "running" | "waiting" | "pausing" | "ended" | "crashed"

/** A client that waits for its turn before each statement. */
const stepwise = (sql: SqlClient.SqlClient, { compiler }: Kind) => {
  let turn: Deferred.Deferred<void> | undefined
  const process = { state: "running" as State, steps: 0, gated: false }
  let open: SqlConnection.Connection | undefined
  // Past the queue, in which the transaction that is open comes first.
  const rollBack = Effect.suspend(() =>
    open === undefined ? Effect.void : Effect.ignore(open.executeUnprepared("ROLLBACK", [], undefined))
  )
  const wait = Effect.suspend(() => {
    if (!process.gated) return Effect.void
    turn = Deferred.unsafeMake<void>(FiberId.none)
    process.state = "waiting"
    return Deferred.await(turn)
  })
  const step = <A, E>(statement: string, run: () => Effect.Effect<A, E>) =>
    Effect.tap(Effect.zipRight(wait, Effect.suspend(run)), () =>
      Effect.sync(() => {
        // A transaction that SQLite did not let write starts over after a pause.
        if (statement === "ROLLBACK" && process.gated) process.state = "pausing"
      })
    )
  const acquirer = Effect.map(sql.reserve, (real): SqlConnection.Connection => {
    open = real
    return {
      execute: (text, ...rest) => step(text, () => real.execute(text, ...rest)),
      executeRaw: (text, ...rest) => step(text, () => real.executeRaw(text, ...rest)),
      executeValues: (text, ...rest) => step(text, () => real.executeValues(text, ...rest)),
      executeUnprepared: (text, ...rest) => step(text, () => real.executeUnprepared(text, ...rest)),
      executeStream: () => Stream.dieMessage("the inbox streams nothing")
    }
  })
  const next = Effect.suspend(() => {
    process.state = "running"
    process.steps++
    return turn === undefined ? Effect.void : Deferred.succeed(turn, undefined)
  })
  return Effect.map(SqlClient.make({ acquirer, compiler, spanAttributes: [] }), (gated) => ({
    gated,
    next,
    process,
    rollBack,
    wait
  }))
}

const write = (sql: SqlClient.SqlClient, id: string) =>
  Effect.zipRight(sql`INSERT INTO effects (id) VALUES (${id})`, sql`UPDATE totals SET n = n + 1`)

/** A new process; its statements run at once until `gated` is set. */
const start = (database: Database, kind: Kind, makeInbox: MakeInbox) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(database.client, scope)
    const sql = Context.get(context, SqlClient.SqlClient)
    const connection = yield* kind.connectionOf(sql)
    const { gated, next, process, rollBack, wait } = yield* stepwise(sql, kind)
    const { once } = yield* Effect.provideService(makeInbox, SqlClient.SqlClient, gated)
    return {
      process,
      next,
      deliver: (id: string) => Effect.zipLeft(once(id, write(gated, id)), wait),
      isBlocked: kind.isBlocked(connection),
      stop: Scope.close(scope, Exit.void),
      crash: Effect.suspend(() => {
        process.state = "crashed"
        return kind.kill(connection, rollBack)
      })
    }
  })

type Running = Effect.Effect.Success<ReturnType<typeof start>>

/** Far more than any plan needs: a model that hangs must fail. */
const mostTurns = 5_000

/** Until the process waits for its turn, pauses, is blocked or has ended. */
const settled = ({ isBlocked, process }: Running) =>
  Effect.gen(function* () {
    for (let i = 0; i < mostTurns; i++) {
      if (process.state !== "running") return
      if (i < 20) yield* Effect.yieldNow()
      else if (yield* isBlocked) return
      else yield* Effect.sleep("1 millis")
    }
    assert.fail("a statement does not end")
  })

/** Runs a plan, and returns how often each event took effect. */
export const effectsOf = (database: Database, kind: Kind, makeInbox: MakeInbox, { crashes, turns }: Plan) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql`DELETE FROM vipps_webhook_inbox`
    yield* sql`DELETE FROM effects`
    yield* sql`UPDATE totals SET n = 0`
    const acknowledged = new Set<string>()
    const both = [yield* start(database, kind, makeInbox), yield* start(database, kind, makeInbox)] as const

    for (const i of [0, 1] as const) {
      const { deliver, process } = both[i]
      process.gated = true
      const all = Effect.forEach(deliveries[i], (id) =>
        Effect.ignore(Effect.tap(deliver(id), () => Effect.sync(() => acknowledged.add(`${i}${id}`))))
      )
      // Never interrupted: the fiber of a process that crashed waits for its turn, and is forgotten.
      yield* Effect.forkDaemon(
        Effect.zipRight(
          all,
          Effect.sync(() => {
            process.state = "ended"
          })
        )
      )
      yield* settled(both[i])
    }

    const lives = ({ process }: Running) => process.state !== "ended" && process.state !== "crashed"
    for (let turn = 0; both.some(lives); turn++) {
      assert.isBelow(turn, mostTurns, "the processes do not end")
      const wanted = turns[turn] ?? ((turn % 2) as 0 | 1)
      const i = both[wanted].process.state === "waiting" ? wanted : ((1 - wanted) as 0 | 1)
      const one = both[i]
      if (one.process.state !== "waiting") {
        yield* Effect.sleep("1 millis")
        continue
      }
      if (one.process.steps === crashes[i]) yield* one.crash
      else yield* Effect.zipRight(one.next, settled(one))
    }

    // Vipps redelivers what was not acknowledged, to processes that have started again.
    const restarted = yield* start(database, kind, makeInbox)
    for (const i of [0, 1] as const) {
      for (const id of deliveries[i]) if (!acknowledged.has(`${i}${id}`)) yield* restarted.deliver(id)
    }
    yield* restarted.stop
    yield* Effect.forEach(both, ({ process, stop }) => (process.state === "crashed" ? Effect.void : stop))

    const effects = yield* sql<{ id: string }>`SELECT id FROM effects ORDER BY id`
    const keys = yield* sql<{ id: string }>`SELECT event_key AS id FROM vipps_webhook_inbox ORDER BY event_key`
    const totals = yield* sql<{ n: number }>`SELECT n FROM totals`
    return {
      effects: effects.map(({ id }) => id),
      keys: keys.map(({ id }) => id),
      total: totals[0]?.n,
      steps: both.map(({ process }) => process.steps)
    }
  }).pipe(Effect.provide(database.client), Effect.provide(Reactivity.layer))

/** The database of a shop, with the inbox. */
export const prepared = <D extends Database, E, R>(fresh: Effect.Effect<D, E, R>) =>
  Effect.tap(fresh, ({ client }) =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      yield* SqlWebhookInbox.migrate()
      yield* sql`CREATE TABLE effects (id TEXT NOT NULL)`
      yield* sql`CREATE TABLE totals (n INTEGER NOT NULL)`
      yield* sql`INSERT INTO totals VALUES (0)`
    }).pipe(Effect.provide(client))
  )

/** What must be left of every plan. */
export const once = { effects: ["a", "b"], keys: ["a", "b"], total: 2 }

/** Two events take twelve statements and two acknowledgements at most, more only after a conflict. */
export const mostSteps = 14

/** For each step that may be a process's last, this many orders, in half of which the other one crashes too. */
export const plans = (orders: number): ReadonlyArray<Plan> =>
  Array.from({ length: mostSteps + 1 }, (_, crash) => {
    const turns = FastCheck.array(FastCheck.constantFrom(0 as const, 1 as const), { minLength: 30, maxLength: 30 })
    const other = FastCheck.option(FastCheck.nat({ max: mostSteps - 1 }), { nil: undefined })
    return FastCheck.sample(FastCheck.tuple(turns, other), orders).map(
      ([turns, other]): Plan => ({ turns, crashes: [crash === mostSteps ? undefined : crash, other] })
    )
  }).flat()

/** An inbox that commits the key before the handler runs. */
export const keyFirst: MakeInbox = Effect.map(SqlClient.SqlClient, (sql) => ({
  once: (key, handle) =>
    Effect.gen(function* () {
      const rows = yield* Effect.orDie(
        sql`INSERT INTO vipps_webhook_inbox (event_key) VALUES (${key}) ON CONFLICT DO NOTHING RETURNING event_key`
      )
      if (rows.length === 0) return "Duplicate" as const
      return yield* Effect.as(handle, "Handled" as const)
    })
}))
