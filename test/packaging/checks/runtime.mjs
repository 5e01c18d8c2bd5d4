/** The installed packages in Node, as ES modules and as CommonJS. */
import { check, expect } from "../lib/report.mjs"
import { run } from "../lib/shell.mjs"

const node = (cwd, ...args) => run(process.execPath, args, cwd)

const loads = (name, cwd) =>
  check(`${name}: every export loads, internals don't, and both builds have the same names`, async () => {
    const [esm, cjs] = await Promise.all(
      ["mjs", "cjs"].map((kind) => node(cwd, `fixtures/load/load.${kind}`, `@effect-vipps/${name}`))
    )
    expect(esm.stdout === cjs.stdout, `ES module:\n${esm.stdout}\nCommonJS:\n${cjs.stdout}`)
  })

const calls = (name, cwd) =>
  Promise.all(
    ["mjs", "cjs"].map((kind) =>
      check(`${name}: creates a payment, from ${name}.${kind}`, () =>
        node(cwd, "fixtures/calls/main.mjs", `./${name}.${kind}`)
      )
    )
  )

export const runtime = async ({ effect, plain }) => {
  await loads("client", effect)
  await loads("emulator", effect)
  await loads("promise", plain)
  await loads("testing", effect)
  await loads("sql", effect)
  await loads("redis", effect)
  await loads("login", effect)
  await calls("client", effect)
  await calls("promise", plain)
  await check("promise: one class by every name, errors known across both builds", () =>
    node(plain, "fixtures/load/both.mjs")
  )
  // Beside Node's own bundle the one of other runtimes, which Node runs too.
  for (const conditions of [[], ["--conditions=workerd"]]) {
    for (const kind of ["import", "require"]) {
      await check(`promise: makes the operations of an API when it is first used, ${[kind, ...conditions]}`, () =>
        node(plain, ...conditions, "fixtures/load/deferred.mjs", kind)
      )
    }
  }
}
