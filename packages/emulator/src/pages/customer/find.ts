/** Finds payments and sessions for the customer's pages, by the token in the URL. */
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Session } from "../../checkout/Session.js"
import * as Sessions from "../../checkout/sessions.js"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import * as StateStores from "../../core/StateStore.js"
import type { Payment } from "../../epayment/Payment.js"
import { payments, paymentWith } from "../../epayment/payments.js"
import { settle } from "../../epayment/stateMachine.js"
import { phoneOf } from "../../epayment/testPerson.js"
import type { Agreement } from "../../recurring/Agreement.js"
import { agreements } from "../../recurring/tables.js"
import { settle as settleRecurring } from "../../recurring/time.js"

export const merchantName = ({ settings }: EmulatorContext, merchantSerialNumber: string): string =>
  settings.merchants.find(({ credentials }) => credentials.merchantSerialNumber === merchantSerialNumber)?.name ??
  merchantSerialNumber

export interface Found<A> {
  readonly subject: A
  readonly millisLeft: number
}

/** The first row that this is true of. */
const first = <A>(rows: Iterable<A>, is: (row: A) => boolean): Option.Option<A> => {
  for (const row of rows) if (is(row)) return Option.some(row)
  return Option.none()
}

export const payment = ({ store }: EmulatorContext, token: string): Effect.Effect<Option.Option<Found<Payment>>> =>
  StateStores.read(store, (now, world) =>
    Option.map(Option.fromNullable(paymentWith(world, token, now)), (subject) => ({
      subject,
      millisLeft: subject.expiresAt - now
    }))
  )

/** Also a session that Vipps does not know any longer: its page says that it has expired. */
export const session = ({ store }: EmulatorContext, token: string): Effect.Effect<Option.Option<Found<Session>>> =>
  StateStores.read(store, (now, world) =>
    Option.map(
      first(Sessions.sessions.values(world), ({ pageToken }) => pageToken === token),
      (found) => ({
        subject: Option.getOrElse(
          Sessions.find(world, found, now),
          (): Session => ({ ...found, state: "SessionExpired" })
        ),
        millisLeft: found.expiresAt - now
      })
    )
  )

export { phoneOf }

/** The agreements that wait in the app: drafted for a push message, or opened by the app itself, newest first. */
export const waitingAgreements = ({ store }: EmulatorContext): Effect.Effect<ReadonlyArray<Found<Agreement>>> =>
  StateStores.read(store, (now, world) =>
    [...agreements.values(settleRecurring(world, now))]
      .filter(({ isApp, skipLandingPage, status }) => (skipLandingPage || isApp) && status === "PENDING")
      .sort((a, b) => b.createdAt - a.createdAt)
      .map((subject) => ({ subject, millisLeft: subject.expiresAt - now }))
  )

/** The payments that wait in the app for an approval, newest first. */
export const waiting = ({ store }: EmulatorContext): Effect.Effect<ReadonlyArray<Found<Payment>>> =>
  StateStores.read(store, (now, world) =>
    [...payments.values(world)]
      .map((found) => settle(found, now))
      .filter(({ state, userFlow }) => userFlow === "PUSH_MESSAGE" && state === "CREATED")
      .sort((a, b) => b.events[0].timestamp - a.events[0].timestamp)
      .map((subject) => ({ subject, millisLeft: subject.expiresAt - now }))
  )
