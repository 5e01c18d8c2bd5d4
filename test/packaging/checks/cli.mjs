/** `vipps` as it is installed: each command in a pipe, and on a terminal that `script` of util-linux makes. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { check, expect } from "../lib/report.mjs"
import { attempt, interact, whileRunning } from "../lib/shell.mjs"

const colourCode = "\u001b["

const variables = (url) => ({
  VIPPS_CLIENT_ID: "00000000-0000-4000-8000-000000000000",
  VIPPS_CLIENT_SECRET: "emulator-client-secret",
  VIPPS_SUBSCRIPTION_KEY: "emulator-subscription-key",
  VIPPS_MERCHANT_SERIAL_NUMBER: "123456",
  VIPPS_WEBHOOK_SECRET: "a-secret-of-the-shop",
  VIPPS_BASE_URL: url
})

/** Colours are a matter of the terminal, which the variables of the checks turn off. */
const onTerminal = { NO_COLOR: "", TERM: "xterm" }

/** How a run reads both kinds of output: as two pipes, or as one terminal. */
const ways = {
  pipe: (vipps, cwd, env) => ({
    run: (...args) => attempt(vipps, args, cwd, env),
    /** Until the output matches, then Ctrl-C. */
    stopped: (until, ...args) => interact(vipps, args, { cwd, env, until }, (child) => child.kill("SIGINT")),
    expectKind: ({ text }) => expect(!text.includes(colourCode), `colours in a pipe: ${text}`)
  }),
  terminal: (vipps, cwd, env) => {
    // `exec`, because some shells answer Ctrl-C with an exit code of their own, whatever the program's is.
    const inTerminal = (args) => ["-qec", `exec ${[vipps, ...args].map((word) => `'${word}'`).join(" ")}`, "/dev/null"]
    const more = { ...env, ...onTerminal }
    return {
      run: (...args) => interact("script", inTerminal(args), { cwd, env: more, until: /(?!)/ }, () => {}),
      stopped: (until, ...args) =>
        interact("script", inTerminal(args), { cwd, env: more, until }, (child) => child.stdin.write("\u0003")),
      expectKind: ({ text }, coloured) =>
        expect(!coloured || text.includes(colourCode), `no colours on a terminal: ${text}`)
    }
  }
}

/** The commands about one payment in their order: arguments, what is printed, and whether it has colours. */
const steps = (reference) => [
  [["doctor"], /ok\s+.*keys: client id, client secret and subscription key are accepted/, true],
  [["get", reference], /AUTHORIZED {2}499\.00 NOK/],
  [["events", reference], /AUTHORIZED {2}499\.00 NOK/],
  [["capture", reference, "10000", "--yes"], /capture of 100\.00 NOK: done/],
  [["refund", reference, "--yes"], /refund of 100\.00 NOK: done/],
  [["cancel", reference, "--yes"], /cancel: done/],
  [["reconcile", reference], /consistent[\s\S]*refundable {2}0\.00 NOK/],
  [["logs", reference], /201.*POST \/epayment\/v1\/payments/, true],
  [["call", "EPayment.getPayment", reference], /reference: .*order-/, true]
]

const approved = async (run, reference) => {
  for (let tries = 0; tries < 100; tries++) {
    const { code, text } = await run("trigger", "approve", reference)
    if (code === 0) return expect(text.includes("approve: done"), text)
  }
  throw new Error("the payment was never there to be approved")
}

const expectRun = (ran, [args, printed, coloured = false], { expectKind }) => {
  expect(ran.code === 0, `vipps ${args.join(" ")}: exit ${ran.code}: ${ran.text}`)
  expect(printed.test(ran.text), `vipps ${args.join(" ")}: ${ran.text}`)
  expectKind(ran, coloured)
}

