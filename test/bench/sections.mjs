/** The parts of the report, by name. Each measures, and gives its table. */
import { emulator } from "./emulators.mjs"
import { interleaved } from "./interleaved.mjs"
import { runOnce } from "./processes.mjs"
import { runtimes, unmeasured } from "./runtimes.mjs"
import { digits, median, ratio, spread, table } from "./statistics.mjs"

const others = [
  "undici",
  "node:http",
  "fetch",
  "Effect's HttpClient, by hand",
  "@vippsno/vipps-sdk 0.9.13",
  "@vippsmobilepay/sdk 2.4.2"
]
const ours = [
  "facade",
  "facade, onEvent",
  "facade, own fetch",
  "Effect, NodeHttp",
  "Effect, NodeHttp, tracer",
  "Effect, FetchHttp",
  "Effect, FetchHttpClient"
]

const ofBuilds = (names, builds) =>
  names.flatMap((caller) => builds.map(({ dir, name }) => ({ label: `${caller}${name}`, caller, dir })))

const four = [
  { operation: "getPayment", inFlight: 1 },
  { operation: "getPayment", inFlight: 64 },
  { operation: "createPayment", inFlight: 1 },
  { operation: "createPayment", inFlight: 64 }
]

const titleOf = ({ inFlight, operation }) => `${operation}, ${inFlight}`

const cell = (micros) => `${digits(median(micros))} (${spread(micros)})`

/** One row per caller: microseconds, with half of the rounds, and times the base, for each case. */
const callTable = (measured, cases, base, labels = [...measured.keys()]) =>
  table(
    [`CPU µs per call, × ${base}`, ...cases.flatMap((one) => [titleOf(one), "×"])],
    labels.map((label) => [
      label,
      ...measured.get(label).flatMap((micros, at) => [cell(micros), digits(ratio(micros, measured.get(base)[at]))])
    ])
  )

const calls = async ({ builds, rounds, url }) => {
  const rows = [...others.map((caller) => ({ label: caller, caller, dir: builds[0].dir })), ...ofBuilds(ours, builds)]
  const measured = await interleaved({ url, rows, cases: four, rounds, ms: 300 })
  const onFetch = [...measured.keys()].filter((label) => /fetch|HttpClient|2\.4\.2/i.test(label))
  return `## Calls\n\n${callTable(measured, four, "undici")}\n\n${callTable(measured, four, "fetch", onFetch)}`
}

/** The facade where `fetch` is the way out, against hand-written `fetch` there. */
const elsewhere = async ({ builds, rounds, url }) => {
  const parts = []
  for (const { name, program } of runtimes()) {
    const rows = [
      { label: "fetch", caller: "fetch", dir: builds[0].dir, program },
      ...ofBuilds(["facade"], builds).map((row) => ({ ...row, program }))
    ]
    const measured = await interleaved({ url, rows, cases: four, rounds, ms: 300 })
    parts.push(`${name}\n\n${callTable(measured, four, "fetch")}`)
  }
  return `## Other runtimes\n\n${[...parts, ...unmeasured()].join("\n\n")}`
}

const cold = async ({ builds, rounds, url }) => {
  const base = "@vippsmobilepay/sdk 2.4.2"
  const rows = [
    ...["node:http", "undici", "fetch", "@vippsno/vipps-sdk 0.9.13", base].map((caller) => ({
      label: caller,
      caller,
      dir: builds[0].dir
    })),
    ...ofBuilds(["facade", "Effect, NodeHttp"], builds)
  ]
  const measured = new Map(rows.map(({ label }) => [label, []]))
  for (let round = 0; round < rounds * 3; round++) {
    for (const { caller, dir, label } of rows) measured.get(label).push(await runOnce("cold.mjs", [caller, url, dir]))
  }
  const of = (label, what) => measured.get(label).map((one) => one[what])
  const head = ["From the start of the process to a first payment", "ms", "half of rounds", `× ${base}`, "CPU ms"]
  const lines = rows.map(({ label }) => [
    label,
    digits(median(of(label, "wall"))),
    spread(of(label, "wall")),
    digits(ratio(of(label, "wall"), of(base, "wall"))),
    digits(median(of(label, "cpu")))
  ])
  return `## Cold start\n\n${table(head, lines)}`
}

const flight = async ({ builds, rounds, url }) => {
  const cases = [1, 4, 16, 64, 256, 1024].map((inFlight) => ({ operation: "getPayment", inFlight }))
  const rows = [{ label: "undici", caller: "undici", dir: builds[0].dir }, ...ofBuilds(["facade"], builds)]
  const measured = await interleaved({ url, rows, cases, rounds, ms: 500 })
  const lines = [...measured].map(([label, byCase]) => [label, ...byCase.map((micros) => digits(median(micros)))])
  return `## In flight\n\n${table(["CPU µs per getPayment", ...cases.map(({ inFlight }) => inFlight)], lines)}`
}

const merchants = async ({ builds, rounds, url }) => {
  const head = [
    "Merchants in a process",
    "make: CPU µs",
    "first call: CPU µs",
    "next call: CPU µs",
    "kB",
    "kB after a call"
  ]
  const lines = []
  for (const { dir, name } of builds) {
    for (const count of [1, 10, 100, 1000]) {
      const measured = []
      for (let round = 0; round < rounds; round++) {
        measured.push(await runOnce("merchants.mjs", [String(count), url, dir], ["--expose-gc"]))
      }
      const of = (what) => digits(median(measured.map((one) => one[what])))
      lines.push([`${count}${name}`, of("make"), of("first"), of("next"), of("idle"), of("used")])
    }
  }
  return `## Merchants\n\n${table(head, lines)}`
}

const webhooks = async ({ builds, rounds }) => {
  const measured = new Map()
  for (let round = 0; round < rounds; round++) {
    for (const { dir, name } of builds) {
      for (const [row, micros] of Object.entries(await runOnce("webhooks.mjs", [dir]))) {
        const label = `${row}${name}`
        measured.set(label, [...(measured.get(label) ?? []), micros])
      }
    }
  }
  const lines = [...measured].map(([label, micros]) => {
    const base = measured.get(label.replace(/^.*?(?= \(before\)|$)/, "bare node:crypto"))
    return [label, digits(median(micros)), spread(micros), digits(ratio(micros, base))]
  })
  return `## Webhooks\n\n${table(["Verification of one event", "CPU µs", "half of rounds", "× bare"], lines)}`
}

export const sections = { calls, elsewhere, cold, flight, merchants, webhooks, emulator }
