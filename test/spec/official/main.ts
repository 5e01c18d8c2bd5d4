/**
 * Checks client, login and emulator against the official specifications with a validator that is not of this project, by
 * arbitrary requests and responses in both directions: `npm run spec:official -- <folder>`.
 *
 * The folder holds the OpenAPI files as Vipps publishes them, named `access-token.yaml`, `epayment.yaml`, `checkout.yaml`,
 * `webhooks.yaml`, `recurring.yaml`, `qr.yaml`, `order-management.yaml`, `report.yaml` and `login.yaml`. They are not part of this repository; `spec/*.json` names the source of each. The events of
 * webhooks are in none of them, and are checked against `spec/webhooks.json` by the tests alone. Options: `--runs`, the number of
 * requests or responses for each operation, and `--api`.
 */
// @effect-diagnostics globalConsole:off
import { parseArgs } from "node:util"
import * as client from "./client.js"
import { open } from "./Document.js"
import * as emulator from "./emulator.js"
import { section } from "./findings.js"
import * as login from "./login.js"
import * as meant from "./meant.js"

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "2000" }, api: { type: "string" } }
})
const [folder] = positionals
if (folder === undefined) throw new Error("name the folder of the official specifications")
const runs = Number(values.runs)

let isRight = true
for (const api of [
  "access-token",
  "epayment",
  "checkout",
  "webhooks",
  "recurring",
  "qr",
  "order-management",
  "report"
]) {
  if (values.api !== undefined && values.api !== api) continue
  const document = open(folder, api)
  const sections = []
  if (client.apis[api]?.some(({ request }) => request !== undefined)) {
    const sent = section(`${api}, requests of the client`, meant.sent)
    client.requests(document, api, runs, sent)
    sections.push(sent)
  }
  const read = section(`${api}, responses read by the client`, meant.read)
  client.responses(document, api, runs, read)
  const answered = section(`${api}, responses of the emulator`, meant.answered)
  await emulator.answers(document, api, 5 * runs, answered)
  for (const one of [...sections, read, answered]) isRight = one.print() && isRight
}
if (values.api === undefined || values.api === "login") {
  const document = open(folder, "login")
  const sent = section("login, requests of the login", meant.loginSent)
  const read = section("login, responses read by the login")
  await login.client(document, Math.ceil(runs / 10), sent, read)
  const answered = section("login, responses of the emulator", meant.answered)
  await login.emulator(document, runs, answered)
  for (const one of [sent, read, answered]) isRight = one.print() && isRight
}
if (!isRight) process.exitCode = 1
