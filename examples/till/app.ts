/** The till as one layer: its pages, its QR code, and the webhook of a check-in. */
import { randomBytes } from "node:crypto"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Qr, VippsConfig, WebhookInbox, Webhooks } from "@effect-vipps/client"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { dayReport } from "./dayReport.js"
import { messagePage, reportPage, salePage, style, tillPage } from "./pages.js"
import { type Customer, make, type Till, tillId } from "./Till.js"

const html = (text: string, status = 200) =>
  HttpServerResponse.text(text, {
    status,
    contentType: "text/html; charset=utf-8",
    headers: { "cache-control": "no-store" }
  })

const seeOther = (url: string) => HttpServerResponse.redirect(url, { status: 303 })

const Count = Schema.NumberFromString.pipe(Schema.int(), Schema.between(0, 99))

const SaleForm = Schema.Struct({
  reference: Schema.String.pipe(Schema.pattern(/^till-1-[0-9a-f]{16}$/)),
  personalQr: Schema.Trim,
  coffee: Count,
  bun: Count,
  sandwich: Count
})

const Period = Schema.Struct({ date: Schema.optional(Schema.String.pipe(Schema.pattern(/^\d{4}-\d{2}-\d{2}$/))) })

/** A new reference with each page: a form that is sent twice is one sale. */
const showTill = (till: Till, problem?: string) =>
  Effect.map(till.visitor, (visitor) =>
    tillPage({
      reference: `till-1-${randomBytes(8).toString("hex")}`,
      hasVisitor: Option.isSome(visitor),
      ...(problem === undefined ? {} : { problem })
    })
  )

const customerOf = (till: Till, personalQr: string): Effect.Effect<Option.Option<Customer>> =>
  personalQr === ""
    ? Effect.map(
        till.visitor,
        Option.map((customerToken): Customer => ({ customerToken }))
      )
    : Effect.succeed(Option.some({ personalQr }))

const sell = (till: Till) =>
  Effect.gen(function* () {
    const { personalQr, reference, ...basket } = yield* HttpServerRequest.schemaBodyUrlParams(SaleForm)
    const customer = yield* customerOf(till, personalQr)
    if (Option.isNone(customer)) return html(yield* showTill(till, "Nobody has checked in yet."), 409)
    yield* till.sell(reference, basket, customer.value)
    return seeOther(`/sales/${reference}`)
  }).pipe(
    Effect.catchTags({
      ParseError: () => Effect.map(showTill(till, "Count each product from 0 to 99."), (text) => html(text, 400)),
      RequestError: () => Effect.map(showTill(till, "The form could not be read."), (text) => html(text, 400))
    }),
    // An expired token, for one: the customer scans again.
    Effect.catchAll(({ message }) => Effect.map(showTill(till, message), (text) => html(text, 422)))
  )

const showSale = (till: Till) =>
  Effect.gen(function* () {
    const { reference = "" } = yield* HttpRouter.params
    return html(salePage(yield* till.settled(reference)))
  }).pipe(Effect.catchAll(({ message }) => Effect.succeed(html(messagePage("Not now", message), 503))))

const today = Effect.map(DateTime.now, (now) => DateTime.formatIsoDate(DateTime.unsafeSetZoneNamed(now, "Europe/Oslo")))

/** A real till knows the day of each sale; this one forgets its sales with the day. */
const showReport = (till: Till) =>
  Effect.gen(function* () {
    const { merchantSerialNumber } = yield* VippsConfig.VippsConfig
    const { date = yield* today } = yield* HttpServerRequest.schemaSearchParams(Period)
    const paid = (yield* till.sales).filter(({ state }) => state === "Paid")
    const report = yield* dayReport(merchantSerialNumber, date, paid)
    return Option.match(report, {
      onNone: () => html(messagePage("No ledger", "The keys give access to no ledger of this sales unit."), 404),
      onSome: (day) => html(reportPage(day))
    })
  }).pipe(Effect.catchAll(({ message }) => Effect.succeed(html(messagePage("Not now", message), 503))))

/** Fetched once: the code stays the same, and only the link to its image expires. */
const codeOfTill = Effect.zipRight(
  Qr.putCallback(tillId, { locationDescription: "Till 1", category: "IN_STORE" }),
  Qr.downloadCallback(tillId, { format: "PNG", size: 440 })
)

/**
 * A registration of its own: a sales unit has one for check-ins. Registered while the till runs; a real till registers
 * once, with a script, and stores the secret.
 */
const registered = (url: string) =>
  Effect.acquireRelease(Webhooks.register({ url, events: ["user.checked-in.v1"] }), ({ id }) =>
    Effect.ignoreLogged(Webhooks.remove(id))
  )

const routes = Effect.gen(function* () {
  const till = yield* make
  const url = yield* HttpServer.addressFormattedWith((address) => Effect.succeed(`${address}/vipps/webhooks`))
  const { secret } = yield* registered(url)
  const code = yield* codeOfTill
  return HttpRouter.empty.pipe(
    HttpRouter.get(
      "/",
      Effect.map(showTill(till), (text) => html(text))
    ),
    HttpRouter.post("/sales", sell(till)),
    HttpRouter.get("/sales/:reference", showSale(till)),
    HttpRouter.get("/report", showReport(till)),
    HttpRouter.get("/qr.png", HttpServerResponse.uint8Array(code.bytes, { contentType: "image/png" })),
    HttpRouter.get("/style.css", HttpServerResponse.text(style, { contentType: "text/css" })),
    HttpRouter.post(
      "/vipps/webhooks",
      Webhooks.receiver({
        secret,
        url,
        handler: (event) => (event._tag === "QrCheckIn" ? till.checkedIn(event) : Effect.void)
      })
    )
  )
})

export const layer = Layer.unwrapScoped(
  Effect.map(routes, (all) =>
    HttpServer.serve(
      Effect.catchTag(all, "RouteNotFound", () =>
        Effect.succeed(html(messagePage("Nothing here", "There is no such page."), 404))
      )
    )
  )
).pipe(Layer.provide(WebhookInbox.layerMemory))
