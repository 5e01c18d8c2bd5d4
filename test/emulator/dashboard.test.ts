/** The dashboard without a browser, over real HTTP. */
import * as Http from "node:http"
import { setTimeout } from "node:timers/promises"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import { VippsEmulatorServer } from "@effect-vipps/emulator"
import * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Pages from "../../packages/emulator/src/pages/app.js"
import { events } from "../../packages/emulator/src/pages/dashboard/events.js"
import { checkoutHeaders, keys, order, sessionRequest, tokenHeaders } from "./harness.js"
import { ask } from "./pages.js"
import { draftRequest } from "./recurringHarness.js"

/** A served emulator, with access to its pages and its APIs. */
const served = Effect.gen(function* () {
  const { emulator, url } = yield* VippsEmulatorServer.make({ rateLimits: false })
  const page = (path: string, options?: Parameters<typeof ask>[1]) => ask(`${url}${path}`, options)
  const call = (path: string, headers: Record<string, string>, body?: unknown) =>
    Effect.promise(() =>
      emulator.fetch(`${url}${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { "Content-Type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
      })
    )
  const token = yield* Effect.flatMap(call("/accesstoken/get", tokenHeaders, {}), (reply) =>
    Effect.promise(() => reply.json() as Promise<{ readonly access_token: string }>)
  )
  const auth = {
    Authorization: `Bearer ${token.access_token}`,
    "Ocp-Apim-Subscription-Key": keys.subscriptionKey,
    "Merchant-Serial-Number": keys.merchantSerialNumber
  }
  let key = 0
  const create = (reference: string) =>
    call("/epayment/v1/payments", { ...auth, "Idempotency-Key": `key-${++key}` }, order(reference))
  const payment = (reference: string) => ({ reference, merchantSerialNumber: keys.merchantSerialNumber })
  return { auth, call, create, emulator, page, payment, token: token.access_token, url }
})

describe("the dashboard", () => {
  it.scopedLive("the emulator's address redirects to the dashboard", () =>
    Effect.gen(function* () {
      const { page } = yield* served
      const root = yield* page("/")
      assert.deepStrictEqual([root.status, root.location], [303, "/_emulator"])
      const dashboard = yield* page("/_emulator")
      assert.strictEqual(dashboard.status, 200)
      assert.match(dashboard.text, /^<!doctype html><html lang="en">/)
    })
  )

  it.scopedLive("the dashboard shows payments, sessions, the ledger and requests that match the filter", () =>
    Effect.gen(function* () {
      const { call, create, emulator, page } = yield* served
      yield* create("order-0001")
      yield* create("order-0002")
      yield* emulator.approve("order-0002")
      yield* call("/checkout/v3/session", checkoutHeaders, sessionRequest("session-0001"))
      const all = (yield* page("/_emulator/live")).text
      for (const text of ["order-0001", "order-0002", "session-0001", "SessionCreated", "AUTHORIZED", "100.00 NOK"]) {
        assert.include(all, text)
      }
      assert.include(all, 'id="movement-1"')
      const one = (yield* page("/_emulator/live?reference=0001")).text
      assert.include(one, "order-0001")
      assert.include(one, "session-0001")
      assert.notInclude(one, "order-0002")
      assert.notInclude(one, 'id="movement-1"')
      const none = (yield* page("/_emulator?reference=%3Cscript%3E%22")).text
      assert.notInclude(none, "<script>")
      assert.include(none, "“&lt;script>")
    })
  )

  it.scopedLive("the overview shows the latest 10, a list 50 at a time, and both find older ones", () =>
    Effect.gen(function* () {
      const { create, page } = yield* served
      yield* Effect.forEach(
        Array.from({ length: 104 }, (_, index) => `order-${String(index).padStart(4, "0")}`),
        create,
        { concurrency: 10, discard: true }
      )
      const { text } = yield* page("/_emulator/live")
      assert.strictEqual(text.match(/<li[^>]* id="payment-/g)?.length, 10)
      assert.include(text, '<a href="/_emulator/dashboard/payments">Payments: show all 104</a>')
      assert.strictEqual(text.match(/<li[^>]* id="request-/g)?.length, 10)
      const shown: Array<ReadonlyArray<string>> = []
      let next: string | undefined = "/_emulator/dashboard/payments"
      while (next !== undefined && shown.length < 5) {
        const list: string = (yield* page(next)).text
        shown.push([...list.matchAll(/<li[^>]* id="payment-123456-([^"]+)"/g)].map(([, reference = ""]) => reference))
        next = />Newer<\/a><a href="([^"]+)">Older<|class="pages"><a href="([^"]+)">Older</
          .exec(list)
          ?.slice(1)
          .find(Boolean)
      }
      assert.deepStrictEqual(
        shown.map(({ length }) => length),
        [50, 50, 4]
      )
      assert.strictEqual(new Set(shown.flat()).size, 104)
      assert.include((yield* page("/_emulator/live?reference=order-0000")).text, 'id="payment-123456-order-0000"')
    })
  )

  for (const [verb, state] of [
    ["approve", "AUTHORIZED"],
    ["reject", "ABORTED"],
    ["expire", "EXPIRED"]
  ] as const) {
    it.scopedLive(`${verb} on the dashboard redirects to the payment, now ${state}; a second time shows why not`, () =>
      Effect.gen(function* () {
        const { create, emulator, page, payment } = yield* served
        yield* create("order-0001")
        const action = `/_emulator/dashboard/${verb}?reference=0001`
        const done = yield* page(action, { form: payment("order-0001") })
        assert.strictEqual(done.status, 303)
        assert.strictEqual(done.location, `/_emulator?reference=0001&did=${verb}#payment-123456-order-0001`)
        assert.strictEqual((yield* emulator.payment("order-0001")).state, state)
        assert.include((yield* page(done.location ?? "")).text, 'role="status" class="notice good"')
        const again = yield* page(action, { form: payment("order-0001") })
        assert.strictEqual(again.status, 400)
        assert.include(again.text, `Cannot ${verb} order-0001: its state is ${state}.`)
        assert.include(again.text, 'role="alert"')
      })
    )
  }

  it.scopedLive("an action on an agreement redirects to the agreement on the page", () =>
    Effect.gen(function* () {
      const { auth, call, page } = yield* served
      const draft = yield* call("/recurring/v3/agreements", { ...auth, "Idempotency-Key": "draft" }, draftRequest())
      const { agreementId } = yield* Effect.promise(() => draft.json() as Promise<{ readonly agreementId: string }>)
      const dashboard = (yield* page("/_emulator")).text
      const card = /<li id="(agreement-[^"]+)".*?<\/form>/s.exec(dashboard)
      const hidden = [...(card?.[0] ?? "").matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)]
      const form = Object.fromEntries(hidden.map(([, name, value]) => [name, value ?? ""]))
      assert.strictEqual(form["reference"], agreementId)
      const done = yield* page("/_emulator/dashboard/approve-agreement", { form })
      assert.strictEqual(done.location, `/_emulator?did=approve-agreement#${card?.[1]}`)
    })
  )

  it.scopedLive("the dashboard moves the clock, and refuses invalid moves", () =>
    Effect.gen(function* () {
      const { create, emulator, page } = yield* served
      yield* create("order-0001")
      for (const millis of ["", "-1", "1.5", "soon", "1e300"]) {
        const refused = yield* page("/_emulator/dashboard/clock", { form: { millis } })
        assert.strictEqual(refused.status, 400, millis)
        assert.include(refused.text, 'role="alert"')
      }
      assert.strictEqual((yield* emulator.payment("order-0001")).state, "CREATED")
      yield* page("/_emulator/dashboard/clock", { form: { millis: "600000" } })
      assert.strictEqual((yield* emulator.payment("order-0001")).state, "EXPIRED")
      assert.include((yield* page("/_emulator/live")).text, "10m ahead of the time.")
    })
  )

  it.scopedLive(
    "the dashboard shows who registered for webhooks and the state of each delivery, and sends one again",
    () =>
      Effect.gen(function* () {
        const received: Array<string> = []
        const shop = Http.createServer((request, response) => {
          received.push(String(request.headers["webhook-id"]))
          request.resume().on("end", () => response.writeHead(received.length === 1 ? 200 : 503).end())
        })
        yield* Effect.acquireRelease(
          Effect.async<void>((resume) => void shop.listen(0, "127.0.0.1", () => resume(Effect.void))),
          () => Effect.sync(() => shop.close())
        )
        const { auth, call, create, emulator, page } = yield* served
        const url = `http://127.0.0.1:${(shop.address() as { readonly port: number }).port}/vipps?secret=of-the-shop`
        const registered = yield* call("/webhooks/v1/webhooks", auth, { url, events: ["epayments.payment.created.v1"] })
        const { secret } = yield* Effect.promise(() => registered.json() as Promise<{ readonly secret: string }>)
        const lost = yield* page("/_emulator/dashboard/delivery-fault", {
          form: { delivery: "Lost", reference: "order-0002", times: "", millis: "" }
        })
        assert.strictEqual(lost.status, 303)
        yield* create("order-0001")
        yield* create("order-0002")
        const until = (done: string) =>
          page("/_emulator/live").pipe(
            Effect.tap(() => Effect.sleep("20 millis")),
            Effect.repeat({ until: ({ text }) => text.includes(done), times: 200 })
          )
        const { text } = yield* until(">Delivered<")
        assert.include(text, url.replace("secret=of-the-shop", "•••"))
        assert.notInclude(text, "of-the-shop")
        assert.include(text, ">Lost<")
        assert.include(text, "1 attempt, the last: 200")
        assert.notInclude(text, secret)
        assert.strictEqual((yield* page("/_emulator/dashboard/resend", { form: { sequence: "1" } })).status, 303)
        assert.include((yield* until("1 attempt, the last: 503")).text, ">Pending<")
        assert.strictEqual((yield* page("/_emulator/dashboard/resend", { form: { sequence: "99" } })).status, 400)
        assert.strictEqual((yield* emulator.deliveries).length, 3)
        assert.strictEqual(new Set(received).size, 1)
      })
  )

  it.scopedLive("the dashboard revokes tokens, of which it shows only the ends", () =>
    Effect.gen(function* () {
      const { create, page, token } = yield* served
      assert.include((yield* page("/_emulator/live")).text, `…${token.slice(-4)}`)
      yield* page("/_emulator/dashboard/revoke-tokens", { form: {} })
      assert.include((yield* page("/_emulator/live")).text, "None is alive.")
      assert.strictEqual((yield* create("order-0001")).status, 401)
    })
  )

  it.scopedLive("the dashboard resets after a confirmation", () =>
    Effect.gen(function* () {
      const { create, emulator, page } = yield* served
      yield* create("order-0001")
      const question = yield* page("/_emulator/dashboard/reset")
      assert.include(question.text, "Forget everything?")
      assert.strictEqual((yield* emulator.requests).length, 2)
      assert.strictEqual((yield* page("/_emulator/dashboard/reset", { form: {} })).status, 303)
      assert.deepStrictEqual(yield* emulator.requests, [])
    })
  )

  it.scopedLive("the dashboard has no other actions, and none named after what every object has", () =>
    Effect.gen(function* () {
      const { page } = yield* served
      for (const name of ["steal", "constructor", "__proto__"]) {
        assert.strictEqual((yield* page(`/_emulator/dashboard/${name}`, { form: {} })).status, 404)
      }
      assert.strictEqual((yield* page("/_emulator?did=constructor")).status, 200)
    })
  )
})

