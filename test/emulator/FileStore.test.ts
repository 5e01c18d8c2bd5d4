import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import * as Http from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { assert, describe, it } from "@effect/vitest"
import * as FileStore from "@effect-vipps/emulator/core/FileStore"
import type * as VippsEmulator from "@effect-vipps/emulator/VippsEmulator"
import * as VippsEmulatorServer from "@effect-vipps/emulator/VippsEmulatorServer"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HashMap from "effect/HashMap"
import * as Scope from "effect/Scope"
import { checkoutHeaders, keys, modification, order, sessionRequest, tokenHeaders } from "./harness.js"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "vipps-emulator-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** Serves from the file, runs the effect, and stops. */
const serving = <A>(data: string, use: (service: VippsEmulatorServer.Service) => Promise<A>) =>
  Effect.gen(function* () {
    const scope = yield* Scope.make()
    const service = yield* Scope.extend(VippsEmulatorServer.make({ data }), scope)
    return yield* Effect.ensuring(
      Effect.promise(() => use(service)),
      Scope.close(scope, Exit.void)
    )
  })

const send = (
  url: string,
  method: "GET" | "PATCH" | "POST",
  path: string,
  headers: Record<string, string>,
  body?: unknown
) =>
  HttpClient.execute(
    HttpClientRequest.make(method)(url + path, {
      headers,
      body: body === undefined ? HttpBody.empty : HttpBody.text(JSON.stringify(body), "application/json")
    })
  ).pipe(
    Effect.flatMap(({ status, text }) =>
      Effect.map(text, (content) => ({
        status,
        text: content,
        json: content === "" ? undefined : JSON.parse(content)
      }))
    ),
    Effect.provide(FetchHttpClient.layer),
    Effect.runPromise
  )

const call = (url: string, path: string, headers: Record<string, string>, body?: unknown) =>
  send(url, body === undefined ? "GET" : "POST", path, headers, body)

const authOf = async (url: string) => ({
  Authorization: `Bearer ${(await call(url, "/accesstoken/get", tokenHeaders, {})).json.access_token}`,
  "Ocp-Apim-Subscription-Key": keys.subscriptionKey,
  "Merchant-Serial-Number": keys.merchantSerialNumber
})

const payments = "/epayment/v1/payments"

describe("restarts with a data file", () => {
  it.scopedLive("a restart finds payments, sessions, ledger, tokens, keys and the clock as they were", () =>
    Effect.gen(function* () {
      const data = join(yield* folder, "vipps.db")
      const before = yield* serving(data, async ({ emulator, url }) => {
        const auth = await authOf(url)
        const created = await call(url, payments, { ...auth, "Idempotency-Key": "create" }, order("order-0001"))
        await Effect.runPromise(emulator.approve("order-0001"))
        const capture = { ...auth, "Idempotency-Key": "capture" }
        await call(url, `${payments}/order-0001/capture`, capture, modification(4_000))
        await call(url, "/checkout/v3/session", checkoutHeaders, sessionRequest("session-0001"))
        await Effect.runPromise(emulator.moveClock("30 minutes"))
        return {
          auth,
          created,
          payment: await call(url, `${payments}/order-0001`, auth),
          events: await call(url, `${payments}/order-0001/events`, auth),
          session: await call(url, "/checkout/v3/session/session-0001", checkoutHeaders),
          ledger: await Effect.runPromise(emulator.ledger)
        }
      })
      yield* serving(data, async ({ emulator, url }) => {
        const { auth } = before
        assert.deepStrictEqual(await call(url, `${payments}/order-0001`, auth), before.payment)
        assert.deepStrictEqual(await call(url, `${payments}/order-0001/events`, auth), before.events)
        assert.deepStrictEqual(await call(url, "/checkout/v3/session/session-0001", checkoutHeaders), before.session)
        assert.deepStrictEqual(await Effect.runPromise(emulator.ledger), before.ledger)
        const key = { ...auth, "Idempotency-Key": "create" }
        assert.deepStrictEqual(await call(url, payments, key, order("order-0001")), before.created)
        // The token is half an hour old by the clock that was moved.
        await Effect.runPromise(emulator.moveClock("31 minutes"))
        assert.strictEqual((await call(url, `${payments}/order-0001`, auth)).status, 401)
        await Effect.runPromise(emulator.reset)
      })
      yield* serving(data, async ({ emulator, url }) => {
        assert.deepStrictEqual(await Effect.runPromise(emulator.ledger), [])
        assert.strictEqual((await call(url, `${payments}/order-0001`, await authOf(url))).status, 404)
      })
    })
  )

  it.scopedLive("a restart keeps delivering to webhooks registered before", () =>
    Effect.gen(function* () {
      const data = join(yield* folder, "vipps.db")
      const received: Array<unknown> = []
      let status = 500
      const shop = Http.createServer((request, response) => {
        received.push(request.headers["webhook-id"])
        request.resume().on("end", () => response.writeHead(status).end())
      })
      yield* Effect.acquireRelease(
        Effect.async<void>((resume) => void shop.listen(0, "127.0.0.1", () => resume(Effect.void))),
        () => Effect.sync(() => shop.close())
      )
      const webhook = `http://127.0.0.1:${(shop.address() as { readonly port: number }).port}/vipps`
      const id = yield* serving(data, async ({ url }) => {
        const auth = await authOf(url)
        const events = ["epayments.payment.created.v1"]
        const registered = await call(url, "/webhooks/v1/webhooks", auth, { url: webhook, events })
        await call(url, payments, { ...auth, "Idempotency-Key": "create" }, order("order-0001"))
        while (received.length === 0) await pause(5)
        return registered.json.id
      })
      status = 200
      yield* serving(data, async ({ emulator }) => {
        await Effect.runPromise(emulator.moveClock("2 minutes"))
        while ((await Effect.runPromise(emulator.deliveries)).some(({ state }) => state === "Pending")) await pause(5)
      })
      assert.isAtLeast(received.length, 2)
      assert.deepStrictEqual(new Set(received), new Set([id]))
      const kept = yield* serving(data, async ({ emulator }) => {
        const found = await Effect.runPromise(emulator.deliveries)
        assert.isTrue(await Effect.runPromise(emulator.resend(1)))
        return found
      })
      assert.deepStrictEqual(
        kept.map(({ sequence, state }) => [sequence, state]),
        [[1, "Delivered"]]
      )
    })
  )

  it.scopedLive("a data file of another kind is refused, and so is a missing folder", () =>
    Effect.gen(function* () {
      const path = yield* folder
      writeFileSync(join(path, "letter.txt"), "Dear Kari, ".repeat(2_000))
      for (const data of [join(path, "letter.txt"), join(path, "nowhere", "vipps.db")]) {
        const error = yield* Effect.flip(VippsEmulatorServer.make({ data }))
        assert.strictEqual(error._tag, "DataFileError")
        assert.include(String(error), data)
      }
    })
  )
})

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The program as a process that can be killed. */
const process_ = (data: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const args = ["--import", "tsx", "packages/emulator/src/bin.ts", "--port", "0", "--data", data]
      const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] })
      for await (const line of createInterface(child.stdout)) {
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
        if (url !== undefined) return { child, url }
      }
      throw new Error("The program ended before it listened")
    }),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

