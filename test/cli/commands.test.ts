// @effect-diagnostics globalTimers:off
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { verifyWebhook } from "@effect-vipps/promise"
import * as Effect from "effect/Effect"
import { secrets, served, variables, vipps } from "./support.js"

const colourCode = "\u001b["

type Served = Effect.Effect.Success<ReturnType<typeof served>>

const withEmulator = (test: (served: Served) => Promise<void>) =>
  Effect.scoped(Effect.flatMap(served(), (running) => Effect.promise(() => test(running))))

const once = (act: () => void) => {
  let isDone = false
  return (isTime: boolean) => {
    if (isTime && !isDone) {
      isDone = true
      act()
    }
  }
}

/** Pays through the program, as a customer who approves at once. */
const paid = async ({ emulator, env }: Served, reference: string, given: { readonly isTTY?: boolean } = {}) => {
  const approve = once(() => void Effect.runPromise(emulator.approve(reference)))
  const args = ["pay", "49900", "--reference", reference, "--yes"]
  return vipps(env, args, { ...given, onErr: (err) => approve(err.includes("Pay at ")) })
}

const captured = async (running: Served) =>
  (await Effect.runPromise(running.emulator.ledger)).map((one) => one.operation)

describe("vipps", () => {
  it.live("pay, get, events, capture, refund, cancel and reconcile in a pipe", () =>
    withEmulator(async (running) => {
      const { env } = running
      const pay = await paid(running, "order-2026-0001")
      assert.strictEqual(pay.code, 0, pay.err)
      assert.include(pay.out, "order-2026-0001  Authorized")
      assert.notInclude(pay.out + pay.err, colourCode)
      assert.notInclude(pay.err, "█")

      const get = await vipps(env, ["get", "order-2026-0001", "--json"])
      assert.strictEqual(get.json()[0]?.["state"], "AUTHORIZED")
      assert.match((await vipps(env, ["get", "order-2026-0001"])).out, /AUTHORIZED {2}499\.00 NOK/)

      const without = await vipps(env, ["capture", "order-2026-0001"])
      assert.strictEqual(without.code, 2)
      assert.include(without.err, "--yes")
      assert.deepStrictEqual(await captured(running), ["AUTHORIZED"])

      const capture = await vipps(env, ["capture", "order-2026-0001", "10000", "--yes", "--key", "capture-1"])
      assert.strictEqual(capture.code, 0, capture.err)
      assert.include(capture.err, "Idempotency key: capture-1")
      const again = await vipps(env, ["capture", "order-2026-0001", "10000", "--yes", "--key", "capture-1"])
      assert.strictEqual(again.code, 0)
      assert.deepStrictEqual(await captured(running), ["AUTHORIZED", "CAPTURED"])

      for (const [command, ...rest] of [
        ["refund", "order-2026-0001"],
        ["capture", "order-2026-0001"],
        ["pay", "49900"]
      ]) {
        const repeated = await vipps(env, [command ?? "", ...rest, "--yes", "--key", "capture-1"])
        assert.strictEqual(repeated.code, 2)
        assert.include(repeated.err, "that the first run printed")
      }
      assert.deepStrictEqual(await captured(running), ["AUTHORIZED", "CAPTURED"])

      const refund = await vipps(env, ["refund", "order-2026-0001", "--yes"])
      assert.strictEqual(refund.code, 0)
      assert.include(refund.err, "Amount: 10000")
      assert.strictEqual((await vipps(env, ["cancel", "order-2026-0001", "--yes"])).code, 0)
      for (const verb of ["capture", "refund"]) {
        const nothing = await vipps(env, [verb, "order-2026-0001", "--yes"])
        assert.strictEqual(nothing.code, 1)
        assert.include(nothing.err, `Nothing is left to ${verb}; no request was sent`)
      }
      const ledger = await Effect.runPromise(running.emulator.ledger)
      assert.deepStrictEqual(
        ledger.map(({ amount, operation }) => [operation, amount.value]),
        [
          ["AUTHORIZED", 49900],
          ["CAPTURED", 10000],
          ["REFUNDED", 10000],
          ["CANCELLED", 39900]
        ]
      )
      const events = await vipps(env, ["events", "order-2026-0001"])
      assert.match(events.out, /CAPTURED {2}100\.00 NOK {2}capture-1/)
      const reconcile = await vipps(env, ["reconcile", "order-2026-0001", "--json"])
      assert.strictEqual(reconcile.code, 0)
      assert.strictEqual(reconcile.json()[0]?.["consistent"], true)
      const tooMuch = await vipps(env, ["refund", "order-2026-0001", "10000", "--yes", "--json"])
      assert.strictEqual(tooMuch.code, 1)
      assert.strictEqual(JSON.parse(tooMuch.err.split("\n").at(-2) ?? "").error.outcome, "refused")
    })
  )

  it.live("pay shows a QR code and colours on a terminal, and ends with 4 while the customer has not decided", () =>
    withEmulator(async (running) => {
      const pay = await paid(running, "order-2026-0002", { isTTY: true })
      assert.include(pay.err, "█")
      assert.include(pay.err, "Waiting for the customer")
      assert.include(pay.out, colourCode)
      const plain = await vipps({ ...running.env, NO_COLOR: "1" }, ["reconcile", "order-2026-0002"], { isTTY: true })
      assert.notInclude(plain.out, colourCode)
      const pending = await vipps(running.env, ["pay", "100", "--yes", "--wait", "1"])
      assert.strictEqual(pending.code, 4)
      assert.include(pending.out, "Pending")
    })
  )

  it("whatever may move money in production is refused without --live, and sends nothing", async () => {
    const { VIPPS_BASE_URL: _, ...production } = variables("")
    for (const args of [
      ["pay", "100"],
      ["capture", "order-1"],
      ["refund", "order-1"],
      ["cancel", "order-1"]
    ]) {
      const refused = await vipps(production, [...args, "--yes"])
      assert.strictEqual(refused.code, 2)
      assert.include(refused.err, "--live")
    }
    const tunnel = await vipps(variables("https://vipps.example.com"), ["cancel", "order-1", "--yes"])
    assert.include(tunnel.err, "--live")
    const listen = await vipps(production, ["listen", "--forward-to", "http://127.0.0.1:1"])
    assert.strictEqual(listen.code, 2)
  })

  it("wrong arguments end with 2, and are not repeated in the message", async () => {
    for (const args of [
      ["--client-secret=hush"],
      ["get"],
      ["get", "a", "hush"],
      ["get", "a", "--client-secret=hush"],
      ["pay", "1.5", "--yes"],
      ["capture", "a", "0", "--yes"],
      ["call", "hush"]
    ]) {
      const ran = await vipps(variables("http://127.0.0.1:1"), args)
      assert.strictEqual(ran.code, 2, args.join(" "))
      assert.notInclude(ran.err, "hush")
    }
    const unset = await vipps({}, ["get", "order-2026-0001"])
    assert.strictEqual(unset.code, 2)
    assert.include(unset.err, "VIPPS_CLIENT_ID")
    assert.strictEqual((await vipps({}, ["--help"])).code, 0)
  })

  it.live("webhooks are registered, listed, ensured and deleted, and a secret goes to its file alone", () =>
    withEmulator(async ({ env }) => {
      const folder = mkdtempSync(join(tmpdir(), "vipps-cli-"))
      try {
        const file = join(folder, "webhook.env")
        const url = "https://example.com/webhooks"
        const args = ["webhooks", "register", url, "epayments.payment.captured.v1", "--yes", "--secret-file", file]
        const made = await vipps(env, [...args, "--json"])
        assert.strictEqual(made.code, 0, made.err)
        const id = String(made.json()[0]?.["id"])
        const secret = /VIPPS_WEBHOOK_SECRET=(.+)/.exec(readFileSync(file, "utf8"))?.[1] ?? ""
        assert.isAbove(secret.length, 10)
        assert.strictEqual(statSync(file).mode & 0o777, 0o600)
        assert.notInclude(made.out + made.err, secret)
        assert.strictEqual((await vipps(env, args)).code, 2, "an existing file is kept")
        assert.include((await vipps(env, ["webhooks", "list"])).out, id)
        const kept = join(folder, "kept.env")
        const ensure = ["webhooks", "ensure", url, "epayments.payment.captured.v1", "--yes"]
        const ensured = await vipps(env, [...ensure, "--id", id, "--secret-file", kept, "--json"])
        assert.strictEqual(ensured.json()[0]?.["created"], false, ensured.err)
        assert.isFalse(existsSync(kept))
        assert.strictEqual((await vipps(env, ["webhooks", "delete", id, "--yes"])).code, 0)
        assert.deepStrictEqual(JSON.parse((await vipps(env, ["webhooks", "list", "--json"])).out), [])
        for (const action of ["nonsense", "constructor"]) {
          const { code, err } = await vipps(env, ["webhooks", action])
          assert.strictEqual(code, 2)
          assert.include(err, "webhooks list | register | ensure | delete")
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  )

  it.live("call runs every described operation: reads at once, others with --yes", () =>
    withEmulator(async ({ env }) => {
      const listed = await vipps({}, ["call"])
      for (const name of ["EPayment.getPayment", "Recurring.getAgreement", "Webhooks.list"]) {
        assert.include(listed.out, name)
      }
      const missing = await vipps(env, ["call", "Recurring.getAgreement", "agr_unknown1"])
      assert.strictEqual(missing.code, 1, missing.err)
      assert.strictEqual((await vipps(env, ["call", "Webhooks.list", "--json"])).code, 0)
      const order = {
        reference: "order-2026-0003",
        amount: { value: 100, currency: "NOK" },
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://example.com"
      }
      const create = ["call", "EPayment.createPayment", JSON.stringify(order)]
      assert.strictEqual((await vipps(env, create)).code, 2)
      assert.strictEqual((await vipps(env, ["get", order.reference])).code, 1)
      const created = await vipps(env, [...create, "--yes", "--json"])
      assert.strictEqual(created.json()[0]?.["reference"], order.reference)
    })
  )

  it.live("trigger acts for the customer, and logs lists the requests without secrets", () =>
    withEmulator(async ({ env }) => {
      const pay = vipps(env, ["pay", "100", "--reference", "order-2026-0004", "--yes"])
      let triggered = await vipps(env, ["trigger", "reject", "order-2026-0004"])
      for (let tries = 0; triggered.code !== 0 && tries < 200; tries++) {
        triggered = await vipps(env, ["trigger", "reject", "order-2026-0004"])
      }
      assert.strictEqual(triggered.code, 0, triggered.err)
      assert.strictEqual((await pay).code, 1)
      const logs = await vipps(env, ["logs"])
      assert.match(logs.out, /201 {2}POST \/epayment\/v1\/payments/)
      for (const secret of secrets) assert.notInclude(logs.out, secret)
      assert.include((await vipps(env, ["logs"], { isTTY: true })).out, colourCode)
    })
  )

  it.live("listen learns a payment from its proxy and forwards signed events once", () =>
    withEmulator(async ({ emulator, env }) => {
      const stop = new AbortController()
      const received: Array<Promise<string>> = []
      const secret = "a-secret-of-the-shop"
      const shop = Http.createServer(async (request, response) => {
        let body = ""
        for await (const chunk of request) body += chunk
        const { headers, method = "", url = "" } = request
        received.push(
          verifyWebhook({ headers, body, method, url: `http://${headers.host}${url}`, secret } as never).then(
            (event) => (event._tag === "EPayment" ? event.name : event._tag)
          )
        )
        response.end()
      })
      await new Promise<void>((resolve) => shop.listen(0, "127.0.0.1", resolve))
      try {
        const target = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hook?a=1`
        let started: (url: string) => void = () => undefined
        const proxy = new Promise<string>((resolve) => {
          started = resolve
        })
        const until = once(() => setTimeout(() => stop.abort(), 3500))
        const listening = vipps({ ...env, VIPPS_WEBHOOK_SECRET: secret }, ["listen", "--forward-to", target], {
          signal: stop.signal,
          onErr: (err) => started(/VIPPS_BASE_URL=(\S+)/.exec(err)?.[1] ?? ""),
          onOut: (out) => until(out.includes("AUTHORIZED"))
        })
        const url = await proxy
        const approve = once(() => void Effect.runPromise(emulator.approve("order-2026-0005")))
        const pay = ["pay", "100", "--yes", "--reference", "order-2026-0005"]
        await vipps({ ...env, VIPPS_BASE_URL: url }, pay, { onErr: (err) => approve(err.includes("Pay at ")) })
        const listened = await listening
        assert.strictEqual(listened.code, 0)
        assert.include(listened.err, "rebuilt")
        assert.deepStrictEqual(await Promise.all(received), ["CREATED", "AUTHORIZED"])
      } finally {
        shop.close()
      }
    })
  )

  it.live("emulator runs the emulator's program with its own options", () =>
    Effect.promise(async () => {
      const stop = new AbortController()
      const ran = await vipps({ PATH: "" }, ["emulator", "--port", "0"], {
        signal: stop.signal,
        onOut: (out) => {
          if (out.includes("VIPPS_BASE_URL=")) stop.abort()
        }
      })
      assert.strictEqual(ran.code, 0, ran.err)
      assert.include(ran.out, "VIPPS_BASE_URL=http://127.0.0.1:")
    })
  )
})