describe("the dashboard's form for faults", () => {
  const set = (form: Record<string, string>) =>
    Effect.gen(function* () {
      const { create, page } = yield* served
      const reply = yield* page("/_emulator/dashboard/fault", { form })
      return { create, page, reply }
    })

  it.scopedLive("the form injects a response with body and headers, for the requests it names", () =>
    Effect.gen(function* () {
      const { create, page, reply } = yield* set({
        operation: "EPayment.createPayment",
        reference: "order-0002",
        nth: "2",
        times: "1",
        kind: "Answer",
        "Answer.status": "503",
        "Answer.body": '{"title": "Down"}',
        "Answer.headers": "retry-after: 7\r\n\r\nx-one: two",
        "Delay.millis": "not used"
      })
      assert.strictEqual(reply.status, 303)
      assert.include((yield* page("/_emulator/live")).text, "after 1 more, once")
      assert.strictEqual((yield* create("order-0001")).status, 201)
      assert.strictEqual((yield* create("order-0002")).status, 201)
      const struck = yield* create("order-0002")
      assert.strictEqual(struck.status, 503)
      assert.strictEqual(struck.headers.get("retry-after"), "7")
      assert.deepStrictEqual(yield* Effect.promise(() => struck.json()), { title: "Down" })
      const seen = (yield* page("/_emulator/live")).text
      assert.include(seen, "None is set.")
      assert.include(seen, "fault: Answer")
      assert.include(seen, "retry-after: 7")
    })
  )

  for (const kind of [
    "Answer",
    "Delay",
    "Reset",
    "Hang",
    "Drip",
    "Truncate",
    "InvalidJson",
    "RevokeTokens",
    "Surprise"
  ]) {
    it.scopedLive(`the form injects ${kind} with nothing but its name, and a button clears all faults`, () =>
      Effect.gen(function* () {
        const { page, reply } = yield* set({ kind, operation: "", reference: "", nth: "", times: "" })
        assert.strictEqual(reply.status, 303)
        assert.include((yield* page("/_emulator/live")).text, `<strong>${kind}`)
        yield* page("/_emulator/dashboard/clear-faults", { form: {} })
        assert.include((yield* page("/_emulator/live")).text, "None is set.")
      })
    )
  }

  it.scopedLive("the form carries the request out and loses the response, where that is ticked", () =>
    Effect.gen(function* () {
      const { create, page, reply } = yield* set({
        kind: "Answer",
        "Answer.status": "500",
        "Answer.afterEffect": "yes"
      })
      assert.strictEqual(reply.status, 303)
      assert.strictEqual((yield* create("order-0001")).status, 500)
      assert.include((yield* page("/_emulator/live")).text, 'id="payment-123456-order-0001"')
    })
  )

  it.scopedLive("the form shows what is invalid, and keeps the input", () =>
    Effect.gen(function* () {
      const { page } = yield* served
      for (const [form, message] of [
        [{ kind: "Answer", "Answer.status": "99" }, "fault.status"],
        [{ kind: "Answer", "Answer.headers": "no colon" }, "Headers: each line"],
        [{ kind: "Explode" }, "fault"],
        [{ kind: "Hang", times: "0" }, "times"],
        [{ kind: "Hang", operation: "EPayment.stealPayment" }, "operation"]
      ] as ReadonlyArray<[Record<string, string>, string]>) {
        const { status, text } = yield* page("/_emulator/dashboard/fault", { form: { ...form, reference: "order-77" } })
        assert.strictEqual(status, 400)
        assert.include(/role="alert"[^>]*>([^<]*)/.exec(text)?.[1] ?? "", message)
        assert.include(text, 'value="order-77"')
      }
    })
  )
})

