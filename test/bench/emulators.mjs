/** The emulator's part of the report: under load, from its start, and in memory. */
import { runOnce, startEmulator } from "./processes.mjs"
import { digits, median, spread, table } from "./statistics.mjs"

const kinds = { served: "over HTTP", data: "with --data", dashboard: "with a dashboard open", inProcess: "in process" }

const underLoad = async ({ builds, rounds }) => {
  const rows = Object.entries(kinds).flatMap(([kind, what]) =>
    builds.map(({ dir, name }) => ({ label: `${what}${name}`, emulator: startEmulator(kind, dir), measured: [] }))
  )
  try {
    // Long enough for the code to be compiled: it costs three times as much before.
    for (const { emulator } of rows) await emulator.measure({ ms: 3000 })
    for (let round = 0; round < rounds; round++) {
      for (const { emulator, measured } of round % 2 === 0 ? rows : [...rows].reverse()) {
        measured.push(await emulator.measure({ ms: 1000 }))
      }
    }
  } finally {
    await Promise.all(rows.map(({ emulator }) => emulator.stop()))
  }
  return table(
    ["Create, approve, capture", "lives/s", "CPU µs per life", "half of rounds"],
    rows.map(({ label, measured }) => {
      const micros = measured.map((one) => one.micros)
      return [label, digits(median(measured.map((one) => one.perSecond))), digits(median(micros)), spread(micros)]
    })
  )
}

const starts = {
  start: "program, to its first response",
  first: "in a new process, to its first response",
  another: "one more in a process"
}

const fromStart = async ({ builds, rounds }) => {
  const rows = Object.entries(starts).flatMap(([kind, what]) =>
    builds.map(({ dir, name }) => ({ label: `${what}${name}`, kind, dir, measured: [] }))
  )
  for (let round = 0; round < rounds; round++) {
    for (const { dir, kind, measured } of rows) measured.push(await runOnce("emulator.mjs", [kind, dir]))
  }
  return table(
    ["Start", "ms", "CPU ms", "half of rounds"],
    rows.map(({ label, measured }) => {
      const cpu = measured.map((one) => one.cpu)
      return [label, digits(median(measured.map((one) => one.wall))), digits(median(cpu)), spread(cpu)]
    })
  )
}

const inMemory = async ({ builds }) => {
  const lines = []
  for (const { dir, name } of builds) {
    const { kilobytes } = await runOnce("emulator.mjs", ["memory", dir], ["--expose-gc"])
    lines.push([`a finished payment${name}`, digits(kilobytes)])
  }
  return table(["Memory", "kB"], lines)
}

export const emulator = async (setting) => {
  const parts = [await underLoad(setting), await fromStart(setting), await inMemory(setting)]
  return `## Emulator\n\n${parts.join("\n\n")}`
}
