/** The push messages of a phone that wait for an approval. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as Effect from "effect/Effect"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import { money } from "../../core/format.js"
import { testPerson } from "../../customers/person.js"
import { priceInWords } from "../../recurring/inWords.js"
import { html, seeOther } from "../respond.js"
import { pathOf as agreementPathOf } from "./agreement.js"
import * as Find from "./find.js"
import { pathOf } from "./landing.js"
import * as Request from "./request.js"
import { timeLeft } from "./words.js"

const inbox = "/_emulator/inbox"

/** How often the page is reloaded, so that new messages appear. */
const refresh = 3

const numbered = (phoneNumber: string) => `${inbox}/${encodeURIComponent(phoneNumber)}`

/** A payment or an agreement, as the app shows it. */
interface Message {
  readonly phoneNumber: string
  readonly at: number
  readonly href: string
  readonly title: string
  readonly text: string | undefined
  readonly reference: string
  readonly millisLeft: number
}

/** What waits in the apps, newest first. */
const messages = (context: EmulatorContext): Effect.Effect<ReadonlyArray<Message>> =>
  Effect.zipWith(Find.waiting(context), Find.waitingAgreements(context), (payments, agreements) =>
    [
      ...payments.map(({ millisLeft, subject }) => ({
        phoneNumber: Find.phoneOf(subject),
        at: subject.events[0].timestamp,
        href: pathOf(subject.landingToken),
        title: `${money(subject.amount)} to ${Find.merchantName(context, subject.merchantSerialNumber)}`,
        text: subject.description,
        reference: subject.reference,
        millisLeft
      })),
      ...agreements.map(({ millisLeft, subject }) => ({
        phoneNumber: subject.phoneNumber ?? testPerson.phoneNumber,
        at: subject.createdAt,
        href: agreementPathOf(subject.token),
        title: `${priceInWords(subject)} to ${Find.merchantName(context, subject.merchantSerialNumber)}`,
        text: subject.productName,
        reference: subject.id,
        millisLeft
      }))
    ].sort((a, b) => b.at - a.at)
  )

/** `GET /_emulator/inbox`: whose is to be opened. */
export const choose = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const asked = (yield* Request.query("phoneNumber")).replace(/[\s+]/g, "")
    if (asked !== "") return seeOther(numbered(asked))
    const numbers = [...new Set((yield* messages(context)).map(({ phoneNumber }) => phoneNumber))]
    return html(200, {
      title: "Inboxes",
      children: (
        <>
          <h1>Inboxes</h1>
          <p>
            Payments with the user flow PUSH_MESSAGE, and agreements with skipLandingPage or isApp, wait in the inbox of
            the customer's phone number.
          </p>
          {numbers.length === 0 ? (
            <p class="quiet">No payment is waiting.</p>
          ) : (
            <ul>
              {numbers.map((number) => (
                <li>
                  <a href={numbered(number)}>{number}</a>
                </li>
              ))}
            </ul>
          )}
          <form method="get" action={inbox}>
            <label for="phoneNumber">Phone number, with country code</label>
            <input id="phoneNumber" name="phoneNumber" type="tel" inputmode="tel" autocomplete="tel" required />
            <div class="actions">
              <button type="submit" class="primary">
                Open inbox
              </button>
            </div>
          </form>
        </>
      )
    })
  })

/** `GET /_emulator/inbox/{phoneNumber}` */
export const show = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const { phoneNumber = "" } = yield* HttpRouter.params
    const waiting = (yield* messages(context)).filter((message) => message.phoneNumber === phoneNumber)
    return html(200, {
      title: `Inbox (${waiting.length})`,
      refresh,
      children: (
        <>
          <h1>Inbox of {phoneNumber}</h1>
          <p role="status">
            {waiting.length === 0
              ? "No payment is waiting. New payments and agreements show up by themselves."
              : `${waiting.length} ${waiting.length === 1 ? "message waits" : "messages wait"} for approval.`}
          </p>
          <ul class="cards">
            {waiting.map(({ href, millisLeft, reference, text, title }) => (
              <li>
                <h2>
                  <a href={href}>{title}</a>
                </h2>
                {text === undefined ? null : <p>{text}</p>}
                <p class="quiet">
                  {reference}, time left {timeLeft(millisLeft)}
                </p>
              </li>
            ))}
          </ul>
          <p>
            <a href={inbox}>Other inboxes</a>
          </p>
        </>
      )
    })
  })
