/** How a signature and a callback's token are checked, with Node's cryptography and with Web Crypto. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { signed } from "../support/signing.js"

const secret = Redacted.make("the-secret")
const url = "https://shop.example/vipps/webhooks?shop=1"
const body = JSON.stringify({ msn: "123456", unknown: true })
const headers = signed({ secret: "the-secret", url, body })

const load = () => import("../../packages/client/src/internal/receive/signature.js")

const signer = { secrets: [secret], host: "shop.example", pathAndQuery: "/vipps/webhooks?shop=1" }

/** The result of a verification, or what is wrong. */
const verified = async (given: { readonly [name: string]: string | undefined }, text = body, secrets = [secret]) => {
  const { verifySignature } = await load()
  const effect = verifySignature({ ...signer, secrets }, given, new TextEncoder().encode(text))
  return Effect.runPromise(Effect.either(effect)).then(
    Either.match({
      onLeft: ({ message, reason }) => ({ reason, message }),
      onRight: (right) => right
    })
  )
}

const reasonOf = async (authorization: string) => {
  const result = await verified({ ...headers, authorization })
  return "reason" in result ? result.reason : "none"
}

const ways = [
  ["node:crypto", () => {}],
  ["Web Crypto", () => void vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined)],
  [
    "Web Crypto, where a look for Node's fails",
    () =>
      void vi.spyOn(process, "getBuiltinModule").mockImplementation(() => {
        throw new Error("not supported")
      })
  ]
] as const

describe.each(ways)("signatures by %s", (way, prepare) => {
  beforeEach(() => {
    vi.resetModules()
    prepare()
  })
  afterEach(() => void vi.restoreAllMocks())

  it("a genuine request has its date and the hash of its body", async () => {
    const expected = { signedAt: Date.UTC(2023, 2, 30, 8, 38, 32), bodyHash: headers["x-ms-content-sha256"] }
    assert.deepStrictEqual(await verified(headers), expected)
    assert.deepStrictEqual(await verified(headers, body, [Redacted.make("another"), secret]), expected)
  })

  it("only the canonical spelling of the authorization is accepted, and nothing around it", async () => {
    const genuine = headers.authorization
    assert.strictEqual(await reasonOf(genuine), "none")
    const last = genuine.at(-2) ?? ""
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    const sameBits = alphabet[alphabet.indexOf(last) + 1] ?? ""
    for (const changed of [
      `x${genuine}`,
      ` ${genuine}`,
      `${genuine}=`,
      `${genuine} `,
      `${genuine.slice(0, -2)}${sameBits}=`,
      genuine.slice(0, -1),
      genuine.replace("Signature=", "Signature=A"),
      genuine.replace("HMAC-SHA256", "hmac-sha256"),
      genuine.replace("x-ms-date;host", "host;x-ms-date"),
      genuine.replace(/Signature=./, "Signature=-")
    ]) {
      assert.strictEqual(await reasonOf(changed), "Signature", changed)
    }
  })

  it("each refusal says what to check", async () => {
    const refused = async (...given: Parameters<typeof verified>) => {
      const result = await verified(...given)
      return "message" in result ? `${result.reason}: ${result.message}` : ""
    }
    assert.match(
      await refused({ "x-ms-date": headers["x-ms-date"] }),
      /^MissingHeader: Not signed: x-ms-content-sha256, authorization missing\. .* not from Vipps.* the proxy to forward it\.$/
    )
    for (const name of ["x-ms-date", "x-ms-content-sha256", "authorization"]) {
      assert.include(await refused({ ...headers, [name]: undefined }), `MissingHeader: Not signed: ${name} missing. `)
    }
    assert.match(
      await refused(headers, `${body} `),
      /^BodyHash: .*does not match its signed hash.* raw bytes.* base64 body first/
    )
    assert.match(
      await refused({ ...headers, "x-ms-date": "Thu, 30 Mar 2023 08:38:33 GMT" }),
      /^Signature: .*signature does not match.* secret .*not decoded.* URL is the registered one/
    )
  })

  it("each part that is signed decides, and the secret's own text is the key", async () => {
    const changed = [
      { ...signer, host: "shop.example:8443" },
      { ...signer, pathAndQuery: "/vipps/webhooks" },
      { ...signer, secrets: [Redacted.make("the-secret ")] },
      { ...signer, secrets: [] }
    ]
    const { verifySignature } = await load()
    for (const other of changed) {
      const result = Effect.either(verifySignature(other, headers, new TextEncoder().encode(body)))
      assert.strictEqual(Either.getOrThrow(Either.flip(await Effect.runPromise(result))).reason, "Signature")
    }
  })

  it("the authorization may be in a header of Vipps' own, where a proxy strips the standard one", async () => {
    const { authorization, ...rest } = headers
    assert.property(await verified({ ...rest, "x-vipps-authorization": authorization }), "bodyHash")
    const both = { ...headers, "x-vipps-authorization": `x${authorization}` }
    assert.property(await verified(both), "bodyHash")
  })

  it("a secret is imported once, cannot be exported, and only verifies", async () => {
    const imported = vi.spyOn(crypto.subtle, "importKey")
    assert.property(await verified(headers), "bodyHash")
    assert.property(await verified(headers), "bodyHash")
    assert.strictEqual(imported.mock.calls.length, way === "node:crypto" ? 0 : 1)
    for (const [format, , algorithm, extractable, uses] of imported.mock.calls) {
      assert.deepStrictEqual(
        [format, algorithm, extractable, uses],
        ["raw", { name: "HMAC", hash: "SHA-256" }, false, ["verify"]]
      )
    }
  })
})