interface Reported {
  readonly reference: string
  readonly step: "create" | "approve" | "capture" | "refund"
}

describe("writes that fail", () => {
  it.scopedLive("a path of any length is answered, and its answer is repeated after a restart", () =>
    Effect.gen(function* () {
      const data = join(yield* folder, "vipps.db")
      const long = "a".repeat(3_000)
      const repeated = async (url: string, auth: Record<string, string>) => {
        const key = (value: string) => ({ ...auth, ...checkoutHeaders, "Idempotency-Key": value })
        const answers = [
          await send(url, "PATCH", `/recurring/v3/agreements/${long}`, key("k1"), { status: "STOPPED" }),
          await send(url, "POST", `/recurring/v3/agreements/${long}/charges`, key("k2"), {}),
          await send(url, "PATCH", `/checkout/v3/session/${long}`, key("k3"), {}),
          await send(url, "POST", `/checkout/v3/session/${long}/expire`, key("k4"), {})
        ]
        for (const { status } of answers) assert.oneOf(status, [400, 404])
        return answers.map(({ text }) => text)
      }
      const before = yield* serving(data, async ({ url }) => {
        const auth = await authOf(url)
        const texts = await repeated(url, auth)
        assert.strictEqual((await call(url, `${payments}/order-0001`, auth)).status, 404)
        return { auth, texts }
      })
      // A repeated answer has the first one's trace id.
      const after = yield* serving(data, ({ url }) => repeated(url, before.auth))
      assert.deepStrictEqual(after, before.texts)
    })
  )

  it.scopedLive("a step whose key the file does not take leaves none of its rows, and later steps are written", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "vipps.db")
      const row = (key: string) => ({ table: "rows", key, before: undefined, value: 1 })
      const keysIn = yield* Effect.scoped(
        Effect.gen(function* () {
          const store = yield* FileStore.make(file)
          const failing = store.write([row("first"), row("x".repeat(3_000))])
          const later = store.write([row("later")])
          const failed = yield* Effect.exit(Effect.tryPromise(() => failing))
          assert.isTrue(Exit.isFailure(failed))
          yield* Effect.promise(() => later)
          yield* Effect.promise(() => store.write([]))
          const { tables } = yield* store.load
          return [...HashMap.keys(tables["rows"] ?? HashMap.empty())]
        })
      )
      assert.deepStrictEqual(keysIn, ["later"])
    })
  )
})

