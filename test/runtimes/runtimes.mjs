/** The runtimes: where npm puts the program of each, and how each runs the smoke program or serves the rounds. */
import { arch, platform } from "node:process"
import { listening, run, start } from "./children.mjs"
import { rounds } from "./rounds.mjs"

/** Runs main.js, which prints what came out. */
const byCommandLine =
  (...args) =>
  (program, input, options) =>
    run(program, [...args, "main.js", input], options)

/** workerd serves until it is stopped, and prints its port on a separate pipe. */
const whileServing = async (program, config, options, use) => {
  const stdio = ["ignore", "pipe", "pipe", "pipe"]
  const server = start(program, ["serve", config, "--control-fd=3"], { ...options, stdio })
  try {
    const port = await listening(server, server.child.stdio[3], /"port":(\d+)/)
    return await use(`http://127.0.0.1:${port}`, AbortSignal.timeout(options.limitMs))
  } finally {
    server.stop()
    await server.ended
  }
}

const byRequest = (program, input, options) =>
  whileServing(program, "workerd.capnp", options, async (url, signal) => {
    const answer = await fetch(url, { method: "POST", body: input, signal })
    if (!answer.ok) throw new Error(await answer.text())
    return await answer.text()
  })

const byRounds = (program, input, options, proxy) =>
  whileServing(program, "shared.capnp", { ...options, env: { ...options.env, INPUT: input } }, (url, signal) =>
    rounds(url, JSON.parse(input).reference, proxy, signal)
  )

const on = (name) => `${name}-${platform}-${arch}`

export const runtimes = [
  { name: "Node 20", required: true, program: `${on("node20")}/bin/node`, smoke: byCommandLine() },
  { name: "Node 22", program: `${on("node22")}/bin/node`, smoke: byCommandLine() },
  { name: "Node 24", program: `${on("node24")}/bin/node`, smoke: byCommandLine() },
  { name: "Bun", program: `${on("bun")}/bin/bun`, smoke: byCommandLine("--no-install") },
  // May talk to this machine and do nothing else: no files, no variables.
  { name: "Deno", program: `${on("deno")}/deno`, smoke: byCommandLine("run", "--no-prompt", "--allow-net=127.0.0.1") },
  // Without Node's modules there is no async context to keep.
  { name: "workerd", program: `${on("workerd")}/bin/workerd`, smoke: byRequest, asyncContext: "absent" },
  { name: "workerd, shared", program: `${on("workerd")}/bin/workerd`, rounds: byRounds }
]
