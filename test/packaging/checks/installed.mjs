/** The result of an install: the number of packages, the copies of Effect, and npm's warnings. */
import { access, cp, readdir, readFile, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { consumer, folder, install, peers, root } from "../lib/consumers.mjs"
import { check, expect } from "../lib/report.mjs"
import { attempt, messages, run } from "../lib/shell.mjs"

/** The folders of the installed packages, one a line, the app's own left out. */
const list = async (cwd, ...names) => {
  const { stdout } = await run("npm", ["ls", ...names, "--all", "--parseable"], cwd)
  return stdout
    .trim()
    .split("\n")
    .filter((path) => /[\\/]node_modules[\\/]/.test(path))
}

const one = async (cwd, ...names) => {
  const found = await list(cwd, ...names)
  expect(found.length === 1, `one package expected, found ${found.length}:\n${found.join("\n")}`)
}

const sources = async (folder) => {
  const files = await readdir(join(folder, "dist"), { recursive: true })
  const maps = files.filter((file) => file.endsWith(".map")).map((file) => join(folder, "dist", file))
  expect(maps.length > 0, "there are no maps")
  for (const map of maps) {
    for (const source of JSON.parse(await readFile(map, "utf8")).sources) await access(resolve(dirname(map), source))
  }
}

/** MIT asks that its notice goes along with every copy: also with the code of Effect in the bundle. */
const notices = async (folder, ...packages) => {
  const text = await readFile(join(folder, "THIRD-PARTY-NOTICES.txt"), "utf8")
  for (const name of ["effect", "@effect/platform", ...packages]) {
    const notice = text.split(/^-{80}$/m).find((part) => part.trimStart().startsWith(`${name} `)) ?? ""
    expect(/ \(MIT\)\n\n(?:The )?MIT License(?: \(MIT\))?\n\nCopyright \(c\) .*\S/.test(notice), `no notice of ${name}`)
    expect(notice.includes("Permission is hereby granted, free of charge"), `no permission of ${name}`)
  }
}

export const installed = async ({ effect, plain }) => {
  for (const name of ["client", "emulator", "testing", "sql", "redis", "login", "cli"]) {
    await check(`${name}: every map leads to a source in the package`, () =>
      sources(join(effect, "node_modules/@effect-vipps", name))
    )
  }
  await check("promise: brings no other package", () => one(plain))
  await check("promise: carries the notices of the packages in its bundle", () =>
    notices(join(plain, "node_modules/@effect-vipps/promise"), "@effect/platform-node")
  )
  await check("emulator: carries the notices of the packages in its program", () =>
    notices(join(effect, "node_modules/@effect-vipps/emulator"), "@effect/platform-node", "preact")
  )
  await check("client, emulator, testing, sql, redis, login and cli: share one effect", () => one(effect, "effect"))
}

const effect4 = "effect@4.1.0"

/** The apps of those who use Effect 4 already, or get it because it is the newest. */
/** What `examples/effect4` prints. */
const sold = [
  "captured 49900",
  "no such payment: refused",
  "TimeoutError: EPayment.getPayment got no response",
  "captures: 1"
]

/** The example for Effect 4, type-checked and run with it. */
const example = async (app, toolbox) => {
  const cwd = join(app, "example")
  await cp(join(root, "examples/effect4"), cwd, { recursive: true })
  await writeFile(join(cwd, "package.json"), JSON.stringify({ type: "module" }))
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: "es2022",
    module: "nodenext",
    types: []
  }
  const libraries = { lib: ["es2022", "dom"], skipLibCheck: true, outDir: "dist" }
  await writeFile(join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...compilerOptions, ...libraries } }))
  await run(process.execPath, [join(toolbox, "node_modules/ts59/bin/tsc"), "-p", "."], cwd)
  const { stdout } = await run(process.execPath, ["dist/main.js"], cwd)
  expect(stdout.trim() === sold.join("\n"), stdout)
}

export const beside = async ({ client, login, promise }, { toolbox }) => {
  await check(`promise: installs beside ${effect4} without a word, and works`, async () => {
    const app = await consumer("effect4", effect4)
    const said = messages(await install(app, promise.path))
    expect(!/npm (warn|error)/i.test(said), said)
    await run(process.execPath, ["fixtures/calls/main.mjs", "./promise.mjs"], app)
    await check(`promise: is a layer of a program on ${effect4}`, () => example(app, toolbox))
  })
  const [effect3] = peers.effect
  await check(`promise: shares nothing with the app's own ${effect3}`, async () => {
    const app = await consumer("effect3", effect3, promise.path)
    await run(process.execPath, ["fixtures/load/beside.mjs"], app)
  })
  await check(`client: npm refuses to install it beside ${effect4}, and names effect`, async () => {
    const app = await folder("effect4-client")
    await install(app, effect4)
    const refusal = await attempt("npm", ["install", "--prefer-offline", client.path], app)
    const said = messages(refusal)
    expect(refusal.code !== 0 && said.includes("npm error code ERESOLVE"), `npm took it:\n${said}`)
    expect(said.includes('peer effect@"^3.22.2" from'), `effect 3 is not named:\n${said}`)
    await check(
      `client, login: forced beside ${effect4}, the first error names the Effect that is needed`,
      async () => {
        await install(app, "--force", client.path, login.path)
        const entries = ["client", "client/EPayment", "login", "login/promise"].map((name) => `@effect-vipps/${name}`)
        for (const entry of entries) {
          const esm = await attempt(process.execPath, ["--input-type=module", "-e", `import "${entry}"`], app)
          const named = new RegExp(`imported from \\S*${entry.split("/")[1]}/dist/esm/needs-effect-3\\.22/`)
          expect(esm.code !== 0 && named.test(esm.text), esm.text)
          const cjs = await attempt(process.execPath, ["-e", `require("${entry}")`], app)
          expect(cjs.code !== 0 && cjs.text.includes("needs effect 3.22 or a newer 3.x"), cjs.text)
        }
      }
    )
  })
  await check("client: installed alone, it brings the Effect it needs, once", async () => {
    const app = await folder("client")
    await install(app, client.path)
    await one(app, "effect")
  })
}