describe("a data file that another emulator has open", () => {
  it.scopedLive(
    "a data file is refused while another emulator runs, and opens after it has ended in any way",
    () =>
      Effect.gen(function* () {
        const data = join(yield* folder, "vipps.db")
        const { child, url } = yield* process_(data)
        const auth = yield* Effect.promise(() => authOf(url))
        const { status } = yield* Effect.promise(() =>
          call(url, payments, { ...auth, "Idempotency-Key": "create" }, order("order-0001"))
        )
        assert.strictEqual(status, 201)
        for (let time = 0; time < 2; time++) {
          const error = yield* Effect.flip(Effect.scoped(VippsEmulatorServer.make({ data })))
          assert.strictEqual(error._tag, "DataFileError")
          assert.include(String(error), `${data}: another emulator has it open`)
        }
        yield* Effect.promise(async () => {
          const ended = new Promise((resolve) => child.once("exit", resolve))
          child.kill("SIGKILL")
          await ended
        })
        const { emulator } = yield* VippsEmulatorServer.make({ data })
        assert.strictEqual((yield* emulator.payment("order-0001")).state, "CREATED")
        const twice = yield* Effect.flip(VippsEmulatorServer.make({ data }))
        assert.include(String(twice), "another emulator has it open")
      }),
    60_000
  )
})

describe("crashes", () => {
  it.scopedLive(
    "a crash during work loses nothing that was answered, and repeats nothing",
    () =>
      Effect.gen(function* () {
        const data = join(yield* folder, "vipps.db")
        const reported: Array<Reported> = []
        const orders = Array.from({ length: 120 }, (_, nth) => `order-${String(nth).padStart(4, "0")}`)

        /** A payment from created to refunded, each step with its own key; stops where it gets no response. */
        const pay = async (url: string, auth: Record<string, string>, reference: string) => {
          const steps = [
            ["create", payments, order(reference)],
            ["approve", `/_emulator/payments/${reference}/approve`, {}],
            ["capture", `${payments}/${reference}/capture`, modification(4_000)],
            ["refund", `${payments}/${reference}/refund`, modification(1_000)]
          ] as const
          for (const [step, path, body] of steps) {
            const { status } = await call(url, path, { ...auth, "Idempotency-Key": `${reference}-${step}` }, body)
            // Approving again what is approved is a conflict: it has no key.
            assert.isTrue(status < 300 || (step === "approve" && status === 409), `${reference} ${step} ${status}`)
            reported.push({ reference, step })
          }
        }

        const works = async (url: string, list: ReadonlyArray<string>) => {
          const auth = await authOf(url)
          const left = [...list]
          const worker = async () => {
            for (let next = left.shift(); next !== undefined; next = left.shift()) await pay(url, auth, next)
          }
          return Promise.allSettled(Array.from({ length: 16 }, worker))
        }

        const first = yield* process_(data)
        yield* Effect.promise(async () => {
          const load = works(first.url, orders)
          while (reported.length < 120) await pause(5)
          first.child.kill("SIGKILL")
          const ended = await load
          assert.isTrue(
            ended.some(({ status }) => status === "rejected"),
            "it was killed while it worked"
          )
        })
        const answered = [...reported]

        const second = yield* process_(data)
        yield* Effect.promise(async () => {
          const ledger = (await call(second.url, "/_emulator/ledger", {}))
            .json as ReadonlyArray<VippsEmulator.LedgerEntry>
          const has = (reference: string, operation: string) =>
            ledger.some((entry) => entry.reference === reference && entry.operation === operation)
          const auth = await authOf(second.url)
          for (const { reference, step } of answered) {
            if (step === "create") {
              assert.strictEqual((await call(second.url, `${payments}/${reference}`, auth)).status, 200, reference)
            }
            if (step === "approve") assert.isTrue(has(reference, "AUTHORIZED"), reference)
            if (step === "capture") assert.isTrue(has(reference, "CAPTURED"), reference)
            if (step === "refund") assert.isTrue(has(reference, "REFUNDED"), reference)
          }
          // Requests without a response are sent again, and nothing happens twice.
          const ended = await works(second.url, orders)
          assert.isTrue(ended.every(({ status }) => status === "fulfilled"))
          const last = (await call(second.url, "/_emulator/ledger", {}))
            .json as ReadonlyArray<VippsEmulator.LedgerEntry>
          assert.deepStrictEqual(
            last.map(({ operation, reference }) => `${reference} ${operation}`).sort(),
            orders.flatMap((reference) => ["AUTHORIZED", "CAPTURED", "REFUNDED"].map((name) => `${reference} ${name}`))
          )
          assert.deepStrictEqual(
            last.map(({ sequence }) => sequence),
            last.map((_, nth) => nth + 1)
          )
        })
      }),
    60_000
  )
})
