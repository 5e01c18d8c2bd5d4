/** What the payer's pages look up. The token of a page is all that opens it. */
import type * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import type { Core } from "../../Core.js"
import type { Session } from "../../checkout/Session.js"
import * as Memory from "../../Memory.js"
import type { Payment } from "../../payment/Payment.js"
import { person } from "../../payment/testPerson.js"
import { settle } from "../../payment/transitions.js"
import * as Worlds from "../../World.js"

export const merchantName = ({ settings }: Core, merchantSerialNumber: string): string =>
  settings.merchants.find(({ credentials }) => credentials.merchantSerialNumber === merchantSerialNumber)?.name ??
  merchantSerialNumber

export interface Found<A> {
  readonly subject: A
  readonly millisLeft: number
}

export const payment = ({ memory }: Core, token: string): Effect.Effect<Option.Option<Found<Payment>>> =>
  Memory.look(memory, (now, { payments }) =>
    Option.map(
      HashMap.findFirst(payments, ({ landingToken }) => landingToken === token),
      ([, found]) => ({ subject: settle(found, now), millisLeft: found.expiresAt - now })
    )
  )

/** Also a session that Vipps does not know any longer: its page says that it has expired. */
export const session = ({ memory }: Core, token: string): Effect.Effect<Option.Option<Found<Session>>> =>
  Memory.look(memory, (now, world) =>
    Option.map(
      HashMap.findFirst(world.sessions, ({ pageToken }) => pageToken === token),
      ([, found]) => ({
        subject: Option.getOrElse(
          Worlds.session(world, found, now),
          (): Session => ({ ...found, state: "SessionExpired" })
        ),
        millisLeft: found.expiresAt - now
      })
    )
  )

/** Whose telephone rings. [U] A personal QR code or a customer token stands for the test person here. */
export const phoneOf = ({ customer }: Payment): string => customer?.phoneNumber ?? person.mobileNumber

/** The payments that wait in the app for an answer, newest first. */
export const waiting = ({ memory }: Core): Effect.Effect<ReadonlyArray<Found<Payment>>> =>
  Memory.look(memory, (now, { payments }) =>
    [...HashMap.values(payments)]
      .map((found) => settle(found, now))
      .filter(({ state, userFlow }) => userFlow === "PUSH_MESSAGE" && state === "CREATED")
      .sort((a, b) => b.events[0].timestamp - a.events[0].timestamp)
      .map((subject) => ({ subject, millisLeft: subject.expiresAt - now }))
  )
