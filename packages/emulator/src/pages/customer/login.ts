/** The customer's page of a login, and what its buttons do. */
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import { testPerson } from "../../customers/person.js"
import { parts } from "../../http/target.js"
import * as Authorization from "../../login/authorization.js"
import { html, seeOther } from "../respond.js"
import { loginPage } from "./LoginPage.js"
import { notFound } from "./parts.js"
import * as Request from "./request.js"

const unknown = html(400, notFound("This is no login: client_id or redirect_uri is unknown. Start again in the shop."))

/** The request in the query of the page. */
const asked = ({ settings }: EmulatorContext) =>
  Effect.map(HttpServerRequest.HttpServerRequest, ({ url }) => Authorization.parse(parts(url).query, settings))

const refused = (refusal: Authorization.Refusal) => ("location" in refusal ? seeOther(refusal.location) : unknown)

/** `GET /login?`, with the query of the authorization URL. */
export const show = (context: EmulatorContext) =>
  Effect.map(
    asked(context),
    Either.match({
      onLeft: refused,
      onRight: (request) => html(200, loginPage({ request, phoneNumber: testPerson.phoneNumber, problem: undefined }))
    })
  )

/** `POST` of the same. */
export const act = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const found = yield* asked(context)
    if (Either.isLeft(found)) return refused(found.left)
    const request = found.right
    const form = yield* Request.form
    if (form.text("action") === "cancel") return seeOther(Authorization.reject(request, "access_denied"))
    const phoneNumber = form.text("phoneNumber")
    if (!/^\d{9,15}$/.test(phoneNumber)) {
      const problem = "Type your phone number as 9 to 15 digits, with the country code."
      return html(422, loginPage({ request, phoneNumber, problem }))
    }
    const location = yield* context.store.update((now, world) =>
      Authorization.approve(world, { now, ids: context.ids }, request, phoneNumber)
    )
    return seeOther(location)
  })