describe("who may use the dashboard's buttons", () => {
  it.scopedLive("no page of another site, and no request by another host name, may use the dashboard's buttons", () =>
    Effect.gen(function* () {
      const { create, emulator, page, payment, url } = yield* served
      yield* create("order-0001")
      const form = payment("order-0001")
      const host = new URL(url).host
      for (const headers of [
        { "sec-fetch-site": "cross-site" },
        { origin: "https://evil.example" },
        { origin: "null" },
        { origin: "http://127.0.0.1:1" },
        { origin: `http://localhost:${new URL(url).port}` },
        { origin: "http://evil.example", host: "evil.example" },
        { host: "evil.example" },
        { host: `127.0.0.1.evil.example` }
      ] as ReadonlyArray<Record<string, string>>) {
        for (const path of [
          "/_emulator/dashboard/approve",
          "/_emulator/payments/order-0001/approve",
          "/_emulator/reset"
        ]) {
          assert.strictEqual((yield* page(path, { form, headers })).status, 403, `${path} ${JSON.stringify(headers)}`)
        }
      }
      for (const path of ["/_emulator", "/_emulator/live", "/_emulator/dashboard/keys", "/_emulator/requests", "/"]) {
        assert.strictEqual((yield* page(path, { headers: { host: "evil.example" } })).status, 403, path)
      }
      assert.strictEqual((yield* emulator.payment("order-0001")).state, "CREATED")
      const own = { origin: `http://${host}`, "sec-fetch-site": "same-origin" }
      assert.strictEqual((yield* page("/_emulator/dashboard/approve", { form, headers: own })).status, 303)
      const local = `localhost:${new URL(url).port}`
      assert.strictEqual(
        (yield* page("/_emulator", { headers: { host: local, "sec-fetch-site": "cross-site" } })).status,
        200
      )
    })
  )
})

