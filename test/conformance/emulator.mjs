/** The emulator in its own process, and redirection to it from the hosts that the SDKs contain. */
import { spawn } from "node:child_process"
import http from "node:http"
import https from "node:https"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** Starts one; `keys` are those of its first sales unit. */
export const start = async () => {
  const args = ["--import", "tsx", "packages/emulator/src/bin.ts", "--port", "0", "--no-rate-limits"]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] })
  const printed = new Map()
  for await (const line of createInterface(child.stdout)) {
    const [, name, value] = /^(VIPPS_\w+)=(.*)$/.exec(line) ?? []
    if (name !== undefined) printed.set(name, value)
    if (line.startsWith("Dashboard")) break
  }
  const url = printed.get("VIPPS_BASE_URL")
  if (url === undefined) throw new Error("The emulator did not start")
  const control = async (method, path, body) => {
    const response = await globalThis.fetch(`${url}/_emulator${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return text === "" ? undefined : JSON.parse(text)
  }
  return {
    url,
    keys: {
      clientId: printed.get("VIPPS_CLIENT_ID"),
      clientSecret: printed.get("VIPPS_CLIENT_SECRET"),
      subscriptionKey: printed.get("VIPPS_SUBSCRIPTION_KEY"),
      merchantSerialNumber: printed.get("VIPPS_MERCHANT_SERIAL_NUMBER")
    },
    approve: (reference) => control("POST", `/payments/${reference}/approve`),
    reject: (reference) => control("POST", `/payments/${reference}/reject`),
    complete: (reference) => control("POST", `/checkout/sessions/${reference}/complete`),
    ledger: (reference) => control("GET", `/ledger?reference=${reference}`),
    requests: (reference) => control("GET", `/requests?reference=${reference}`),
    reset: () => control("POST", "/reset"),
    stop: () => child.kill()
  }
}

const vipps = "apitest.vipps.no"

/** `fetch`, with Vipps' test environment at this URL. Any other host is refused: nothing leaves the machine. */
export const redirectFetch = (url) => {
  const original = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const to = new URL(request.url)
    if (to.origin === url) return original(request)
    if (to.host !== vipps) throw new Error(`A request to ${to.host}`)
    const body = request.body === null ? undefined : await request.text()
    const { headers, method } = request
    return original(url + to.pathname + to.search, { method, headers, body })
  }
}

/** `https.request`, likewise. */
export const redirectHttps = (url) => {
  const { hostname, port } = new URL(url)
  https.request = (options, listener) => {
    if (options.hostname !== vipps) throw new Error(`A request to ${options.hostname}`)
    return http.request({ ...options, hostname, port }, listener)
  }
}

/** The input of both SDKs. */
export const order = (reference, more = {}) => ({
  amount: { currency: "NOK", value: 10_000 },
  paymentMethod: { type: "WALLET" },
  customer: { phoneNumber: "4712345678" },
  reference,
  userFlow: "WEB_REDIRECT",
  returnUrl: `https://shop.example/return?reference=${reference}`,
  paymentDescription: "Three pairs of socks",
  ...more
})

export const modification = (value) => ({ modificationAmount: { currency: "NOK", value } })

export const session = (reference, more = {}) => ({
  type: "PAYMENT",
  merchantInfo: {
    callbackUrl: "https://shop.example/callback",
    returnUrl: "https://shop.example/return",
    callbackAuthorizationToken: "callback-secret"
  },
  transaction: { amount: { currency: "NOK", value: 10_000 }, reference, paymentDescription: "Three pairs of socks" },
  ...more
})

/** The sums of a payment, in minor units. */
export const sums = ({ authorizedAmount, cancelledAmount, capturedAmount, refundedAmount }) =>
  [authorizedAmount, capturedAmount, refundedAmount, cancelledAmount].map(({ value }) => value)

export const errorCode = (problem) => problem.extraDetails?.find(({ name }) => name === "ErrorCode")?.reason

export const fields = (problem) => problem.extraDetails.map(({ name }) => name)
