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
import { events } from "./events.js"
import { anchor, home } from "./links.js"
import * as Page from "./Page.js"
import { script } from "./script.js"
import { view } from "./view.js"

/** Nothing on the page comes from anywhere else, and no other page may frame it: its buttons work without a password. */
const policy =
  "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

const headers = { "cache-control": "no-store", "content-security-policy": policy }

const html = (text: string, status = 200) =>
  HttpServerResponse.text(text, { status, headers, contentType: "text/html; charset=utf-8" })

const query = Effect.map(
  HttpServerRequest.HttpServerRequest,
  ({ url }) => new URLSearchParams(url.includes("?") ? url.slice(url.indexOf("?")) : "")
)

const filterIn = (params: URLSearchParams): string => params.get("reference")?.trim() ?? ""

const formOf: Effect.Effect<Form, never, HttpServerRequest.HttpServerRequest> = Effect.map(form, Object.fromEntries)

const act = (context: EmulatorContext, emulator: Service) =>
  Effect.gen(function* () {
    const { action: name = "" } = yield* HttpRouter.params
    const form = yield* formOf
    const filter = filterIn(yield* query)
    const refused = (status: number, reason: string) =>
      Effect.map(view(context, filter), (seen) => html(Page.dashboard(seen, { refused: reason, form }), status))
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (action === undefined) return yield* refused(404, `There is no action ${name}.`)
    const { about = "payment", merchantSerialNumber = "", reference = "" } = form
    const place =
      merchantSerialNumber === "" ? "" : `#${encodeURIComponent(anchor(about, merchantSerialNumber, reference))}`
    return yield* Effect.matchEffect(action.run(emulator, form, context), {
      onFailure: (reason) => refused(400, reason),
      onSuccess: () =>
        Effect.succeed(HttpServerResponse.redirect(home(filter, { did: name }) + place, { status: 303, headers }))
    })
  })

const live = (context: EmulatorContext) =>
  query.pipe(
    Effect.flatMap((params) => view(context, filterIn(params))),
    Effect.map((seen) => html(Page.live(seen)))
  )

const dashboard = (context: EmulatorContext) =>
  Effect.gen(function* () {
    const params = yield* query
    const did = params.get("did") ?? ""
    const done = Object.hasOwn(actions, did) ? actions[did]?.done : undefined
    return html(Page.dashboard(yield* view(context, filterIn(params)), done === undefined ? undefined : { done }))
  })

export const routes = (context: EmulatorContext, emulator: Service): HttpRouter.HttpRouter =>
  HttpRouter.empty.pipe(
    HttpRouter.get("/", HttpServerResponse.redirect("/_emulator", { status: 303 })),
    HttpRouter.get("/_emulator", dashboard(context)),
    HttpRouter.get("/_emulator/live", live(context)),
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
    HttpRouter.post("/_emulator/dashboard/:action", act(context, emulator))
  )
