/**
 * Between the smoke program and the emulator: fails as networks and servers do, and records the requests.
 *
 * - The first capture is carried out, but answered with 500.
 * - A request whose path ends in `-hang` is never answered. `GET /_proxy/hanging` answers once there is one, and
 *   `GET /_proxy/closed` returns whether its connection was closed.
 * - With `tokens`, each token comes `delayMs` late and lives as long as `expiresIn` says.
 */
import { once } from "node:events"
import { createServer } from "node:http"
import { text } from "node:stream/consumers"
import { setTimeout as after } from "node:timers/promises"

/** How long a closed connection may take to be seen here. */
const closingMs = 3000

const event = () => {
  let fire
  const fired = new Promise((resolve) => {
    fire = resolve
  })
  return { fire, fired }
}

const connectionHeaders = new Set(["connection", "content-length", "host", "keep-alive", "transfer-encoding"])

const forward = async (target, request) => {
  const headers = Object.entries(request.headers).filter(([name]) => !connectionHeaders.has(name))
  const body = await text(request)
  const answer = await fetch(target + request.url, {
    method: request.method,
    headers,
    ...(body === "" ? {} : { body })
  })
  return { status: answer.status, type: answer.headers.get("content-type"), body: await answer.text() }
}

export const startProxy = async (target, tokens) => {
  const requests = []
  const hanging = event()
  const closed = event()
  let hasFailed = false

  const answer = async (request, response) => {
    const path = request.url.split("?")[0]
    if (path === "/_proxy/hanging") {
      await hanging.fired
      return response.end()
    }
    if (path === "/_proxy/closed") {
      const seen = closed.fired.then(() => "closed")
      return response.end(await Promise.race([seen, after(closingMs, "open", { ref: false })]))
    }
    const seen = { path, idempotencyKey: request.headers["idempotency-key"] }
    requests.push(seen)
    if (path.endsWith("-hang")) {
      response.on("close", closed.fire)
      return hanging.fire()
    }
    const { body, status, type } = await forward(target, request)
    if (path.endsWith("/capture") && !hasFailed) {
      hasFailed = true
      return response.writeHead(500).end()
    }
    const isToken = tokens !== undefined && path === "/accesstoken/get"
    if (isToken) await after(tokens.delayMs)
    const changed = isToken ? JSON.stringify({ ...JSON.parse(body), expires_in: tokens.expiresIn }) : body
    seen.answeredAt = performance.now()
    response.writeHead(status, type === null ? {} : { "content-type": type }).end(changed)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(502).end(String(error)))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    stop: () => {
      server.close()
      server.closeAllConnections()
    }
  }
}
