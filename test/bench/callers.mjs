/**
 * What is compared: each caller makes the same two requests in its own way. `dir` is a built checkout of this repository.
 * Only what runs on Node alone is imported by name of a `node:` module, so that Bun and Deno load this too.
 */
import { pathToFileURL } from "node:url"
import { facadeOf } from "./facade.mjs"

export const keys = {
  clientId: "client-id",
  clientSecret: "client-secret",
  subscriptionKey: "subscription-key",
  merchantSerialNumber: "123456"
}

const at = (dir, file) => import(pathToFileURL(`${dir}/${file}`).href)

/** What hand-written code would send. */
const headers = {
  accept: "application/json",
  authorization: `Bearer ${"t".repeat(1200)}`,
  "ocp-apim-subscription-key": keys.subscriptionKey,
  "merchant-serial-number": keys.merchantSerialNumber,
  "vipps-system-name": "bench",
  "vipps-system-version": "1.0.0",
  "vipps-system-plugin-name": "bench",
  "vipps-system-plugin-version": "1.0.0"
}
const posted = () => ({ ...headers, "content-type": "application/json", "idempotency-key": crypto.randomUUID() })
const path = "/epayment/v1/payments"

/** An Effect client: its layers are built once, and each call is a `runPromise`. */
const effect = (layerOf, configure) => async (url, dir) => {
  const load = (name) => at(dir, `node_modules/effect/dist/esm/${name}.js`)
  const [Effect, Layer, ManagedRuntime, Redacted, Tracer, client] = await Promise.all([
    load("Effect"),
    load("Layer"),
    load("ManagedRuntime"),
    load("Redacted"),
    load("Tracer"),
    at(dir, "packages/client/dist/esm/index.js")
  ])
  const config = client.VippsConfig.layer({
    ...keys,
    clientSecret: Redacted.make(keys.clientSecret),
    subscriptionKey: Redacted.make(keys.subscriptionKey),
    baseUrl: url
  })
  const layers = Layer.merge(config, await layerOf(dir))
  const runtime = ManagedRuntime.make(configure === undefined ? layers : Layer.merge(layers, configure(Layer, Tracer)))
  await runtime.runPromise(Effect.void)
  return {
    getPayment: (reference) => runtime.runPromise(client.EPayment.getPayment(reference)),
    createPayment: (request) => runtime.runPromise(client.EPayment.createPayment(request))
  }
}

/** Hand-written on Effect's platform: what any client on its general interface costs at least. */
const platform = async (url, dir) => {
  const load = (name) => at(dir, `node_modules/@effect/platform/dist/esm/${name}.js`)
  const [HttpClient, HttpClientRequest, FetchHttpClient, Effect, ManagedRuntime] = await Promise.all([
    load("HttpClient"),
    load("HttpClientRequest"),
    load("FetchHttpClient"),
    at(dir, "node_modules/effect/dist/esm/Effect.js"),
    at(dir, "node_modules/effect/dist/esm/ManagedRuntime.js")
  ])
  const runtime = ManagedRuntime.make(FetchHttpClient.layer)
  const client = HttpClient.filterStatusOk(await runtime.runPromise(HttpClient.HttpClient))
  const read = (request) =>
    runtime.runPromise(
      Effect.flatMap(client.execute(request), (response) => response.json).pipe(Effect.withTracerEnabled(false))
    )
  return {
    getPayment: (reference) => read(HttpClientRequest.get(`${url}${path}/${reference}`, { headers })),
    createPayment: (body) =>
      read(HttpClientRequest.post(`${url}${path}`, { headers: posted() }).pipe(HttpClientRequest.bodyUnsafeJson(body)))
  }
}

const fetchLayer = async (dir) => (await at(dir, "node_modules/@effect/platform/dist/esm/FetchHttpClient.js")).layer

/** The client's own layer on `fetch`, or the platform's in a checkout that has none. */
const ownFetchLayer = (dir) =>
  at(dir, "packages/client/dist/esm/FetchHttp.js").then(
    ({ layer }) => layer,
    () => fetchLayer(dir)
  )

/** The client's own layer for Node, or `fetch` in a checkout that has none. */
const nodeLayer = (dir) =>
  at(dir, "packages/client/dist/esm/NodeHttp.js").then(
    ({ layer }) => layer,
    () => fetchLayer(dir)
  )

/** A tracer that keeps nothing, as cheap as one can be. */
const tracer = (Layer, Tracer) => {
  const span = (name, parent, context, links, startTime, kind) => ({
    _tag: "Span",
    name,
    spanId: "1",
    traceId: "1",
    parent,
    context,
    status: { _tag: "Started", startTime },
    attributes: new Map(),
    links,
    sampled: true,
    kind,
    end() {},
    attribute(key, value) {
      this.attributes.set(key, value)
    },
    event() {},
    addLinks() {}
  })
  return Layer.setTracer(Tracer.make({ span, context: (f) => f() }))
}