/** Registers, keeps, lists and deletes a webhook. */
const registrations = async (way, cwd, reference) => {
  const url = `http://127.0.0.1:9/${reference}`
  const file = join(cwd, `${reference}.env`)
  const take = async (args, printed) => {
    const ran = await way.run("webhooks", ...args)
    expectRun(ran, [["webhooks", ...args], printed], way)
    return ran
  }
  const made = await take(
    ["register", url, "epayments.payment.captured.v1", "--secret-file", file, "--yes"],
    /registered [\w-]+; its secret is in /
  )
  const [, id] = /registered ([\w-]+)/.exec(made.text)
  const saved = readFileSync(file, "utf8")
  expect(saved.startsWith(`VIPPS_WEBHOOK_ID=${id}\nVIPPS_WEBHOOK_SECRET=`), "no id and secret in the file")
  const [, secret] = /VIPPS_WEBHOOK_SECRET=(.+)\n/.exec(saved)
  expect(!made.text.includes(secret), "the secret of a webhook is printed")
  const unused = ["--secret-file", join(cwd, `${reference}.unused.env`)]
  await take(["ensure", url, "epayments.payment.captured.v1", "--id", id, ...unused, "--yes"], new RegExp(`kept ${id}`))
  const listed = new RegExp(`${id} {2}${url}\\s+epayments\\.payment\\.captured\\.v1`)
  await take(["list"], listed)
  await take(["delete", id, "--yes"], new RegExp(`deleted ${id}`))
  const { text } = await way.run("webhooks", "list")
  expect(!text.includes(id), `a deleted webhook is listed: ${text}`)
}

const journey = async (way, cwd, reference) => {
  const { run, stopped } = way
  const [paid] = await Promise.all([run("pay", "49900", "--reference", reference, "--yes"), approved(run, reference)])
  expectRun(paid, [["pay"], /order-.* {2}.*Authorized/, true], way)
  for (const step of steps(reference)) expectRun(await run(...step[0]), step, way)
  await registrations(way, cwd, reference)
  const listen = ["listen", "--forward-to", "http://127.0.0.1:9/hook"]
  expectRun(await stopped(/rebuilt/, ...listen), [listen, /VIPPS_BASE_URL=http:\/\/127\.0\.0\.1:\d+/], way)
  const follow = ["logs", reference, "--follow"]
  expectRun(await stopped(/POST \/epayment/, ...follow), [follow, /201/, true], way)
  return paid
}

export const cli = async ({ effect: cwd }) => {
  const vipps = join(cwd, "node_modules/.bin/vipps")
  const address = /VIPPS_BASE_URL=(http:\/\/127\.0\.0\.1:\d+)/
  await check("cli: vipps emulator serves in a pipe, and each command runs in a pipe and on a terminal", () =>
    whileRunning(vipps, ["emulator", "--port", "0", "--quiet"], { cwd, until: address }, async (printed) => {
      const [, url] = address.exec(printed) ?? []
      expect(url !== undefined, printed)
      const env = variables(url)
      const [piped, shown] = await Promise.all([
        journey(ways.pipe(vipps, cwd, env), cwd, "order-2026-0001"),
        journey(ways.terminal(vipps, cwd, env), cwd, "order-2026-0002")
      ])
      expect(!piped.text.includes("█"), "a QR code in a pipe")
      expect(shown.text.includes("█"), `no QR code on a terminal: ${shown.text}`)
      expect(shown.text.includes("Waiting for the customer"), "no progress on a terminal")
    })
  )
  await check("cli: vipps emulator serves on a terminal, and Ctrl-C ends it", async () => {
    const { run: _, stopped } = ways.terminal(vipps, cwd, {})
    const { code, text } = await stopped(address, "emulator", "--port", "0")
    expect(code === 0, `exit ${code}: ${text}`)
  })
  await check("cli: a reader that closes the pipe ends it without an error", async () => {
    const { code, text } = await attempt("bash", ["-o", "pipefail", "-c", `'${vipps}' call | head -n 1`], cwd)
    expect(code === 0 && text.trim().split("\n").length === 1, `exit ${code}: ${text}`)
  })
}
