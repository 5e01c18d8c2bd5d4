/**
 * What `examples/compose` does in containers, without them: the image's program with the options of `compose.yaml`, at one
 * loopback address, and the shop, which is not JavaScript, at another. Names stand for addresses, as in a network of compose.
 */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { get, request } from "node:http"
import { createServer } from "node:net"
import { join } from "node:path"
import { root } from "../lib/consumers.mjs"
import { check, expect } from "../lib/report.mjs"
import { whileRunning } from "../lib/shell.mjs"

const example = join(root, "examples/compose")
const read = (file) => readFileSync(join(example, file), "utf8")

/** The steps that build the image: each runs here, or is what `npm run build` made. */
const builds = () => {
  const dockerfile = read("Dockerfile")
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const steps = [...dockerfile.matchAll(/^RUN (.+)$/gm)].map(([, step]) => step)
  expect(steps.length === 2 && steps[0].startsWith("npm ci --ignore-scripts"), steps.join("\n"))
  const [, script] = /^npm run ([\w:]+)$/.exec(steps[1]) ?? []
  expect(scripts[script] !== undefined, `package.json has no script ${script}`)
  const { status, stderr } = spawnSync("npm", ["run", script], { cwd: root, encoding: "utf8", timeout: 120_000 })
  expect(status === 0, stderr)
  const [, file] = /^COPY --from=build \/src\/(\S+) \/vipps-emulator\.mjs$/m.exec(dockerfile) ?? []
  expect(file !== undefined && existsSync(join(root, file)), `${file} is not built`)
  return file
}

const freePort = (host) =>
  new Promise((resolve) => {
    const server = createServer().listen(0, host, () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Sends a request with this `Host`, as a program does that knows the server by that name. */
const send = (method, url, host) =>
  new Promise((resolve, reject) => {
    const sent = (method === "GET" ? get : request)(url, { method, headers: host === undefined ? {} : { host } })
    sent.on("error", reject)
    sent.on("response", async (response) => {
      let body = ""
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode, headers: response.headers, body })
    })
    sent.end()
  })

const environment = (compose) =>
  Object.fromEntries([...compose.matchAll(/^ {6}([A-Z_]+): "?([^"\n]+)"?$/gm)].map(([, name, value]) => [name, value]))

const sells = async (file) => {
  const compose = read("compose.yaml")
  const [, entry] = /^ENTRYPOINT (\[.+\])$/m.exec(read("Dockerfile"))
  const [, command] = /^ {4}command: (\["--public-url".+\])$/m.exec(compose)
  const [vippsHost, shopHost] = ["127.0.0.2", "127.0.0.3"]
  const [vippsPort, shopPort] = [await freePort(vippsHost), await freePort(shopHost)]
  const [vipps, shop] = [`http://${vippsHost}:${vippsPort}`, `http://${shopHost}:${shopPort}`]
  const addressed = [...JSON.parse(entry), ...JSON.parse(command)]
    .map((one) => ({ "/vipps-emulator.mjs": join(root, file), "0.0.0.0": vippsHost, shop: shopHost })[one] ?? one)
    .concat("--port", String(vippsPort))
  const [, ...args] = addressed

  await whileRunning(process.execPath, args, { cwd: example, until: /^Vipps emulator: /m }, async () => {
    const names = { vipps: 200, localhost: 200, "evil.example": 403, shop: 403 }
    for (const [name, expected] of Object.entries(names)) {
      const { status } = await send("GET", `${vipps}/_emulator/health`, `${name}:${vippsPort}`)
      expect(status === expected, `the host name ${name} gets ${status}`)
    }
    const env = {
      ...environment(compose),
      ...{ VIPPS_BASE_URL: vipps, SHOP_URL: shop, SHOP_HOST: shopHost, SHOP_PORT: String(shopPort) }
    }
    const running = { cwd: example, until: /^Shop: /m, env }
    await whileRunning("python3", ["shop.py"], running, async (printed) => {
      expect(/^Shop: /m.test(printed), printed)
      const bought = await send("POST", `${shop}/buy`)
      expect(bought.status === 303, `${bought.status} ${bought.body}`)
      // The address that the customer's browser knows, not the one that the shop calls.
      expect(bought.headers.location.startsWith("http://localhost:4242/"), bought.headers.location)
      const orders = async () => JSON.parse((await send("GET", `${shop}/orders`)).body)
      const [reference] = Object.keys(await orders())
      const forged = await send("POST", `${shop}/webhooks`)
      expect(forged.status === 401, `a request without a signature gets ${forged.status}`)
      await send("POST", `${vipps}/_emulator/payments/${reference}/approve`)
      for (let left = 100; left > 0 && (await orders())[reference] !== "CAPTURED"; left--) {
        await new Promise((wait) => setTimeout(wait, 100))
      }
      const ledger = JSON.parse((await send("GET", `${vipps}/_emulator/ledger?reference=${reference}`)).body)
      const moved = ledger.map(({ amount, operation }) => `${operation} ${amount.value}`).join(", ")
      expect(moved === "AUTHORIZED 49900, CAPTURED 49900", moved)
    })
  })
}

export const compose = async () => {
  const file = await check("compose: the steps of the Dockerfile build the emulator's program", builds)
  if (file === undefined) return
  await check("compose: a shop in Python sells across two addresses, by the names that are allowed", () => sells(file))
}
