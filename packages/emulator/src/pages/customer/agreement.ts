/** The customer's page of an agreement, and what its buttons do. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import { isLinkable } from "../../core/merchantUrls.js"
import type { EmulatorError } from "../../EmulatorError.js"
import type { Agreement } from "../../recurring/Agreement.js"
import * as Customer from "../../recurring/actions.js"
import type { Charge } from "../../recurring/Charge.js"
import * as Tables from "../../recurring/tables.js"
import { settle } from "../../recurring/time.js"
import { html, seeOther } from "../respond.js"
import { agreementPage } from "./AgreementPage.js"
import { merchantName } from "./find.js"
import { notFound } from "./parts.js"
import type { Form } from "./request.js"
import * as Request from "./request.js"

export const pathOf = (token: string): string => `/agreement?token=${encodeURIComponent(token)}`

const unknown = html(404, notFound("No agreement has this address. The emulator may have been restarted."))

interface Found {
  readonly agreement: Agreement
  readonly initial: Charge | undefined
  readonly now: number
}

const find = ({ store }: EmulatorContext, token: string): Effect.Effect<Option.Option<Found>> =>
  store.update((now, before) => {
    const world = settle(before, now)
    for (const agreement of Tables.agreements.values(world)) {
      if (agreement.token !== token) continue
      const { initialChargeId } = agreement
      const initial = Tables.chargesOf(world, agreement).find(({ id }) => id === initialChargeId)
      return [Option.some({ agreement, initial, now }), world]
    }
    return [Option.none(), world]
  })

const respond = (context: EmulatorContext, { agreement, initial, now }: Found, problem?: string) =>
  html(
    problem === undefined ? 200 : 422,
    agreementPage({
      agreement,
      initial,
      merchant: merchantName(context, agreement.merchantSerialNumber),
      millisLeft: agreement.status === "PENDING" ? agreement.expiresAt - now : undefined,
      now,
      problem
    })
  )

/** `GET /agreement?token=` */
export const show = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const token = yield* Request.query("token")
    return Option.match(yield* find(context, token), {
      onNone: () => unknown,
      onSome: (found) => respond(context, found)
    })
  })

/** Minor units, of the amount that was typed; undefined where there is no such field. */
const maxAmountIn = ({ text }: Form): Either.Either<number | undefined, string> => {
  const typed = text("max")
  if (typed === "") return Either.right(undefined)
  const amount = /^\d{1,8}([.,]\d{1,2})?$/.test(typed) ? Math.round(Number(typed.replace(",", ".")) * 100) : 0
  return amount > 0 ? Either.right(amount) : Either.left("Type the most you allow as an amount, such as 500.00.")
}

const carryOut = (
  context: EmulatorContext,
  { id, merchantSerialNumber }: Agreement,
  form: Form
): Effect.Effect<Agreement, string> => {
  const where = { reference: id, merchantSerialNumber }
  const explained = (effect: Effect.Effect<Agreement, EmulatorError>) =>
    Effect.mapError(effect, ({ message }) => message)
  switch (form.text("action")) {
    case "approve":
      return Effect.flatMap(maxAmountIn(form), (maxAmount) =>
        explained(Customer.approve.run(context, where, maxAmount === undefined ? {} : { maxAmount }))
      )
    case "reject":
      return explained(Customer.reject.run(context, where, {}))
    case "stop":
      return explained(Customer.stop.run(context, where, {}))
    default:
      return Effect.fail("Press one of the buttons.")
  }
}

/** After an approval or a rejection the customer goes back to the shop; else the page shows what became of it. */
const nextPage = (before: Agreement, { merchantRedirectUrl, status, token }: Agreement): string =>
  before.status === "PENDING" && status !== "EXPIRED" && isLinkable(merchantRedirectUrl)
    ? merchantRedirectUrl
    : pathOf(token)

/** `POST /agreement?token=` */
export const act = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const token = yield* Request.query("token")
    const form = yield* Request.form
    const found = yield* find(context, token)
    if (Option.isNone(found)) return unknown
    const { agreement } = found.value
    return yield* Effect.matchEffect(carryOut(context, agreement, form), {
      onSuccess: (changed) => Effect.succeed(seeOther(nextPage(agreement, changed))),
      onFailure: (problem) =>
        Effect.map(find(context, token), (now) =>
          respond(
            context,
            Option.getOrElse(now, () => found.value),
            problem
          )
        )
    })
  })
