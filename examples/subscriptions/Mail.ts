/** Mail to members. It is stored with a key and sent later, so that a job that crashes or runs twice writes it once. */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Whatever sends mail. */
export class Mailer extends Context.Tag("subscriptions/Mailer")<
  Mailer,
  { readonly send: (memberId: string, text: string) => Effect.Effect<void> }
>() {}

export class Mail extends Context.Tag("subscriptions/Mail")<
  Mail,
  {
    /** `about` is what the mail is about: a member gets one mail about one thing. */
    readonly write: (memberId: string, about: string, text: string) => Effect.Effect<void, SqlError>
    /** Sends what is not sent yet. After a crash a mail may be sent twice, and is never lost. */
    readonly sendAll: Effect.Effect<void, SqlError>
  }
>() {}

interface Row {
  readonly memberId: string
  readonly about: string
  readonly text: string
}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const mailer = yield* Mailer
  yield* sql`CREATE TABLE IF NOT EXISTS mail (
    memberId TEXT NOT NULL,
    about TEXT NOT NULL,
    text TEXT NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (memberId, about)
  )`
  return Mail.of({
    write: (memberId, about, text) => sql`INSERT OR IGNORE INTO mail ${sql.insert({ memberId, about, text })}`,
    sendAll: Effect.gen(function* () {
      for (const { about, memberId, text } of yield* sql<Row>`SELECT * FROM mail WHERE sent = 0`) {
        yield* mailer.send(memberId, text)
        yield* sql`UPDATE mail SET sent = 1 WHERE memberId = ${memberId} AND about = ${about}`
      }
    })
  })
})

export const layer: Layer.Layer<Mail, SqlError, SqlClient.SqlClient | Mailer> = Layer.effect(Mail, make)
