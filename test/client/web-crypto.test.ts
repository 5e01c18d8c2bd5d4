/** Runtimes without `node:crypto` verify with Web Crypto, with the same result. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import { signed } from "../support/signing.js"

const secret = "the-secret"
const url = "https://shop.example/vipps/webhooks"
const body = JSON.stringify({ msn: "123456", unknown: true })

describe.each([
  ["node:crypto", true],
  ["Web Crypto", false]
])("a signature is verified by %s", (_, hasNode) => {
  beforeEach(() => {
    vi.resetModules()
    if (!hasNode) vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined)
  })
  afterEach(() => void vi.restoreAllMocks())

  it("with Web Crypto a genuine event passes; another body and another secret do not", async () => {
    const used = vi.spyOn(crypto.subtle, "verify")
    const { verifier } = await import("@effect-vipps/client/Webhooks")
    const outcome = (secrets: ReadonlyArray<string>, request: { readonly body: string }) =>
      Effect.runPromise(
        Effect.either(
          verifier({ secret: secrets.map((text) => Redacted.make(text)), url })({
            headers: signed({ secret, url, body }),
            ...request
          })
        )
      ).then(Either.match({ onLeft: ({ reason }) => reason, onRight: ({ _tag }) => _tag }))
    assert.strictEqual(await outcome([secret], { body }), "Unknown")
    assert.strictEqual(await outcome(["another", secret], { body }), "Unknown")
    assert.strictEqual(await outcome(["another"], { body }), "Signature")
    assert.strictEqual(await outcome([secret], { body: `${body} ` }), "BodyHash")
    assert.strictEqual(used.mock.calls.length > 0, !hasNode)
  })
})
