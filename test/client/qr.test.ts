// @effect-diagnostics anyUnknownInErrorContext:off unsafeEffectTypeAssertion:off
/** QR codes: what is sent per kind, images, ids in use, check-in. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { assert, describe, it } from "@effect/vitest"
import { Qr, VippsConfig, type VippsError } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import { events } from "@effect-vipps/client/qr/events"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import { json, serve, serveVipps } from "../support/server.js"
import { drive, options, scripted } from "./support.js"
import { type Wire, wires } from "./wire.js"

const redirect = {
  id: "poster-1",
  url: "https://qr.vipps.no/generate/qr.svg?token=x",
  redirectUrl: "https://example.com/p"
}
const callback = {
  merchantSerialNumber: "123456",
  merchantQrId: "till-1",
  locationDescription: "Till 1",
  qrImageUrl: "https://qr.vipps.no/generate/qr.svg?x=1",
  qrContent: "https://qr.vipps.no/c"
}
const oneTime = { url: "https://qr.vipps.no/generate/qr.png?token=x", expiresIn: 300 }
const payment = { url: "https://api.vipps.no/dwo-api-application/v1/deeplink/vippsgateway?v=2&token=x" }
const svg = { accept: "image/*", size: undefined }
const png = { accept: "image/png", size: "400" }
const imagePng = { format: "PNG", size: 400 } as const
const redirects = "/qr/v1/merchant-redirect"
const callbacks = "/qr/v1/merchant-callback"

const cases: ReadonlyArray<Wire> = [
  {
    name: "createOneTime",
    run: () => Qr.createOneTime(payment),
    method: "POST",
    path: "/qr/v1",
    headers: svg,
    body: payment,
    answer: oneTime
  },
  {
    name: "createOneTime with a PNG",
    run: () => Qr.createOneTime(payment, imagePng),
    method: "POST",
    path: "/qr/v1",
    headers: png,
    body: payment,
    answer: oneTime
  },
  {
    name: "createRedirect with an SVG",
    run: () => Qr.createRedirect({ id: "poster-1", redirectUrl: redirect.redirectUrl, ttl: 300 }, { format: "SVG" }),
    method: "POST",
    path: redirects,
    headers: { accept: "image/svg+xml", size: undefined },
    body: { id: "poster-1", redirectUrl: redirect.redirectUrl, ttl: 300 },
    answer: { ...redirect, expiresIn: 300 }
  },
  {
    name: "createRedirect with the content",
    run: () => Qr.createRedirect({ id: "poster-1", redirectUrl: redirect.redirectUrl }, { format: "CONTENT" }),
    method: "POST",
    path: redirects,
    headers: { accept: "text/targetUrl", size: undefined },
    body: { id: "poster-1", redirectUrl: redirect.redirectUrl },
    answer: redirect
  },
  {
    name: "listRedirects",
    run: () => Qr.listRedirects(imagePng),
    method: "GET",
    path: redirects,
    headers: png,
    answer: [redirect, { ...redirect, id: "b", expiresIn: -1 }]
  },
  {
    name: "getRedirect with an id to encode",
    run: () => Qr.getRedirect("blå plakat 50%"),
    method: "GET",
    path: `${redirects}/bl%C3%A5%20plakat%2050%25`,
    headers: svg,
    answer: redirect
  },
  {
    name: "updateRedirect",
    run: () => Qr.updateRedirect("poster-1", { redirectUrl: "https://example.com/q" }, imagePng),
    method: "PUT",
    path: `${redirects}/poster-1`,
    headers: png,
    body: { redirectUrl: "https://example.com/q" },
    answer: redirect
  },
  {
    name: "deleteRedirect",
    run: () => Qr.deleteRedirect("poster-1"),
    method: "DELETE",
    path: `${redirects}/poster-1`,
    headers: svg
  },
  {
    name: "listCallbacks",
    run: () => Qr.listCallbacks(),
    method: "GET",
    path: callbacks,
    headers: { accept: "application/json, application/problem+json", size: undefined },
    answer: [callback]
  },
  {
    name: "getCallback with a PNG",
    run: () => Qr.getCallback("till-1", imagePng),
    method: "GET",
    path: `${callbacks}/till-1?QrImageFormat=PNG&QrImageSize=400`,
    headers: { size: undefined },
    answer: callback
  },
  {
    name: "getCallback with an SVG",
    run: () => Qr.getCallback("till-1", { format: "SVG" }),
    method: "GET",
    path: `${callbacks}/till-1?QrImageFormat=SVG`,
    answer: callback
  },
  {
    name: "putCallback",
    run: () => Qr.putCallback("till-1", { locationDescription: "Till 1", category: "VENDING" }),
    method: "PUT",
    path: `${callbacks}/till-1`,
    body: { locationDescription: "Till 1", category: "VENDING" }
  },
  {
    name: "deleteCallback",
    run: () => Qr.deleteCallback("till-1"),
    method: "DELETE",
    path: `${callbacks}/till-1`
  },
  {
    name: "adoptMobilePayQr",
    run: () => Qr.adoptMobilePayQr("beacon-1", { locationDescription: "Till 1" }),
    method: "PUT",
    path: `${callbacks}/mobilepay/beacon-1`,
    body: { locationDescription: "Till 1" }
  },
  {
    name: "exchangePersonalQr",
    run: () => Qr.exchangePersonalQr({ qrCode: "https://qr.vipps.no/28/2/01/031/4712345678?v=1" }),
    method: "POST",
    path: "/qr/v1/exchange",
    body: { qrCode: "https://qr.vipps.no/28/2/01/031/4712345678?v=1", requestedData: ["MSISDN"] },
    answer: { msisdn: "4712345678", version: "1.0" }
  },
  {
    name: "exchangeCustomerToken",
    run: () => Qr.exchangeCustomerToken({ customer: { customerToken: "AAAA=" } }),
    method: "POST",
    path: "/qr/v1/exchange/customer",
    body: { customer: { customerToken: "AAAA=" }, requestedData: ["MSISDN"] },
    answer: { msisdn: "4712345678", timestamp: 1634025600 }
  }
]

describe("Qr on the wire", () => {
  wires(cases)

  it("every operation of Qr is on the wire above", () => {
    for (const name of Object.keys(Qr.operations)) {
      assert.isTrue(
        cases.some((one) => one.name.split(" ")[0] === name),
        name
      )
    }
  })
})

describe("what a QR call accepts", () => {
  const openers = cases.filter(({ path }) => path === "/qr/v1" || path.startsWith(redirects))

  it("the calls of codes that open a page are all among those above", () => {
    const names = new Set(openers.map(({ name }) => name.split(" ")[0]))
    assert.deepStrictEqual([...names].sort(), [
      "createOneTime",
      "createRedirect",
      "deleteRedirect",
      "getRedirect",
      "listRedirects",
      "updateRedirect"
    ])
  })

  for (const { answer, name, run } of openers) {
    it.effect(`${name} never accepts JSON, which Vipps refuses with 415`, () =>
      Effect.gen(function* () {
        const server = scripted(() => ({ status: 200, body: answer }))
        yield* Effect.provide(run(), server.layer)
        const accepted = server.seen.map(({ headers }) => headers["accept"])
        assert.lengthOf(accepted, 1)
        assert.match(String(accepted[0]), /^(image\/(\*|png|svg\+xml)|text\/targetUrl)$/)
      })
    )
  }
})

const taken = () => ({ status: 409, body: { id: "poster-1" } })
const wanted = { id: "poster-1", redirectUrl: "https://example.com/p" }

describe("ids in use", () => {
  it.effect("a 409 with nothing but the id is a conflict of its own", () =>
    Effect.gen(function* () {
      const server = scripted(taken)
      const error = yield* Effect.provide(Effect.flip(Qr.createRedirect(wanted)), server.layer)
      assert.strictEqual(error._tag, "VippsConflictError")
      assert.strictEqual((error as VippsError.VippsConflictError).reason, "QrIdTaken")
      assert.strictEqual(error.outcome, "refused")
      assert.include(error.message, "The id is already in use")
      assert.strictEqual(error.reference, "poster-1")
    })
  )

  it.effect("an id that an attempt without a response may have taken has an unknown outcome", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? "reset" : taken()))
      const exit = yield* drive(Effect.provide(Effect.flip(Qr.createRedirect(wanted)), server.layer))
      const error = yield* exit
      assert.strictEqual((error as VippsError.VippsConflictError).reason, "QrIdTaken")
      assert.strictEqual(error.outcome, "unknown")
      assert.include(error.message, "most likely by an earlier attempt of this very call")
    })
  )

  it.effect("ensureRedirect keeps a code that leads to the page, and changes one that does not", () =>
    Effect.gen(function* () {
      const methods: Array<string> = []
      const server = scripted((_, { method, path }) => {
        methods.push(`${method} ${path}`)
        if (method === "POST") return taken()
        return { status: 200, body: method === "GET" ? { ...redirect, redirectUrl: "https://old.example" } : redirect }
      })
      assert.deepStrictEqual(yield* Effect.provide(Qr.ensureRedirect(wanted), server.layer), redirect)
      assert.deepStrictEqual(methods, [`POST ${redirects}`, `GET ${redirects}/poster-1`, `PUT ${redirects}/poster-1`])
      const same = scripted((n) => (n === 1 ? taken() : { status: 200, body: redirect }))
      assert.deepStrictEqual(yield* Effect.provide(Qr.ensureRedirect(wanted), same.layer), redirect)
      assert.strictEqual(same.seen.length, 2)
    })
  )

  it.effect("ensureCallback writes the code, whose response is empty, and reads it", () =>
    Effect.gen(function* () {
      const server = scripted((n) => (n === 1 ? { status: 200 } : { status: 200, body: callback }))
      const ensured = Qr.ensureCallback("till-1", { locationDescription: "Till 1" }, imagePng)
      assert.deepStrictEqual(yield* Effect.provide(ensured, server.layer), callback)
      assert.deepStrictEqual(
        server.seen.map(({ method, path }) => `${method} ${path}`),
        [`PUT ${callbacks}/till-1`, `GET ${callbacks}/till-1`]
      )
    })
  )
})

describe("invalid input of Qr", () => {
  const refused = (effect: ReturnType<Wire["run"]>, path: string) =>
    Effect.gen(function* () {
      const server = scripted(() => ({ status: 200, body: redirect }))
      const error = yield* Effect.provide(Effect.flip(effect), server.layer)
      assert.strictEqual(error._tag, "VippsInputError")
      assert.include(error.message, path)
      assert.strictEqual(server.seen.length + server.tokens(), 0)
    })

  const wrong: ReadonlyArray<readonly [title: string, run: () => ReturnType<Wire["run"]>, path: string]> = [
    ["an image of 99 pixels", () => Qr.getRedirect("a", { format: "PNG", size: 99 }), "size"],
    ["an image of 2001 pixels", () => Qr.getCallback("a", { format: "PNG", size: 2001 }), "size"],
    ["the size of an SVG", () => Qr.getRedirect("a", { format: "SVG", size: 400 } as never), "size"],
    ["the content of a callback code", () => Qr.getCallback("a", { format: "CONTENT" } as never), "format"],
    ["an id of 129 characters", () => Qr.getRedirect("a".repeat(129)), "id"],
    ["an id with a slash", () => Qr.deleteRedirect("a/b"), "id"],
    ["a page without https", () => Qr.createRedirect({ id: "a", redirectUrl: "http://example.com" }), "redirectUrl"],
    ["a page with a tilde", () => Qr.createRedirect({ id: "a", redirectUrl: "https://e.com/~a" }), "redirectUrl"],
    [
      "a page with a bare percent",
      () => Qr.createRedirect({ id: "a", redirectUrl: "https://e.com/5%" }),
      "redirectUrl"
    ],
    ["a page with two fragments", () => Qr.updateRedirect("a", { redirectUrl: "https://e.com/#a#b" }), "redirectUrl"],
    ["a life of 299 seconds", () => Qr.createRedirect({ ...wanted, ttl: 299 }), "ttl"],
    ["a description of 37 characters", () => Qr.putCallback("a", { locationDescription: "x".repeat(37) }), "location"],
    [
      "an idempotency key",
      () => Qr.createRedirect(wanted, undefined, { idempotencyKey: "k" } as never),
      "idempotencyKey"
    ],
    ["a link without https", () => Qr.downloadImage("http://example.com/qr.png"), "link"],
    ["a link with a password", () => Qr.downloadImage("https://a:b@example.com/qr.png"), "link"]
  ]
  for (const [title, run, path] of wrong) {
    it.effect(`Qr refuses ${title} before anything is sent`, () => refused(run(), path))
  }
})

const pngBytes = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255, 128])

describe("images of QR codes", () => {
  it.scopedLive("downloadImage returns bytes and media type, and the other host gets no token and no keys", () =>
    Effect.gen(function* () {
      const images = yield* serve((_, response) => {
        response.writeHead(200, { "content-type": "image/png; charset=binary" }).end(pngBytes)
      })
      const layer = Layer.merge(NodeHttp.layer, VippsConfig.layer({ ...options, baseUrl: images.url }))
      const image = yield* Effect.provide(Qr.downloadImage(`${images.url}/generate/qr.png?token=a%2Fb`), layer)
      assert.deepStrictEqual(Array.from(image.bytes), Array.from(pngBytes))
      assert.strictEqual(image.mediaType, "image/png")
      assert.strictEqual(images.seen.length, 1)
      assert.strictEqual(images.seen[0]?.path, "/generate/qr.png?token=a%2Fb")
      const text = JSON.stringify(images.seen[0]?.headers)
      assert.notMatch(text, /authorization|ocp-apim|merchant-serial|vipps-system|123456/i)
    })
  )

  it.scopedLive("downloadImage follows no redirect", () =>
    Effect.gen(function* () {
      const images = yield* serve((_, response) => {
        response.writeHead(302, { location: "/elsewhere" }).end()
      })
      const layer = Layer.merge(NodeHttp.layer, VippsConfig.layer({ ...options, baseUrl: images.url }))
      const error = yield* Effect.provide(Effect.flip(Qr.downloadImage(`${images.url}/qr.png`)), layer)
      assert.strictEqual(error._tag, "VippsTransportError")
      assert.strictEqual(images.count("/elsewhere"), 0)
    })
  )

  it.scopedLive("a refusal by the host of an image is one request, and no token is fetched", () =>
    Effect.gen(function* () {
      const images = yield* serve((_, response) => void response.writeHead(401).end())
      const layer = Layer.merge(NodeHttp.layer, VippsConfig.layer({ ...options, baseUrl: images.url }))
      const error = yield* Effect.provide(Effect.flip(Qr.downloadImage(`${images.url}/qr.png`)), layer)
      assert.strictEqual(error._tag, "VippsRequestError")
      assert.deepStrictEqual(
        images.seen.map(({ path }) => path),
        ["/qr.png"]
      )
    })
  )

  it.effect("a host that refuses an image says nothing about the keys, which it did not get", () =>
    Effect.gen(function* () {
      for (const status of [401, 403]) {
        const client = HttpClient.make((request) =>
          Effect.succeed(HttpClientResponse.fromWeb(request, new Response("", { status })))
        )
        const production = VippsConfig.layer({ ...options, baseUrl: undefined, environment: "production" })
        const layer = Layer.merge(Layer.succeed(HttpClient.HttpClient, client), production)
        const error = yield* Effect.provide(Effect.flip(Qr.downloadImage("https://images.example/q.png")), layer)
        assert.strictEqual(error._tag, "VippsRequestError")
        assert.notMatch(error.message, /key|secret/i)
        assert.include(error.message, "[production images.example")
      }
    })
  )

  it.effect("the page of a proxy is no image", () =>
    Effect.gen(function* () {
      const client = HttpClient.make((request) => {
        const page = new Response("<!DOCTYPE html><title>Sign in</title>", { headers: { "content-type": "Text/HTML" } })
        return Effect.succeed(HttpClientResponse.fromWeb(request, page))
      })
      const layer = Layer.merge(Layer.succeed(HttpClient.HttpClient, client), VippsConfig.layer(options))
      const error = yield* Effect.provide(Effect.flip(Qr.downloadImage("https://images.example/q.png")), layer)
      assert.strictEqual(error._tag, "VippsDecodeError")
      assert.include(error.message, "Sign in")
    })
  )

  it.effect("downloadImage goes to the link's host, wherever the API is", () =>
    Effect.gen(function* () {
      const urls: Array<string> = []
      const client = HttpClient.make((request, url) => {
        urls.push(url.href)
        const image = new Response("<svg/>", { headers: { "content-type": "image/svg+xml" } })
        return Effect.succeed(HttpClientResponse.fromWeb(request, image))
      })
      const layer = Layer.merge(Layer.succeed(HttpClient.HttpClient, client), VippsConfig.layer(options))
      const image = yield* Effect.provide(Qr.downloadImage("https://images.example:8443/q.svg?x=1"), layer)
      assert.strictEqual(image.mediaType, "image/svg+xml")
      assert.strictEqual(new TextDecoder().decode(image.bytes), "<svg/>")
      assert.deepStrictEqual(urls, ["https://images.example:8443/q.svg?x=1"])
    })
  )

  it.scopedLive("downloadRedirect and downloadCallback read a new link where the stored one has expired", () =>
    Effect.gen(function* () {
      let link = ""
      const server = yield* serveVipps((request, response) => {
        if (request.path.startsWith("/image")) {
          if (request.path === link) response.writeHead(200, { "content-type": "image/png" }).end(pngBytes)
          else json(response, 404, { title: "Not found", detail: "expired", instance: "x" })
        } else {
          link = `/image/${server.seen.length}`
          json(response, 200, { ...redirect, ...callback, url: server.url + link, qrImageUrl: server.url + link })
        }
      })
      const layer = Layer.merge(NodeHttp.layer, VippsConfig.layer({ ...options, baseUrl: server.url }))
      const results = yield* Effect.gen(function* () {
        const old = yield* Qr.getRedirect("poster-1")
        const first = yield* Qr.downloadRedirect("poster-1", imagePng)
        const second = yield* Qr.downloadCallback("till-1")
        return { expired: yield* Effect.flip(Qr.downloadImage(old.url)), first, second }
      }).pipe(Effect.provide(layer))
      assert.strictEqual(results.expired._tag, "VippsNotFoundError")
      assert.strictEqual(results.first.bytes.length, pngBytes.length)
      assert.strictEqual(results.second.bytes.length, pngBytes.length)
    })
  )
})

describe("check-in", () => {
  const checkIn = {
    customerToken: "AAAAlongtoken=",
    merchantQrId: "d8b7d76d",
    initiatedAt: "2023-10-06T10:45:40.3061965Z"
  }

  it("the event is read under either name of the merchant serial number, with seven decimals", () => {
    for (const msn of [{ msn: "123456" }, { merchantSerialNumber: "123456" }]) {
      const read = events.read({ ...checkIn, ...msn }, "hash")
      assert.isTrue(read !== undefined && Either.isRight(read))
      if (read === undefined || Either.isLeft(read)) return
      assert.strictEqual(read.right.msn, "123456")
      assert.strictEqual(read.right.initiatedAt, checkIn.initiatedAt)
    }
  })

  it.effect("payCheckedInCustomer creates the payment of a customer at the till", () =>
    Effect.gen(function* () {
      const server = scripted(() => ({ status: 201, body: { reference: "till-1-0042" } }))
      const paid = Qr.payCheckedInCustomer(checkIn, {
        reference: "till-1-0042",
        amount: { value: 4900, currency: "NOK" },
        paymentDescription: "Coffee"
      })
      const created = yield* Effect.provide(paid, server.layer)
      assert.strictEqual(created.reference, "till-1-0042")
      const [sent] = server.seen
      assert.strictEqual(sent?.path, "/epayment/v1/payments")
      assert.isString(sent?.headers["idempotency-key"])
      assert.strictEqual(sent?.headers["merchant-serial-number"], options.merchantSerialNumber)
      assert.deepStrictEqual(sent?.body, {
        reference: "till-1-0042",
        amount: { value: 4900, currency: "NOK" },
        paymentDescription: "Coffee",
        paymentMethod: { type: "WALLET" },
        customer: { customerToken: checkIn.customerToken },
        customerInteraction: "CUSTOMER_PRESENT",
        userFlow: "PUSH_MESSAGE"
      })
    })
  )

  it.effect("payCheckedInCustomer pays the sales unit of the event, or that of the options", () =>
    Effect.gen(function* () {
      const server = scripted(() => ({ status: 201, body: { reference: "till-1-0042" } }))
      const event = { ...checkIn, msn: "654321" }
      const payment = {
        reference: "till-1-0042",
        amount: { value: 4900, currency: "NOK" as const },
        paymentDescription: "Coffee"
      }
      yield* Effect.provide(Qr.payCheckedInCustomer(event, payment), server.layer)
      const to = (merchantSerialNumber: string | undefined) =>
        Effect.provide(Qr.payCheckedInCustomer(event, payment, { merchantSerialNumber }), server.layer)
      yield* to("777777")
      // Options made from what may be missing.
      yield* to(undefined)
      assert.deepStrictEqual(
        server.seen.map(({ headers }) => headers["merchant-serial-number"]),
        ["654321", "777777", "654321"]
      )
    })
  )
})
