/** What was checked, how it went and how long it took. */
const results = []

/** Runs one check, which fails by throwing. Returns its result, or undefined if it failed. */
export const check = async (name, work) => {
  const start = performance.now()
  const settle = (passed, reason) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    results.push({ name, passed, seconds })
    console.log(
      `${passed ? "ok  " : "FAIL"} ${name} (${seconds} s)${reason ? `\n${reason.replace(/^/gm, "     ")}` : ""}`
    )
  }
  try {
    const value = await work()
    settle(true)
    return value
  } catch (error) {
    settle(false, error instanceof Error ? error.message : String(error))
    return undefined
  }
}

/** Throws if the condition is false. */
export const expect = (so, otherwise) => {
  if (!so) throw new Error(otherwise)
}

/** Prints the table, its totals alone on the last line, and returns whether all passed. */
export const summary = () => {
  const failed = results.filter(({ passed }) => !passed).length
  console.log()
  for (const { name, passed, seconds } of results) {
    console.log(`${passed ? "ok  " : "FAIL"} | ${seconds.padStart(5)} s | ${name}`)
  }
  console.log(`${results.length - failed} passed, ${failed} failed`)
  return failed === 0
}
