// @effect-diagnostics globalFetch:off
/** The login beside the official specification: what it sends, what it reads, and what the emulator's provider answers. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { Login } from "@effect-vipps/login"
import { startVipps } from "@effect-vipps/testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as jose from "jose"
import { validBy } from "./arbitrary.js"
import { type Document, type Json, jsonOf, type Operation } from "./Document.js"
import type { Findings } from "./findings.js"

const baseUrl = "http://127.0.0.1:4242"
const issuer = `${baseUrl}/access-management-1.0/access/`
const redirectUri = "https://shop.example/login/callback"
const sub = "c06c4afe-d9e1-4c5d-939a-177d752a0944"
const keys = { clientId: "client-id", clientSecret: Redacted.make("client-secret"), baseUrl }

/** Of the specification, by its path; the metadata name userinfo without the slash at the end. */
const operationAt = ({ operations }: Document, pathname: string): Operation | undefined =>
  operations.find(({ path }) => path.replace(/\/$/, "") === pathname.replace(/\/$/, ""))

type Send = (request: Request, pathname: string) => Promise<Response>

/** Logins over a function, which sees each request. */
const loginOver = (send: Send, options: Partial<Login.KeyOptions> = {}) =>
  Login.layer({ ...keys, ...options }).pipe(
    Layer.provide(
      Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make((request, url) =>
          Effect.promise(async () => {
            const body = request.body._tag === "Uint8Array" ? { body: request.body.body.slice() } : {}
            const web = new Request(url, { method: request.method, headers: { ...request.headers }, ...body })
            return HttpClientResponse.fromWeb(request, await send(web, url.pathname))
          })
        )
      )
    )
  )

/** Everything that a login can do, one after the other. `approve` is the customer in the browser, and the code. */
const steps = (approve: (url: string) => Effect.Effect<string>) => {
  const session = { sub, accessToken: Redacted.make("access-token") }
  const ciba = { hint: { phoneNumber: "4712345678" }, scope: ["name"], bindingMessage: "ABC-12", requestedExpiry: 120 }
  return {
    finish: Effect.flatMap(Login.start({ scope: ["name", "email"], redirectUri }), ({ pending, url }) =>
      Effect.flatMap(approve(url), (location) => Login.finish(location, pending))
    ),
    userinfo: Login.userinfo(session),
    userExists: Login.userExists(ciba.hint),
    startCiba: Login.startCiba(ciba)
  } satisfies Record<string, Effect.Effect<unknown, { readonly _tag: string }, Login.VippsLogin>>
}

const queryOf = (url: string, name: string): string => new URL(url).searchParams.get(name) ?? ""

/** Checks the form of a request: in the specification each field is there, and those that are required are sent. */
const checkForm = async (document: Document, request: Request, pathname: string, findings: Findings) => {
  const operation = operationAt(document, pathname)
  if (operation === undefined) return findings.add(`${pathname} is not in the specification`)
  if (operation.request === undefined) return
  const form = Object.fromEntries(new URLSearchParams(await request.text()))
  findings.checked()
  for (const line of document.wrong(operation.request, form)) findings.add(`${operation.id} ${line}`)
  const names = Object.keys(jsonOf(operation.request["properties"]))
  for (const name of Object.keys(form)) if (!names.includes(name)) findings.add(`${operation.id} extra ${name}`)
}

