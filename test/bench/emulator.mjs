/**
 * The emulator of a built checkout: `emulator.mjs KIND DIR`. The kinds of an emulator under load read lines of JSON,
 * `{"ms": 500}`, and answer each with whole payment lives (create, approve, capture) per second, and the emulator's own
 * CPU time, in microseconds a life. The other kinds answer once.
 */
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { Agent, get, request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { createInterface } from "node:readline"
import { pathToFileURL } from "node:url"

const [kind, dir] = process.argv.slice(2)
const inFlight = 32
const emulators = `${dir}/packages/emulator/dist/esm/`
const effect = `${dir}/node_modules/effect/dist/esm/`

const keys = {
  client_id: "00000000-0000-4000-8000-000000000000",
  client_secret: "emulator-client-secret",
  "ocp-apim-subscription-key": "emulator-subscription-key",
  "merchant-serial-number": "123456"
}

/** A whole life at a time, over `send`, which resolves to a status and a text. */
const liver = async (send) => {
  const { status, text } = await send("POST", "/accesstoken/get", keys)
  if (status !== 200) throw new Error(`${status} ${text}`)
  const headers = {
    authorization: `Bearer ${JSON.parse(text).access_token}`,
    "ocp-apim-subscription-key": keys["ocp-apim-subscription-key"],
    "merchant-serial-number": keys["merchant-serial-number"],
    "content-type": "application/json"
  }
  let last = 0
  const amount = { currency: "NOK", value: 49900 }
  const expect = async (wanted, method, path, body, key) => {
    const sent = body === undefined ? headers : { ...headers, "idempotency-key": key }
    const answer = await send(method, path, sent, body && JSON.stringify(body))
    if (answer.status !== wanted) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
    return answer.text
  }
  const live = async () => {
    const reference = `order-${10_000 + ++last}`
    await expect(
      201,
      "POST",
      "/epayment/v1/payments",
      {
        reference,
        amount,
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://shop.example/thanks"
      },
      `create ${reference}`
    )
    await expect(200, "POST", `/_emulator/payments/${reference}/approve`)
    await expect(
      200,
      "POST",
      `/epayment/v1/payments/${reference}/capture`,
      { modificationAmount: amount },
      `capture ${reference}`
    )
  }
  const check = async () => {
    const entries = JSON.parse(await expect(200, "GET", "/_emulator/ledger"))
    if (entries.length !== last * 2) throw new Error(`The ledger has ${entries.length} entries of ${last} payments`)
  }
  return { live, check }
}

/** `node:http` on sockets that stay open: a tenth of what any client costs. */
const overHttp = (url, agent) => (method, path, headers, body) =>
  new Promise((resolve, reject) => {
    const sent = request(`${url}${path}`, {
      agent,
      method,
      headers: { ...headers, "content-length": body?.length ?? 0 }
    })
    sent.on("error", reject)
    sent.on("response", (response) => {
      const chunks = []
      response.on("data", (chunk) => chunks.push(chunk))
      response.on("end", () => resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }))
    })
    sent.end(body)
  })

/** What the dashboard's script does in a browser: all anew after each event, in a fifth of the time at most. */
const openDashboard = (url, send) =>
  new Promise((resolve) => {
    let busy = false
    let stale = false
    const refresh = async () => {
      stale = busy
      if (busy) return
      busy = true
      const started = performance.now()
      await send("GET", "/_emulator/live", {})
      setTimeout(
        () => {
          busy = false
          if (stale) refresh()
        },
        4 * (performance.now() - started)
      )
    }
    get(`${url}/_emulator/events`, { agent: false }, (response) => {
      resolve()
      response.on("data", refresh)
    })
  })

/** CPU microseconds of a process so far; where there is no /proc, unknown. */
const cpuOf = (pid) => {
  const ticks = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")
  return (Number(ticks[11]) + Number(ticks[12])) * 10_000
}

