/** QR, Order Management, Report and Userinfo for callers without Effect. */
import { assert, describe, it } from "@effect/vitest"
import { Vipps } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import { json, serveVipps } from "../support/server.js"

const keys = {
  clientId: "client-id",
  clientSecret: "client-secret",
  subscriptionKey: "subscription-key",
  merchantSerialNumber: "123456"
}

const entry = (index: number) => ({
  pspReference: `psp-${index}`,
  time: "2026-10-01T14:33:00Z",
  entryType: "capture",
  currency: "NOK",
  amount: 1,
  balanceBefore: index,
  balanceAfter: index + 1
})

const png = Uint8Array.from([
  0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 1, 0, 0, 0, 0, 167
])

describe("the other APIs of the facade", () => {
  it.scopedLive("a report feed is an async iterable that continues from its cursor", () =>
    Effect.gen(function* () {
      const server = yield* serveVipps(({ path }, response) => {
        const from = Number(new URL(path, "http://host").searchParams.get("cursor") ?? 0)
        const items = [from, from + 1].filter((index) => index < 5).map(entry)
        json(response, 200, { items, cursor: String(from + items.length), tryLater: from + items.length === 5 })
      })
      const vipps = new Vipps({ ...keys, baseUrl: server.url })
      const read = async (cursor?: string) => {
        const found: Array<string> = []
        for await (const page of vipps.report.feed("302321", "funds", cursor === undefined ? {} : { cursor })) {
          found.push(`${page.cursor}: ${page.items.map(({ pspReference }) => pspReference).join(" ")}`)
        }
        return found
      }
      assert.deepStrictEqual(yield* Effect.promise(() => read()), ["2: psp-0 psp-1", "4: psp-2 psp-3", "5: psp-4"])
      assert.deepStrictEqual(yield* Effect.promise(() => read("4")), ["5: psp-4"])
    })
  )

  it.scopedLive("images go in and out as bytes", () =>
    Effect.gen(function* () {
      const server = yield* serveVipps(({ path }, response) => {
        if (path === "/image") return void response.writeHead(200, { "content-type": "image/png" }).end(png)
        if (path === "/order-management/v1/images") return json(response, 409, {})
        json(response, 200, { id: "poster-1", redirectUrl: "https://example.com/p", url: `${server.url}/image` })
      })
      const vipps = new Vipps({ ...keys, baseUrl: server.url })
      const image = yield* Effect.promise(() => vipps.qr.downloadRedirect("poster-1", { format: "PNG", size: 400 }))
      assert.deepStrictEqual([Array.from(image.bytes), image.mediaType], [Array.from(png), "image/png"])
      const asked = server.seen.find(({ path }) => path.includes("merchant-redirect"))
      assert.deepStrictEqual([asked?.headers["accept"], asked?.headers["size"]], ["image/png", "400"])
      const added = yield* Effect.promise(() => vipps.orderManagement.addImage({ image: png, imageId: "logo" }))
      assert.deepStrictEqual(added, { imageId: "logo" })
    })
  )

  it.scopedLive("accounting keys and the subscription key of Userinfo are options of the client", () =>
    Effect.gen(function* () {
      const server = yield* serveVipps(({ path }, response) =>
        path === "/miami/v1/token"
          ? json(response, 200, { access_token: "miami", expires_in: 900 })
          : json(response, 200, path.includes("userinfo") ? { sub: "a-b" } : { items: [], cursor: "" })
      )
      const vipps = new Vipps({ ...keys, baseUrl: server.url, accountingKeys: true, userinfoSubscriptionKey: true })
      yield* Effect.promise(() => vipps.report.getLedgers())
      assert.strictEqual((yield* Effect.promise(() => vipps.userinfo.getUserinfo("a-b"))).sub, "a-b")
      const of = (part: string) => server.seen.find(({ path }) => path.includes(part))?.headers
      assert.strictEqual(of("/settlement")?.["authorization"], "Bearer miami")
      assert.isUndefined(of("/settlement")?.["ocp-apim-subscription-key"])
      assert.strictEqual(of("/userinfo")?.["ocp-apim-subscription-key"], "subscription-key")
    })
  )
})
