/** Measures rows by cases in rounds: all rows take their turn in each round, so that all meet the same machine. */
import { startCaller } from "./processes.mjs"

/** Code is compiled, connections are open and the token is there before anything counts. */
const warmUpMs = 600

/** For each row's label, for each case, the microseconds of each round. */
export const interleaved = async ({ cases, ms, rounds, rows, url }) => {
  const callers = rows.map(({ caller, dir, label, program }) => ({
    label,
    process: startCaller(caller, url, dir, program),
    measured: cases.map(() => [])
  }))
  try {
    for (const { process } of callers) for (const one of cases) await process.measure({ ...one, ms: warmUpMs })
    for (let round = 0; round < rounds; round++) {
      for (const [at, one] of cases.entries()) {
        // No row always follows the same neighbour.
        for (const { measured, process } of round % 2 === 0 ? callers : [...callers].reverse()) {
          measured[at].push((await process.measure({ ...one, ms })).micros)
        }
      }
    }
  } finally {
    for (const { process } of callers) process.stop()
  }
  return new Map(callers.map(({ label, measured }) => [label, measured]))
}