/** Arbitrary responses by the specification are read, arbitrary refusals become errors, and requests are valid. */
export const client = async (document: Document, runs: number, sent: Findings, read: Findings): Promise<void> => {
  const { privateKey, publicKey } = await jose.generateKeyPair("RS256", { extractable: true })
  const jwk = { ...(await jose.exportJWK(publicKey)), kid: "public:1", alg: "RS256", use: "sig" }
  const known = new Map<string, (nonce: string) => Promise<Json>>([
    [
      "discoverOpenIDConfiguration",
      async () => ({
        issuer,
        authorization_endpoint: `${issuer}oauth2/auth`,
        token_endpoint: `${issuer}oauth2/token`,
        jwks_uri: `${issuer}.well-known/jwks.json`,
        id_token_signing_alg_values_supported: ["RS256"]
      })
    ],
    ["wellKnown", async () => ({ keys: [jwk] })],
    [
      "oauth2Token",
      async (nonce) => ({
        access_token: "access-token",
        token_type: "bearer",
        id_token: await new jose.SignJWT({ nonce, sub })
          .setProtectedHeader({ alg: "RS256", kid: "public:1", typ: "JWT" })
          .setIssuer(issuer)
          .setAudience(keys.clientId)
          .setIssuedAt()
          .setExpirationTime("1h")
          .sign(privateKey)
      })
    ],
    ["userinfoAuthorizationCode", async () => ({ sub })],
    // The specification forgets the type of the interval, and says in words alone that both are positive.
    ["ciba-auth", async () => ({ auth_req_id: "request-1", expires_in: 600, interval: 5 })]
  ])
  const samples = new Map<string, ReadonlyArray<unknown>>()
  const sample = (id: string, status: number, schema: Json, run: number): Json => {
    const key = `${id} ${status}`
    const made = samples.get(key) ?? FastCheck.sample(validBy(document, schema), { numRuns: runs, seed: 7 })
    samples.set(key, made)
    return jsonOf(made[run])
  }

  /** Refused is the operation whose response is an error, if any. */
  const attempt = async (run: number, refused?: Operation, status = 200) => {
    let nonce = ""
    const send: Send = async (request, pathname) => {
      await checkForm(document, request.clone(), pathname, sent)
      const operation = operationAt(document, pathname)
      if (operation === undefined) throw new Error(`no such operation: ${pathname}`)
      const at = operation === refused ? status : 200
      const body = sample(operation.id, at, operation.responses.get(at) ?? {}, run)
      const fixed = at === 200 ? await known.get(operation.id)?.(nonce) : {}
      return Response.json({ ...body, ...fixed }, { status: at })
    }
    const all = steps((url) => {
      nonce = queryOf(url, "nonce")
      return Effect.succeed(`${redirectUri}?code=the-code&state=${queryOf(url, "state")}`)
    })
    const exits: Array<readonly [string, Exit.Exit<unknown, { readonly _tag: string }>]> = []
    for (const [name, effect] of Object.entries(all)) {
      const step: Effect.Effect<unknown, { readonly _tag: string }, Login.VippsLogin> = effect
      const exit = await Effect.runPromiseExit(Effect.provide(step, loginOver(send)))
      exits.push([name, exit])
    }
    return exits
  }

  const failing: Readonly<Record<string, ReadonlyArray<string>>> = {
    discoverOpenIDConfiguration: ["finish", "userinfo", "userExists", "startCiba"],
    wellKnown: ["finish"],
    oauth2Token: ["finish"],
    userinfoAuthorizationCode: ["userinfo"]
  }
  for (let run = 0; run < runs; run++) {
    for (const [name, exit] of await attempt(run)) {
      read.checked()
      if (Exit.isFailure(exit)) read.add(`${name} does not read a valid response: ${Cause.pretty(exit.cause)}`)
    }
    for (const [id, names] of Object.entries(failing)) {
      const refused = document.operations.find((one) => one.id === id)
      const statuses = [...(refused?.responses.keys() ?? [])].filter((status) => status >= 400)
      const status = statuses[run % statuses.length]
      for (const [name, exit] of await attempt(run, refused, status)) {
        if (!names.includes(name)) continue
        read.checked()
        const failure = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined
        if (!/^(Login|Vipps)\w+Error$/.test(String(failure?._tag))) {
          read.add(`${name} has no typed error for ${id} ${status}: ${String(exit)}`)
        }
      }
    }
  }
}

/** The emulator's provider: its answers to logins, and to arbitrary forms. */
export const emulator = async (document: Document, runs: number, findings: Findings): Promise<void> => {
  const vipps = await startVipps({ rateLimits: false })
  const { clientId, clientSecret, fetch } = vipps.options
  const succeeded = new Set<string>()
  const check = async (pathname: string, response: Response) => {
    const operation = operationAt(document, pathname)
    const body = await response.clone().text()
    if (operation === undefined) return findings.add(`${pathname} is not in the specification`)
    const { id, responses } = operation
    findings.checked()
    if (response.ok) succeeded.add(id)
    const schema = responses.get(response.status) ?? (response.ok ? undefined : responses.get(401))
    if (!responses.has(response.status)) findings.add(`${id} ${response.status} undocumented status`)
    if (schema === undefined) return
    for (const line of document.wrong(schema, JSON.parse(body))) findings.add(`${id} ${response.status} ${line}`)
  }
  const send: Send = async (request, pathname) => {
    const response = await fetch(request)
    await check(pathname, response)
    return response
  }
  const approve = (authorizationUrl: string) =>
    Effect.promise(async () => {
      const response = await fetch(`${baseUrl}/_emulator/login/approve`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ authorizationUrl, phoneNumber: "4712345678" })
      })
      return String(jsonOf(await response.json())["location"])
    })
  const layer = loginOver(send, { clientId, clientSecret: Redacted.make(clientSecret) })
  const program = Effect.gen(function* () {
    const { finish, startCiba, userExists, userinfo } = steps(approve)
    for (let i = 0; i < 20; i++) {
      yield* Effect.flatMap(finish, Login.userinfo)
      yield* Effect.either(userinfo)
      yield* userExists
      yield* startCiba
    }
  })
  await Effect.runPromise(Effect.provide(program, layer))

  const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`
  for (const { id, path, request } of document.operations) {
    if (request === undefined) continue
    const flat = id === "oauth2Token" ? request : jsonOf(Object.values(jsonOf(request["properties"]))[0])
    const forms = validBy(document, flat, (field) =>
      field === "grant_type"
        ? FastCheck.constantFrom("authorization_code", "urn:openid:params:grant-type:ciba")
        : undefined
    )
    for (const form of FastCheck.sample(forms, { numRuns: runs, seed: 8 })) {
      const body = new URLSearchParams(
        Object.entries(jsonOf(form)).map(([name, value]) => [
          name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          String(value)
        ])
      )
      const isKnown = body.toString().length % 4 > 0
      await check(
        path,
        await fetch(baseUrl + path, { method: "POST", headers: isKnown ? { authorization } : {}, body })
      )
    }
  }
  for (const { id, method } of document.operations) {
    if (!succeeded.has(id) && !(method === "GET" && id === "oauthAuth")) findings.add(`${id} never succeeded`)
  }
  await vipps.close()
}
