/** Which events a handler runs for, which are handled, and until when a claim lasts, by the database's clock. */
import type { SqlError } from "@effect/sql/SqlError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { clockOf } from "./clock.js"
import type { Dialect, Table } from "./table.js"

const columns: { readonly [D in Dialect]: string } = {
  pg: `(
  event_key text PRIMARY KEY,
  claim text NOT NULL,
  claimed_until timestamptz NOT NULL,
  handled_at timestamptz
)`,
  sqlite: `(
  event_key TEXT NOT NULL PRIMARY KEY,
  claim TEXT NOT NULL,
  claimed_until TEXT NOT NULL,
  handled_at TEXT
) WITHOUT ROWID`
}

export const claimColumns = (dialect: Dialect): string => columns[dialect]

export interface Claims {
  /** Takes an event that is new, or whose claim is over. */
  readonly take: (key: string, claim: string) => Effect.Effect<"Claimed" | "Handled" | "Busy", SqlError>
  /** False if another one has taken the event. */
  readonly renew: (key: string, claim: string) => Effect.Effect<boolean, SqlError>
  readonly release: (key: string, claim: string) => Effect.Effect<void, SqlError>
  /** Ends the claim, also where it was lost: the handler has run. */
  readonly handled: (key: string, claim: string) => Effect.Effect<void, SqlError>
}

export const claimsIn = ({ dialect, name, sql }: Table, lease: Duration.Duration): Claims => {
  const table = sql(name)
  const { after, now } = clockOf(sql, dialect)
  const until = after(Duration.toSeconds(lease))
  const isMine = (key: string, claim: string) => sql`event_key = ${key} AND claim = ${claim} AND handled_at IS NULL`
  const isHandled = (key: string) =>
    sql`SELECT event_key FROM ${table} WHERE event_key = ${key} AND handled_at IS NOT NULL`.withoutTransform
  return {
    take: (key, claim) =>
      Effect.gen(function* () {
        const mine =
          yield* sql`INSERT INTO ${table} (event_key, claim, claimed_until) VALUES (${key}, ${claim}, ${until})
          ON CONFLICT (event_key) DO UPDATE SET claim = excluded.claim, claimed_until = excluded.claimed_until
          WHERE ${table}.handled_at IS NULL AND ${table}.claimed_until <= ${now} RETURNING event_key`.withoutTransform
        if (mine.length > 0) return "Claimed"
        return (yield* isHandled(key)).length > 0 ? "Handled" : "Busy"
      }),
    renew: (key, claim) =>
      Effect.map(
        sql`UPDATE ${table} SET claimed_until = ${until} WHERE ${isMine(key, claim)} RETURNING event_key`
          .withoutTransform,
        (rows) => rows.length > 0
      ),
    release: (key, claim) => Effect.asVoid(sql`DELETE FROM ${table} WHERE ${isMine(key, claim)}`),
    handled: (key, claim) =>
      Effect.asVoid(sql`INSERT INTO ${table} (event_key, claim, claimed_until, handled_at)
        VALUES (${key}, ${claim}, ${now}, ${now})
        ON CONFLICT (event_key) DO UPDATE SET claimed_until = excluded.claimed_until, handled_at = excluded.handled_at`)
  }
}
