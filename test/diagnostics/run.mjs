/**
 * Runs the diagnostics of Effect's language service, for packages and for tests at the same time: it works on one core, and
 * takes minutes. The two projects have all files of `tsconfig.json`.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

const diagnose = async (name) => {
  const project = fileURLToPath(new URL(name, import.meta.url))
  const command = spawn("npx", ["effect-language-service", "diagnostics", "--project", project, "--strict"], {
    stdio: "inherit",
    shell: process.platform === "win32"
  })
  const [code] = await once(command, "close")
  return code
}

const codes = await Promise.all(["packages.json", "tests.json"].map(diagnose))
if (codes.some((code) => code !== 0)) process.exitCode = 1