const folder = () => {
  const path = mkdtempSync(join(tmpdir(), "vipps-bench-"))
  process.on("exit", () => rmSync(path, { recursive: true, force: true }))
  return path
}

/** The program that the package installs: one file, or its modules in older checkouts. */
const program = [`${dir}/packages/emulator/dist/vipps-emulator.mjs`, `${emulators}bin.js`].find(existsSync)

const startServed = async (args) => {
  const child = spawn(process.execPath, [program, "--port", "0", "--no-rate-limits", ...args], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  process.on("exit", () => child.kill("SIGKILL"))
  const lines = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
    if (url !== undefined) return { child, url }
  }
  throw new Error(`The emulator did not start: ${lines.join("\n")}`)
}

const served = async (args, hasDashboard) => {
  const { child, url } = await startServed(args)
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight })
  if (hasDashboard) await openDashboard(url, overHttp(url, new Agent()))
  // The server closes what is idle while others are measured.
  const rest = () => agent.destroy()
  return { ...(await liver(overHttp(url, agent))), cpu: () => cpuOf(child.pid), rest }
}

const inProcess = async () => {
  const [VippsEmulator, Effect, Scope] = await Promise.all(
    [`${emulators}VippsEmulator.js`, `${effect}Effect.js`, `${effect}Scope.js`].map(
      (file) => import(pathToFileURL(file))
    )
  )
  const scope = Effect.runSync(Scope.make())
  const { fetch } = await Effect.runPromise(Scope.extend(VippsEmulator.make({ rateLimits: false }), scope))
  const send = async (method, path, headers, body) => {
    const response = await fetch(`http://127.0.0.1:4242${path}`, { method, headers, body: body ?? null })
    return { status: response.status, text: await response.text() }
  }
  return { ...(await liver(send)), cpu: () => process.cpuUsage().user + process.cpuUsage().system, rest: () => {} }
}

const kinds = {
  served: () => served([]),
  data: () => served(["--data", join(folder(), "vipps.db")]),
  dashboard: () => served([], true),
  inProcess
}

const measure = async ({ cpu, live, rest }, ms) => {
  let lives = 0
  const started = performance.now()
  const before = cpu()
  const worker = async () => {
    do {
      await live()
      lives++
    } while (performance.now() < started + ms)
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  rest()
  return { perSecond: (lives * 1000) / (performance.now() - started), micros: (cpu() - before) / lives }
}

/** Each answers once. */
const single = {
  /** From the start of the program to its first response, a token. */
  start: async () => {
    const started = performance.now()
    const { cpu } = await served([])
    return { wall: performance.now() - started, cpu: cpu() / 1000 }
  },
  /** From the start of a process to the first response of an emulator within it. */
  first: async () => {
    const { cpu } = await inProcess()
    return { wall: performance.now(), cpu: cpu() / 1000 }
  },
  /** Another one in the same process, as each test makes one. */
  another: async () => {
    for (let nth = 0; nth < 50; nth++) await inProcess()
    const started = performance.now()
    const before = process.cpuUsage()
    for (let nth = 0; nth < 200; nth++) await inProcess()
    const { system, user } = process.cpuUsage(before)
    return { wall: (performance.now() - started) / 200, cpu: (user + system) / 200_000 }
  },
  /** Kilobytes that a finished payment leaves behind; needs `--expose-gc`. */
  memory: async () => {
    const { live } = await inProcess()
    const use = async (lives) => {
      for (let nth = 0; nth < lives; nth++) await live()
      globalThis.gc()
      return process.memoryUsage().heapUsed / 1024
    }
    const before = await use(1000)
    return { kilobytes: ((await use(20_000)) - before) / 20_000 }
  }
}

if (kind in single) {
  console.log(JSON.stringify(await single[kind]()))
} else {
  const emulator = await kinds[kind]()
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await measure(emulator, JSON.parse(line).ms)))
  }
  await emulator.check()
}
process.exit()
