/** The push messages of a phone that wait for an approval. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as Effect from "effect/Effect"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import { money } from "../money.js"
import { html, seeOther } from "../respond.js"
import * as Find from "./find.js"
import { pathOf } from "./landing.js"
import * as Request from "./request.js"
import { timeLeft } from "./words.js"

const inbox = "/_emulator/inbox"

/** How often the page is reloaded, so that new messages appear. */
const refresh = 3

const numbered = (phoneNumber: string) => `${inbox}/${encodeURIComponent(phoneNumber)}`

/** `GET /_emulator/inbox`: whose is to be opened. */
export const choose = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const asked = (yield* Request.query("phoneNumber")).replace(/[\s+]/g, "")
    if (asked !== "") return seeOther(numbered(asked))
    const numbers = [...new Set((yield* Find.waiting(context)).map(({ subject }) => Find.phoneOf(subject)))]
    return html(200, {
      title: "Inboxes",
      children: (
        <>
          <h1>Inboxes</h1>
          <p>Payments with the user flow PUSH_MESSAGE wait in the inbox of the payer's phone number.</p>
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
    const payments = (yield* Find.waiting(context)).filter(({ subject }) => Find.phoneOf(subject) === phoneNumber)
    return html(200, {
      title: `Inbox (${payments.length})`,
      refresh,
      children: (
        <>
          <h1>Inbox of {phoneNumber}</h1>
          <p role="status">
            {payments.length === 0
              ? "No payment is waiting. New payments show up by themselves."
              : `${payments.length} ${payments.length === 1 ? "payment waits" : "payments wait"} for approval.`}
          </p>
          <ul class="cards">
            {payments.map(({ millisLeft, subject }) => (
              <li>
                <h2>
                  <a href={pathOf(subject.landingToken)}>
                    {money(subject.amount)} to {Find.merchantName(context, subject.merchantSerialNumber)}
                  </a>
                </h2>
                {subject.description === undefined ? null : <p>{subject.description}</p>}
                <p class="quiet">
                  {subject.reference}, time left {timeLeft(millisLeft)}
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
