// @effect-diagnostics globalFetch:off globalDate:off
import type { EPayment, Vipps } from "@effect-vipps/promise"
import type { Command } from "../Command.js"
import { baseUrlOf, isLive } from "../connect.js"
import { exitCodes, UsageError } from "../exitCodes.js"
import { startProxy } from "../proxy.js"
import { signatureHeaders } from "../sign.js"

/** 20 reads a minute and payment; Vipps allows 120. */
const interval = 3000

/** Payments that are watched: at most this many, the latest. */
const mostWatched = 50

/** How often an event is sent to an endpoint that does not accept it. */
const mostTries = 10

const targetOf = (text: string | undefined): URL => {
  if (text === undefined || !URL.canParse(text)) throw new UsageError("listen --forward-to <url>")
  const url = new URL(text)
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new UsageError("--forward-to is an http or https URL without credentials")
  }
  return url
}

interface Watched {
  /** Keys of the events that were accepted, and how often the others were sent. */
  readonly tries: Map<string, number>
}

const deliver = (url: URL, secret: string, body: string): Promise<number> =>
  fetch(url, {
    method: "POST",
    body,
    headers: signatureHeaders(url, body, secret, new Date()),
    redirect: "manual",
    signal: AbortSignal.timeout(10_000)
  })
    .then(({ status }) => status)
    .catch(() => 0)

export const listen: Command = {
  usage: "--forward-to <url>",
  summary: "forward events of payments to a local URL; test environment and emulator only",
  details: `Set VIPPS_BASE_URL of your program to the URL that this prints: its requests pass through, and the payments in
them are watched. Events are rebuilt from event logs and signed with VIPPS_WEBHOOK_SECRET; they are not Vipps' own
deliveries, and lack what only those have.
      --forward-to <url>  where to send events
      --port <port>       of the proxy; defaults to a free one`,
  options: { "forward-to": { type: "string" }, port: { type: "string" } },
  arity: [0, 0],
  run: async ({ connect, env, option, print, system }) => {
    if (isLive(env)) throw new UsageError("listen works with the test environment and the emulator only")
    const target = targetOf(option("forward-to"))
    const secret = env["VIPPS_WEBHOOK_SECRET"] ?? ""
    if (secret === "") throw new UsageError("Set VIPPS_WEBHOOK_SECRET to the secret that your program verifies with")
    const port = Number(option("port") ?? 0)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError("--port is 0 to 65535")
    const { options, vipps } = await connect()
    const watched = new Map<string, Watched>()
    const proxy = await startProxy(baseUrlOf(env), port, (reference) => {
      const known = watched.get(reference) ?? { tries: new Map() }
      watched.delete(reference)
      watched.set(reference, known)
      const [oldest] = watched.keys()
      if (watched.size > mostWatched && oldest !== undefined) watched.delete(oldest)
    })
    print.note(`VIPPS_BASE_URL=${proxy.url}`)
    print.note(`Forwarding to ${target.origin}${target.pathname}. Events are rebuilt from event logs.`)

    const forward = async (event: EPayment.PaymentEvent, { tries }: Watched) => {
      const key = `${event.pspReference} ${event.name} ${event.success}`
      const tried = tries.get(key) ?? 0
      if (tried >= mostTries) return
      const body = JSON.stringify({ msn: options.merchantSerialNumber, ...event })
      const status = await deliver(target, secret, body)
      const isAccepted = status >= 200 && status < 300
      tries.set(key, isAccepted ? mostTries : tried + 1)
      const { name, reference } = event
      const shown = status === 0 ? "no response" : String(status)
      const colour = isAccepted ? "green" : "red"
      print.result({ reference, name, status }, `${reference}  ${name}  ${print.colour(colour, shown)}`)
    }
    const logOf = (vipps: Vipps, reference: string) =>
      vipps.ePayment.getPaymentEventLog(reference).catch((error: unknown) => {
        print.note(`${reference}: the event log could not be read: ${error instanceof Error ? error.name : "error"}`)
        return []
      })
    try {
      while (system.out.isClosed?.() !== true && (await system.sleep(interval))) {
        for (const [reference, one] of [...watched]) {
          for (const event of await logOf(vipps, reference)) {
            if (system.signal.aborted) return exitCodes.done
            await forward(event, one)
          }
        }
      }
      return exitCodes.done
    } finally {
      await proxy.close()
    }
  }
}
