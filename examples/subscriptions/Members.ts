/** The members, in SQLite. Every change names the agreement, so that a late one does not touch a later membership. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Member } from "./Member.js"

export class Members extends Context.Tag("subscriptions/Members")<
  Members,
  {
    readonly find: (id: string) => Effect.Effect<Member | undefined, SqlError>
    readonly findByAgreement: (agreementId: string) => Effect.Effect<Member | undefined, SqlError>
    /** Those whose agreement is to be looked after: not ended, and not paid beyond this day. */
    readonly due: (day: string) => Effect.Effect<ReadonlyArray<Member>, SqlError>
    /** Stores a new membership in place of a former one, and returns what is stored: another sign-up may be faster. */
    readonly add: (member: Member, former: Member | undefined) => Effect.Effect<Member, SqlError>
    readonly paid: (member: Member, until: string) => Effect.Effect<void, SqlError>
    readonly set: (
      member: Member,
      change: Partial<Pick<Member, "price" | "state" | "leaving">>
    ) => Effect.Effect<void, SqlError>
  }
>() {}

type Row = Omit<Member, "leaving"> & { readonly leaving: number }

const memberOf = (row: Row): Member => ({ ...row, leaving: row.leaving === 1 })

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE IF NOT EXISTS members (
    id TEXT PRIMARY KEY,
    agreementId TEXT NOT NULL UNIQUE,
    price INTEGER NOT NULL,
    anchor TEXT NOT NULL,
    paidUntil TEXT NOT NULL,
    state TEXT NOT NULL,
    leaving INTEGER NOT NULL
  )`
  const one = (rows: Effect.Effect<ReadonlyArray<Row>, SqlError>) => Effect.map(rows, ([row]) => row && memberOf(row))
  const find = (id: string) => one(sql<Row>`SELECT * FROM members WHERE id = ${id}`)

  return Members.of({
    find,
    findByAgreement: (agreementId) => one(sql<Row>`SELECT * FROM members WHERE agreementId = ${agreementId}`),

    due: (day) =>
      Effect.map(
        sql<Row>`SELECT * FROM members WHERE state <> 'Ended' AND (paidUntil <= ${day} OR leaving = 1)`,
        (rows) => rows.map(memberOf)
      ),

    add: (member, former) =>
      sql`INSERT INTO members ${sql.insert({ ...member, leaving: member.leaving ? 1 : 0 })}
        ON CONFLICT (id) DO UPDATE SET agreementId = excluded.agreementId, price = excluded.price,
          anchor = excluded.anchor, paidUntil = excluded.paidUntil, state = excluded.state, leaving = excluded.leaving
        WHERE members.agreementId = ${former?.agreementId ?? ""}`.pipe(
        Effect.zipRight(find(member.id)),
        Effect.map((stored) => stored ?? member)
      ),

    paid: ({ agreementId }, until) =>
      sql`UPDATE members SET paidUntil = max(paidUntil, ${until}), state = 'Active'
        WHERE agreementId = ${agreementId} AND state <> 'Ended'`,

    set: ({ agreementId }, { leaving, ...change }) =>
      sql`UPDATE members SET ${sql.update({ ...change, ...(leaving === undefined ? {} : { leaving: leaving ? 1 : 0 }) })}
        WHERE agreementId = ${agreementId} AND state <> 'Ended'`
  })
})

export const layer: Layer.Layer<Members, SqlError, SqlClient.SqlClient> = Layer.effect(Members, make)
