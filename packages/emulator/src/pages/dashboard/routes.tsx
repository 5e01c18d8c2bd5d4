/** The dashboard for developers: everything that happened, live, and the actions. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import type { Form } from "../../core/Action.js"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import type { Service } from "../../Service.js"
import { form } from "../form.js"
import { actions } from "./actions.js"
import * as DailySums from "./dailySums.js"
import { events } from "./events.js"
import { anchor, href, type Place, placeIn, queryIn } from "./links.js"
import * as Page from "./Page.js"
import { script } from "./script.js"
import { look } from "./seen.js"
import { sheetOf } from "./sheet.js"

/** Nothing on the page comes from anywhere else, and no other page may frame it: its buttons work without a password. */
const policy =
  "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

const headers = { "cache-control": "no-store", "content-security-policy": policy }

const html = (text: string, status = 200) =>
  HttpServerResponse.text(text, { status, headers, contentType: "text/html; charset=utf-8" })

const parameters = Effect.map(
  HttpServerRequest.HttpServerRequest,
  ({ url }) => new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?")) : "")
)

const formOf: Effect.Effect<Form, never, HttpServerRequest.HttpServerRequest> = Effect.map(form, Object.fromEntries)

/** The page at this path. */
const asked = Effect.zipWith(HttpRouter.params, parameters, ({ list, merchantSerialNumber, reference }, query) => ({
  place: {
    segments: [list, merchantSerialNumber, reference].filter((segment) => segment !== undefined),
    query: queryIn(query)
  },
  did: query.get("did") ?? ""
}))

const notFound = () => html(Page.missing(), 404)

const pagesOf = (context: EmulatorContext) => {
  const sums = DailySums.make()
  const show = (place: Place, outcome?: Page.Outcome, status = 200) =>
    Effect.map(look(context), (seen) => {
      const sheet = sheetOf(place, seen, sums(seen.world.ledger))
      return sheet === undefined ? notFound() : html(Page.dashboard({ place, seen, sheet, outcome }), status)
    })
  const live = Effect.flatMap(asked, ({ place }) =>
    Effect.map(look(context), (seen) => {
      const sheet = sheetOf(place, seen, sums(seen.world.ledger))
      return sheet === undefined ? notFound() : html(Page.live({ place, seen, sheet }))
    })
  )
  const whole = Effect.flatMap(asked, ({ did, place }) => {
    const done = Object.hasOwn(actions, did) ? actions[did]?.done : undefined
    return show(place, done === undefined ? undefined : { done })
  })
  return { live, show, whole }
}

type Show = ReturnType<typeof pagesOf>["show"]

const act = (context: EmulatorContext, emulator: Service, show: Show) =>
  Effect.gen(function* () {
    const { action: name = "" } = yield* HttpRouter.params
    const form = yield* formOf
    const place = placeIn(yield* parameters)
    const refused = (status: number, reason: string) => show(place, { refused: reason, form }, status)
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (action === undefined) return yield* refused(404, `There is no action ${name}.`)
    const { about = "payment", merchantSerialNumber = "", reference = "" } = form
    const row =
      merchantSerialNumber === "" ? "" : `#${encodeURIComponent(anchor(about, merchantSerialNumber, reference))}`
    return yield* Effect.matchEffect(action.run(emulator, form, context), {
      onFailure: (reason) => refused(400, reason),
      onSuccess: () =>
        Effect.succeed(HttpServerResponse.redirect(href(place, { did: name }) + row, { status: 303, headers }))
    })
  })

export const routes = (context: EmulatorContext, emulator: Service): HttpRouter.HttpRouter => {
  const { live, show, whole } = pagesOf(context)
  return HttpRouter.empty.pipe(
    HttpRouter.get("/", HttpServerResponse.redirect("/_emulator", { status: 303 })),
    HttpRouter.get("/_emulator", whole),
    HttpRouter.get("/_emulator/live", live),
    HttpRouter.get("/_emulator/live/:list", live),
    HttpRouter.get("/_emulator/live/:list/:merchantSerialNumber/:reference", live),
    HttpRouter.get(
      "/_emulator/events",
      HttpServerResponse.stream(events(context.store.changed), { headers, contentType: "text/event-stream" })
    ),
    HttpRouter.get(
      "/_emulator/dashboard.js",
      HttpServerResponse.text(script, { headers, contentType: "text/javascript; charset=utf-8" })
    ),
    HttpRouter.get(
      "/_emulator/dashboard/keys",
      Effect.sync(() => html(Page.keys(context)))
    ),
    HttpRouter.get(
      "/_emulator/dashboard/reset",
      Effect.sync(() => html(Page.reset()))
    ),
    HttpRouter.get("/_emulator/dashboard/:list", whole),
    HttpRouter.get("/_emulator/dashboard/:list/:merchantSerialNumber/:reference", whole),
    HttpRouter.post("/_emulator/dashboard/:action", act(context, emulator, show))
  )
}
