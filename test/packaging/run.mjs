/**
 * Checks the packages as their users meet them: packed, installed outside the workspace, loaded, called,
 * type-checked and bundled. Run it with `npm run test:packaging`; with `-- --built` it takes the build that is there.
 */
import { bundles } from "./checks/bundles.mjs"
import { cli } from "./checks/cli.mjs"
import { compose } from "./checks/compose.mjs"
import { contents } from "./checks/contents.mjs"
import { beside, installed } from "./checks/installed.mjs"
import { program } from "./checks/program.mjs"
import { published } from "./checks/published.mjs"
import { releases } from "./checks/releases.mjs"
import { runtime } from "./checks/runtime.mjs"
import { shaking } from "./checks/shaking.mjs"
import { testing } from "./checks/testing.mjs"
import { types } from "./checks/types.mjs"
import { consumer, pack, peers, root, tools } from "./lib/consumers.mjs"
import { check, summary } from "./lib/report.mjs"
import { run } from "./lib/shell.mjs"

const main = async () => {
  if (!process.argv.includes("--built")) {
    const built = await check("the packages build", () => run("npm", ["run", "build"], root))
    if (built === undefined) return
  }
  const tarballs = await check("the packages pack", pack)
  if (tarballs === undefined) return
  await contents(tarballs)
  await releases()

  const paths = Object.values(tarballs).map(({ path }) => path)
  const toolbox = await check("the compilers and bundlers install", tools)
  const effect = await check("all packages install together, with their peers", () =>
    consumer("effect", ...paths, ...Object.values(peers).flat())
  )
  const plain = await check("promise installs alone", () => consumer("plain", tarballs.promise.path))
  const apps = { toolbox, effect, plain }
  if (Object.values(apps).includes(undefined)) return

  await installed(apps)
  await published(apps)
  await runtime(apps)
  await program(tarballs, apps)
  await cli(apps)
  await testing(tarballs)
  await types(apps)
  await bundles(apps)
  await shaking(apps)
  await beside(tarballs, apps)
  await compose()
}

/** Each program is bounded in time; this bounds what one may leave running. */
setTimeout(() => {
  console.error("This takes too long.")
  process.exit(1)
}, 600_000).unref()

await main()
process.exitCode = summary() ? 0 : 1
