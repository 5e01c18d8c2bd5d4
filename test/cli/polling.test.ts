/** Commands that read again and again: what they send in a minute, counted instead of timed. */
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Vipps } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import { secrets, served, vipps } from "./support.js"

const payment = (reference: string) => ({
  reference,
  amount: { value: 100, currency: "NOK" as const },
  paymentMethod: { type: "WALLET" as const },
  userFlow: "WEB_REDIRECT" as const,
  returnUrl: "https://example.com"
})

/** A shop's endpoint for webhooks; counts what arrives. */
const shop = Effect.acquireRelease(
  Effect.promise(
    () =>
      new Promise<{ readonly server: Http.Server; readonly url: string; readonly bodies: Array<string> }>((resolve) => {
        const bodies: Array<string> = []
        const server = Http.createServer(async (request, response) => {
          let body = ""
          for await (const chunk of request) body += chunk
          bodies.push(body)
          response.end()
        })
        server.listen(0, "127.0.0.1", () =>
          resolve({ server, bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` })
        )
      })
  ),
  ({ server }) => Effect.sync(() => server.close())
)

/** Stands in for time: runs `first` before the first wait ends, and ends the command after this many milliseconds. */
const clock = (lasts: number, first: () => Promise<void>) => {
  let elapsed = 0
  return async (millis: number): Promise<boolean> => {
    if (elapsed === 0) await first()
    elapsed += millis
    return elapsed <= lasts
  }
}

/** Runs `vipps listen` for some milliseconds of such time, with payments that a program makes through its proxy. */
const listened = (lasts: number, references: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { emulator, env } = yield* served({ rateLimits: true })
    const { bodies, url } = yield* shop
    let proxy = ""
    const create = async () => {
      const client = new Vipps({
        clientId: env["VIPPS_CLIENT_ID"] ?? "",
        clientSecret: env["VIPPS_CLIENT_SECRET"] ?? "",
        subscriptionKey: env["VIPPS_SUBSCRIPTION_KEY"] ?? "",
        merchantSerialNumber: env["VIPPS_MERCHANT_SERIAL_NUMBER"] ?? "",
        baseUrl: proxy
      })
      for (const reference of references) await client.ePayment.createPayment(payment(reference))
      await client.close()
    }
    const ran = yield* Effect.promise(() =>
      vipps({ ...env, VIPPS_WEBHOOK_SECRET: "a-secret-of-the-shop" }, ["listen", "--forward-to", url], {
        onErr: (err) => {
          proxy = /VIPPS_BASE_URL=(\S+)/.exec(err)?.[1] ?? proxy
        },
        sleep: clock(lasts, create)
      })
    )
    assert.strictEqual(ran.code, 0, ran.err)
    return { ran, bodies, requests: yield* emulator.requests }
  })

const isRead = ({ operation }: { readonly operation: string | undefined }) =>
  operation === "EPayment.getPaymentEventLog"

describe("vipps listen, for a minute", () => {
  it.scopedLive("listen reads the log of a payment 20 times a minute, of the 120 that Vipps allows", () =>
    Effect.gen(function* () {
      const { bodies, ran, requests } = yield* listened(60_000, ["order-2026-0101", "order-2026-0102"])
      for (const reference of ["order-2026-0101", "order-2026-0102"]) {
        assert.lengthOf(
          requests.filter((one) => isRead(one) && one.reference === reference),
          20
        )
      }
      assert.deepStrictEqual(
        requests.filter(({ status }) => status === 429),
        []
      )
      // Besides the reads, what the program sent and one access token of each.
      assert.lengthOf(
        requests.filter((one) => !isRead(one)),
        4
      )
      assert.lengthOf(bodies, 2, "one CREATED of each")
      for (const secret of secrets) assert.notInclude(ran.out + ran.err, secret)
    })
  )

  it.scopedLive("listen reads the 50 payments that were used last", () =>
    Effect.gen(function* () {
      const references = Array.from({ length: 53 }, (_, i) => `order-2026-${1000 + i}`)
      const { requests } = yield* listened(3000, references)
      assert.deepStrictEqual(
        requests.filter(isRead).map(({ reference }) => reference),
        references.slice(-50)
      )
    })
  )
})

describe("vipps logs --follow", () => {
  it.scopedLive("logs --follow prints each request once, those that arrive later too, until it is interrupted", () =>
    Effect.gen(function* () {
      const { emulator, env } = yield* served()
      const read = (reference: string) => vipps(env, ["get", reference])
      yield* Effect.promise(() => read("order-of-nobody-1"))
      let waits = 0
      const ran = yield* Effect.promise(() =>
        vipps(env, ["logs", "--follow", "--json"], {
          sleep: async (millis) => {
            assert.isAtLeast(millis, 500)
            waits++
            if (waits === 2) await read("order-of-nobody-2")
            return waits < 4
          }
        })
      )
      assert.strictEqual(ran.code, 0, ran.err)
      const paths = ran.json().map(({ path, status }) => `${status} ${path}`)
      assert.deepStrictEqual(paths, [
        "200 /accesstoken/get",
        "404 /epayment/v1/payments/order-of-nobody-1",
        "200 /accesstoken/get",
        "404 /epayment/v1/payments/order-of-nobody-2"
      ])
      const one = yield* Effect.promise(() =>
        vipps(env, ["logs", "order-of-nobody-2", "--follow"], { sleep: async () => false })
      )
      assert.lengthOf(one.out.trim().split("\n"), 1)
      for (const secret of secrets) assert.notInclude(ran.out + one.out, secret)
      assert.lengthOf(yield* emulator.requests, 4, "reading the log is not in the log")
    })
  )
})