const facade =
  (options = {}) =>
  async (url, dir) => {
    const { Vipps } = await facadeOf(dir)
    const { ePayment } = new Vipps({ ...keys, baseUrl: url, ...options })
    return ePayment
  }

/**
 * With its host, which cannot be configured, replaced by ours: a copy beside the original, where its own dependencies are
 * found. The first process makes it, so that a cold start is not charged for it; `run.mjs` removes it.
 */
const replaced = async (file, url) => {
  const { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } = await import("node:fs")
  const { fileURLToPath } = await import("node:url")
  const modules = fileURLToPath(new URL("node_modules/", import.meta.url))
  const [scope, name, ...rest] = file.split("/")
  const copy = `${modules}.bench-${new URL(url).port}-${name}`
  if (existsSync(copy)) return copy
  const draft = mkdtempSync(`${modules}.bench-`)
  cpSync(`${modules}${scope}/${name}`, draft, { recursive: true })
  const target = `${draft}/${rest.join("/")}`
  writeFileSync(target, readFileSync(target, "utf8").replaceAll("https://apitest.vipps.no", url))
  try {
    renameSync(draft, copy)
  } catch {
    // Another process was first.
    rmSync(draft, { recursive: true, force: true })
  }
  return copy
}

const { clientId, clientSecret, ...sdkKeys } = keys

export const callers = {
  undici: async (url) => {
    const { Agent, request } = await import("undici")
    const dispatcher = new Agent({ connections: 256 })
    const read = async ({ body, statusCode }) => {
      if (statusCode >= 300) throw new Error(`HTTP ${statusCode}`)
      return body.json()
    }
    return {
      getPayment: async (reference) => read(await request(`${url}${path}/${reference}`, { headers, dispatcher })),
      createPayment: async (body) =>
        read(
          await request(`${url}${path}`, {
            method: "POST",
            headers: posted(),
            body: JSON.stringify(body),
            dispatcher
          })
        )
    }
  },

  "node:http": async (url) => {
    const { Agent, request } = await import("node:http")
    const agent = new Agent({ keepAlive: true, maxSockets: 256 })
    const send = (target, options, body) =>
      new Promise((resolve, reject) => {
        const sent = request(target, { agent, ...options }, (response) => {
          const chunks = []
          response.on("data", (chunk) => chunks.push(chunk))
          response.on("end", () =>
            response.statusCode < 300
              ? resolve(JSON.parse(Buffer.concat(chunks).toString()))
              : reject(new Error(`HTTP ${response.statusCode}`))
          )
          response.on("error", reject)
        })
        sent.on("error", reject)
        sent.end(body)
      })
    return {
      getPayment: (reference) => send(`${url}${path}/${reference}`, { headers }),
      createPayment: (request) => {
        const body = JSON.stringify(request)
        return send(
          `${url}${path}`,
          { method: "POST", headers: { ...posted(), "content-length": Buffer.byteLength(body) } },
          body
        )
      }
    }
  },

  fetch: async (url) => {
    const read = (response) => {
      if (!response.ok) throw new Error(`HTTP ${response.status}`)
      return response.json()
    }
    return {
      getPayment: async (reference) => read(await fetch(`${url}${path}/${reference}`, { headers })),
      createPayment: async (body) =>
        read(await fetch(`${url}${path}`, { method: "POST", headers: posted(), body: JSON.stringify(body) }))
    }
  },

  "@vippsno/vipps-sdk 0.9.13": async (url) => {
    const copy = await replaced("@vippsno/vipps-sdk/lib/index.mjs", url)
    const { default: Sdk } = await at(copy, "lib/index.mjs")
    return new Sdk({ ...keys, useTestMode: true }).ePayment
  },

  "@vippsmobilepay/sdk 2.4.2": async (url) => {
    const copy = await replaced("@vippsmobilepay/sdk/esm/base_client_helper.js", url)
    const { Client } = await at(copy, "esm/mod.js")
    const client = Client({ ...sdkKeys, useTestMode: true, retryRequests: false })
    const { access_token } = await whole(client.auth.getToken(clientId, clientSecret))
    return {
      getPayment: (reference) => whole(client.payment.info(access_token, reference)),
      createPayment: (request) => whole(client.payment.create(access_token, request))
    }
  },

  "Effect's HttpClient, by hand": platform,
  facade: facade(),
  "facade, onEvent": facade({ onEvent: () => {} }),
  "facade, own fetch": async (url, dir) => facade({ fetch: (input, init) => fetch(input, init) })(url, dir),
  "Effect, NodeHttp": effect(nodeLayer),
  "Effect, NodeHttp, tracer": effect(nodeLayer, tracer),
  "Effect, FetchHttp": effect(ownFetchLayer),
  "Effect, FetchHttpClient": effect(fetchLayer)
}

async function whole(answer) {
  const result = await answer
  if (!result.ok) throw new Error(String(result.error))
  return result.data
}