describe("bodies", () => {
  it("a body is a text or bytes as received, and nothing that was parsed from them", async () => {
    const { bytesOf } = await load()
    const bytes = new TextEncoder().encode("blåbær")
    for (const raw of ["blåbær", bytes, Buffer.from(bytes), bytes.buffer]) {
      assert.deepStrictEqual([...Either.getOrThrow(bytesOf(raw))], [...bytes])
    }
    for (const parsed of [{ msn: "123456" }, [...bytes], null, undefined, 1]) {
      const { message, reason } = Either.getOrThrow(Either.flip(bytesOf(parsed as never)))
      assert.strictEqual(reason, "BodyHash")
      assert.match(message, /^The body was read or parsed before it was verified\. Pass the raw bytes.*rawBody/)
    }
  })
})

describe("tokens of callbacks", () => {
  beforeEach(() => void vi.resetModules())

  const check = async (given: string | undefined, token = "agreed-token") => {
    const { tokenCheck } = await load()
    const checked = tokenCheck(Redacted.make(token))
    const once = () => Effect.runPromise(Effect.either(checked({ authorization: given })))
    const results = [await once(), await once()]
    return results.map(Either.match({ onLeft: ({ message, reason }) => `${reason}: ${message}`, onRight: () => "" }))
  }

  it("only the agreed token passes, each time", async () => {
    assert.deepStrictEqual(await check("agreed-token"), ["", ""])
    for (const wrong of ["agreed-tokeN", "agreed-token ", "agreed-toke", "Bearer agreed-token"]) {
      for (const message of await check(wrong))
        assert.match(message, /^Token: .*does not match callbackAuthorizationToken/)
    }
    for (const message of await check(undefined)) {
      assert.match(message, /^MissingHeader: The Authorization header is missing.* the proxy to forward it\.$/)
    }
  })
})

const fixedClock = () => {
  let now = 0
  const clock = {
    ...Clock.make(),
    currentTimeMillis: Effect.sync(() => now),
    unsafeCurrentTimeMillis: () => now
  }
  return {
    clock,
    moveTo: (millis: number) => {
      now = millis
    }
  }
}

describe("verifiers", () => {
  beforeEach(() => void vi.resetModules())

  it("a verifier requires at least one secret and a URL of HTTP", async () => {
    const { makeVerifier } = await import("../../packages/client/src/webhooks/verifier.js")
    assert.throws(() => makeVerifier("op", { secret: [], url }), /op: .*secret: must contain at least one secret/)
    const unset = [secret, Redacted.make("")]
    assert.throws(() => makeVerifier("op", { secret: unset, url }), /op: .*secret: must be one or more printable/)
    for (const wrong of ["ftp://shop.example/", "xhttps://shop.example/", "httpsx://shop.example/", "/hook"]) {
      assert.throws(
        () => makeVerifier("op", { secret, url: wrong }),
        /url: must be the absolute URL that is registered/
      )
    }
    for (const right of ["http://shop.example/", "https://shop.example/"]) makeVerifier("op", { secret, url: right })
  })

  it("a date that is too old or in the future is refused, up to the millisecond, and the message names maxAge", async () => {
    const { isKnown, makeVerifier, registrationVerifier } = await import(
      "../../packages/client/src/webhooks/verifier.js"
    )
    const { clock, moveTo } = fixedClock()
    const request = { headers, body }
    const run = <A, E>(effect: Effect.Effect<A, E>) =>
      Effect.runPromise(Effect.either(Effect.withClock(effect, clock))).then(
        Either.match({ onLeft: (error) => error, onRight: () => "right" as const })
      )
    const signedAt = Date.UTC(2023, 2, 30, 8, 38, 32)
    const verify = makeVerifier("op", { secret, url, maxAge: "5 minutes" })
    for (const [offset, passes] of [
      [300_000, true],
      [300_001, false],
      [-300_000, true],
      [-300_001, false]
    ] as const) {
      moveTo(signedAt + offset)
      const result = await run(verify(request))
      if (passes) assert.strictEqual(result, "right")
      else {
        assert.deepInclude(result, { reason: "Stale" })
        assert.match(String(result), /too old or in the future.*maxAge/)
      }
    }
    const parsed = { headers, body: JSON.parse(body) as never }
    assert.deepInclude(await run(verify(parsed)), { reason: "BodyHash" })
    // Without a limit the clock is not read, and the result is there at once.
    const without = makeVerifier("op", { secret, url })
    assert.isTrue(isKnown(without(request)))
    assert.isFalse(isKnown(verify(request)))
    const found = registrationVerifier("op", { registration: () => Effect.succeed({ secret, url }) })
    assert.strictEqual(await run(found(request)), "right")
    const none = registrationVerifier("op", { registration: () => Effect.succeed(undefined) })
    assert.deepInclude(await run(none(request)), { reason: "Signature" })
    assert.match(String(await run(none(request))), /registration that is not known/)
  })

  it("a verifier has to wait for Web Crypto, and its result is the same", async () => {
    vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined)
    const { isKnown, makeVerifier } = await import("../../packages/client/src/webhooks/verifier.js")
    vi.restoreAllMocks()
    const read = makeVerifier("op", { secret: [Redacted.make("another"), secret], url })({ headers, body })
    assert.isFalse(isKnown(read))
    assert.deepInclude(await Effect.runPromise(read), { _tag: "Unknown", payload: JSON.parse(body) })
    const other = makeVerifier("op", { secret, url })({ headers, body: `${body} ` })
    assert.deepInclude(await Effect.runPromise(Effect.flip(other)), { reason: "BodyHash" })
  })
})
