/** What a printed QR code opens: a page of the merchant's, or the question whether to check in at a till. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as Effect from "effect/Effect"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import * as StateStores from "../../core/StateStore.js"
import { testPerson } from "../../customers/person.js"
import { checkIn } from "../../qr/actions.js"
import { printedWith } from "../../qr/codes.js"
import type { CallbackQr } from "../../qr/tables.js"
import { html, seeOther } from "../respond.js"
import * as Find from "./find.js"
import { Alert, Field, notFound } from "./parts.js"
import * as Request from "./request.js"

const dead = html(404, notFound("This QR code does not work, or no longer."))

const find = ({ store }: EmulatorContext) =>
  Effect.flatMap(HttpRouter.params, ({ code = "" }) =>
    StateStores.read(store, (now, world) => printedWith(world, code, now))
  )

interface Asked {
  readonly problem?: string
  readonly phoneNumber?: string
}

const question = (
  context: EmulatorContext,
  { locationDescription, merchantSerialNumber }: CallbackQr,
  { phoneNumber = testPerson.phoneNumber, problem }: Asked = {}
) =>
  html(problem === undefined ? 200 : 422, {
    title: `Check in, ${locationDescription}`,
    children: (
      <>
        <h1>{Find.merchantName(context, merchantSerialNumber)}</h1>
        <Alert text={problem} />
        <p>{locationDescription}</p>
        <form method="post">
          <Field
            name="phoneNumber"
            label="Phone number, with country code"
            value={phoneNumber}
            type="tel"
            autocomplete="tel"
            pattern="[0-9]{9,15}"
            title="9 to 15 digits"
          />
          <div class="actions">
            <button type="submit" class="primary">
              Check in
            </button>
          </div>
        </form>
      </>
    )
  })

const checkedIn = (context: EmulatorContext, { merchantSerialNumber }: CallbackQr, phoneNumber: string) =>
  html(200, {
    title: "Checked in",
    children: (
      <>
        <h1>Checked in</h1>
        <div role="status">
          <p>{Find.merchantName(context, merchantSerialNumber)} can ask you to pay for the next 15 minutes.</p>
        </div>
        <p class="actions">
          <a class="button primary" href={`/_emulator/inbox/${encodeURIComponent(phoneNumber)}`}>
            Open inbox
          </a>
        </p>
      </>
    )
  })

/** `GET /scan/{code}` */
export const show = (context: EmulatorContext) =>
  Effect.map(find(context), (row) => {
    if (row === undefined) return dead
    return "redirectUrl" in row ? seeOther(row.redirectUrl) : question(context, row)
  })

/** `POST /scan/{code}`: the customer checks in. */
export const act = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const row = yield* find(context)
    if (row === undefined || "redirectUrl" in row) return dead
    const phoneNumber = (yield* Request.form).text("phoneNumber").replace(/[\s+]/g, "")
    if (!/^\d{9,15}$/.test(phoneNumber)) {
      return question(context, row, { problem: "The phone number has 9 to 15 digits.", phoneNumber })
    }
    const { merchantQrId: reference, merchantSerialNumber } = row
    return yield* Effect.match(checkIn.run(context, { reference, merchantSerialNumber }, { phoneNumber }), {
      onFailure: () => dead,
      onSuccess: () => checkedIn(context, row, phoneNumber)
    })
  })
