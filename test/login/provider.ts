/** An OpenID provider as Vipps documents its own, whose responses each test sets. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Login } from "@effect-vipps/login"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as jose from "jose"
import { json, type Seen, serve, type TestServer } from "../support/server.js"

export const clientId = "fb492b5e-7907-4d83-ba20-c7fb60ca35de"
/** Raw and form-encoded, these differ. */
export const clientSecret = "s3cr3t-with+and/and=="
export const redirectUri = "https://shop.example/login/callback"
export const sub = "c06c4afe-d9e1-4c5d-939a-177d752a0944"

export const paths = {
  discovery: "/access-management-1.0/access/.well-known/openid-configuration",
  keys: "/access-management-1.0/access/.well-known/jwks.json",
  token: "/access-management-1.0/access/oauth2/token",
  revoke: "/access-management-1.0/access/oauth2/revoke",
  userinfo: "/vipps-userinfo-api/userinfo",
  ciba: "/vipps-login-ciba/api/backchannel/authentication",
  exists: "/vipps-login-ciba/api/v1/user-exists"
} as const

export interface Key {
  readonly kid: string
  readonly alg: "RS256" | "ES256"
  readonly private: jose.CryptoKey
  readonly jwk: jose.JWK
}

const makeKey = (alg: Key["alg"], kid: string): Promise<Key> =>
  jose.generateKeyPair(alg, { extractable: true }).then(async ({ privateKey, publicKey }) => ({
    kid,
    alg,
    private: privateKey,
    jwk: { ...(await jose.exportJWK(publicKey)), kid, alg, use: "sig" }
  }))

const [rsa, next, stranger, ec] = await Promise.all([
  makeKey("RS256", "public:80f3c34a-9779-4e1e-b645-117f3b771af8"),
  makeKey("RS256", "public:second"),
  makeKey("RS256", "public:80f3c34a-9779-4e1e-b645-117f3b771af8"),
  makeKey("ES256", "public:ec")
])

export const keys = { rsa, next, stranger, ec }

type Answer = { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }

/** The endpoints, of which a test replaces any. */
export interface Provider {
  readonly server: TestServer
  readonly issuer: string
  published: ReadonlyArray<Key>
  readonly answers: Map<string, (request: Seen) => Answer | Promise<Answer> | "never">
  /** An ID token with these claims instead of the ordinary ones. */
  readonly idToken: (claims?: Record<string, unknown>, key?: Key) => Promise<string>
  /** What the token endpoint responds with: these claims, signed with this key. */
  readonly grants: (claims?: Record<string, unknown>, key?: Key) => void
  readonly requests: (path: string) => ReadonlyArray<Seen>
}

export const tokens = {
  access_token: "access-token-secret",
  expires_in: 3599,
  token_type: "bearer",
  scope: "openid name"
}

export const provider = Effect.gen(function* () {
  const clock = yield* Clock.clockWith(Effect.succeed)
  const answers: Provider["answers"] = new Map()
  const server = yield* serve((request, response) => {
    const answer = answers.get(request.path)?.(request) ?? { status: 404, body: {} }
    if (answer === "never") return
    void Promise.resolve(answer).then(({ body, headers, status }) => json(response, status, body, headers))
  })
  const issuer = `${server.url}/access-management-1.0/access/`
  const idToken: Provider["idToken"] = (claims = {}, key = keys.rsa) => {
    const now = Math.floor(clock.unsafeCurrentTimeMillis() / 1000)
    const ordinary = { iss: issuer, aud: [clientId], sub, iat: now, exp: now + 3600, auth_time: now, msn: "123456" }
    const payload = Object.fromEntries(
      Object.entries({ ...ordinary, nonce: "", ...claims }).filter(([, value]) => value !== undefined)
    )
    return new jose.SignJWT(payload).setProtectedHeader({ alg: key.alg, kid: key.kid, typ: "JWT" }).sign(key.private)
  }
  const made: Provider = {
    server,
    issuer,
    published: [keys.rsa],
    answers,
    idToken,
    grants: (claims, key) => {
      answers.set(paths.token, async () => ({
        status: 200,
        body: { ...tokens, id_token: await idToken(claims, key) }
      }))
    },
    requests: (path) => server.seen.filter((one) => one.path === path)
  }
  const url = (path: string) => `${server.url}${path}`
  answers.set(paths.discovery, () => ({
    status: 200,
    body: {
      issuer,
      authorization_endpoint: `${issuer}oauth2/auth`,
      token_endpoint: url(paths.token),
      jwks_uri: url(paths.keys),
      userinfo_endpoint: url(paths.userinfo),
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code", "client_credentials"],
      code_challenge_methods_supported: ["S256"],
      id_token_signing_alg_values_supported: ["RS256"],
      subject_types_supported: ["public", "pairwise"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"]
    }
  }))
  answers.set(paths.keys, () => ({ status: 200, body: { keys: made.published.map(({ jwk }) => jwk) } }))
  return made
})

/** A login at this provider. */
export const loginAt = ({ server }: Provider, options: Partial<Login.KeyOptions> = {}) =>
  Login.layer({ clientId, clientSecret: Redacted.make(clientSecret), baseUrl: server.url, ...options }).pipe(
    Layer.provide(FetchHttpClient.layer)
  )

/** The browser's way back. */
export const callback = (parameters: Record<string, string>): string =>
  `/login/callback?${new URLSearchParams(parameters)}`

/** Starts a login, lets the provider grant it with these claims, and finishes it. */
export const logIn = (op: Provider, claims: Record<string, unknown> = {}, key: Key = keys.rsa) =>
  Effect.gen(function* () {
    const { pending } = yield* Login.start({ scope: ["name"], redirectUri })
    op.grants({ nonce: pending.nonce, ...claims }, key)
    return yield* Login.finish(callback({ code: "the-code", state: pending.state }), pending)
  })
