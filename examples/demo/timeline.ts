/** Prints what happens in the demo. */
import { type EPayment, Money } from "@effect-vipps/client"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** Something was not as the demo expects; it ends the demo with exit code 1. */
export class Unexpected extends Data.TaggedError("Unexpected")<{ readonly message: string }> {}

export const expect = (condition: boolean, message: string): Effect.Effect<void, Unexpected> =>
  condition ? Effect.void : new Unexpected({ message: `Expected ${message}` })

export const heading = (text: string): Effect.Effect<void> => Console.log(`\n${text}\n${"-".repeat(text.length)}`)

/** One line of the timeline: an action and its result. */
export const step = (what: string, result: string): Effect.Effect<void> => Console.log(`  ${what.padEnd(29)} ${result}`)

/** The amounts of a payment on one line. */
export const money = ({ aggregate }: Pick<EPayment.Payment, "aggregate">): string =>
  [
    `authorized ${Money.format(aggregate.authorizedAmount)}`,
    `captured ${Money.format(aggregate.capturedAmount)}`,
    `refunded ${Money.format(aggregate.refundedAmount)}`
  ].join(", ")

/** The sentences of an error message. */
export const quote = (message: string): Effect.Effect<void> =>
  Effect.forEach(message.split(/(?<=\.) (?=[A-Z[])/), (sentence) => Console.log(`      ${sentence}`), { discard: true })