describe("the dashboard's events", () => {
  it.scoped("events report every change within 200 ms, many as one, and that the emulator is still running", () =>
    Effect.gen(function* () {
      const changed = yield* PubSub.sliding<void>(1)
      const received: Array<string> = []
      const reader = yield* Effect.fork(
        Stream.runForEach(Stream.decodeText(events(changed)), (text) => Effect.sync(() => received.push(text)))
      )
      yield* TestClock.adjust(0)
      assert.deepStrictEqual(received, ["retry: 1000\n\n"])
      const change = "event: changed\ndata: {}\n\n"
      for (let burst = 0; burst < 50; burst++) yield* changed.publish(undefined)
      yield* TestClock.adjust(199)
      assert.strictEqual(received.length, 1)
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(received.slice(1), [change])
      yield* TestClock.adjust("1 second")
      assert.strictEqual(received.length, 2)
      for (let step = 0; step < 100; step++) {
        yield* changed.publish(undefined)
        yield* TestClock.adjust(10)
      }
      yield* TestClock.adjust("200 millis")
      assert.isAtMost(received.filter((text) => text === change).length - 1, 6)
      yield* TestClock.adjust("15 seconds")
      assert.strictEqual(received.at(-1), ": still here\n\n")
      yield* Fiber.interrupt(reader)
    })
  )

  it.scoped("events reach a reader although another one has stopped reading", () =>
    Effect.gen(function* () {
      const core = yield* VippsEmulator.makeContext({})
      const emulator = yield* VippsEmulator.makeService(core)
      const stopped = yield* PubSub.subscribe(core.store.changed)
      const received: Array<string> = []
      yield* Effect.forkScoped(
        Stream.runForEach(Stream.decodeText(events(core.store.changed)), (text) =>
          Effect.sync(() => received.push(text))
        )
      )
      yield* TestClock.adjust(0)
      for (const expected of [2, 3, 4]) {
        yield* emulator.moveClock("1 minute")
        yield* TestClock.adjust("1 second")
        assert.strictEqual(received.length, expected)
      }
      assert.isTrue(stopped.isActive())
    })
  )

  it.scopedLive("events come over HTTP, and leave nothing behind when the browser disconnects", () =>
    Effect.gen(function* () {
      const core = yield* VippsEmulator.makeContext({})
      const emulator = yield* VippsEmulator.makeService(core)
      let listening = 0
      const { changed } = core.store
      const counted = Object.create(changed, {
        subscribe: {
          value: Effect.acquireRelease(
            Effect.sync(() => listening++),
            () => Effect.sync(() => listening--)
          ).pipe(Effect.zipRight(changed.subscribe))
        }
      }) as typeof changed
      const server = yield* NodeHttpServer.make(() => Http.createServer(), { port: 0, host: "127.0.0.1" })
      yield* server.serve(Pages.make({ ...core, store: { ...core.store, changed: counted } }, emulator))
      assert.strictEqual(server.address._tag, "TcpAddress")
      const port = server.address._tag === "TcpAddress" ? server.address.port : 0
      const readers = yield* Effect.forEach([1, 2, 3], () =>
        Effect.async<{ readonly request: Http.ClientRequest; readonly text: () => string; readonly type: unknown }>(
          (resume) => {
            let text = ""
            const request = Http.get(`http://127.0.0.1:${port}/_emulator/events`, { agent: false }, (response) => {
              response.setEncoding("utf8")
              response.on("error", () => undefined)
              response.on("data", (data: string) => {
                text += data
                resume(Effect.succeed({ request, text: () => text, type: response.headers["content-type"] }))
              })
            })
          }
        )
      )
      const until = (done: () => boolean) =>
        Effect.promise(async () => {
          for (let turn = 0; turn < 300 && !done(); turn++) await setTimeout(10)
        })
      assert.strictEqual(readers[0]?.type, "text/event-stream")
      assert.strictEqual(listening, 3)
      yield* emulator.moveClock("1 minute")
      yield* until(() => readers.every(({ text }) => text().includes("changed")))
      for (const { text } of readers) assert.strictEqual(text(), "retry: 1000\n\nevent: changed\ndata: {}\n\n")
      for (const { request } of readers) request.destroy()
      yield* until(() => listening === 0)
      assert.strictEqual(listening, 0)
    })
  )
})
