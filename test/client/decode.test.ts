/** How a response of each kind is read, and what is said of one that cannot be read. */
import { assert, describe, it } from "@effect/vitest"
import type { Operation } from "@effect-vipps/client"
import { Answer } from "@effect-vipps/client/internal/request/classify"
import { decoder } from "@effect-vipps/client/internal/request/decode"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

type Any = Operation.Operation<never, unknown, unknown>

const common: Any = {
  name: "Library.read",
  arguments: [],
  method: "GET",
  path: "/books",
  auth: "None",
  kind: "Read",
  fails: "Read"
}

const book = Schema.Struct({ title: Schema.String })

const ofJson: Any = { ...common, response: book }
const asSent: Any = { ...common, response: Schema.Unknown, responseAsSent: true }
const ofNothing: Any = common
const ofText: Any = { ...common, responseFormat: "text" }
const ofBytes: Any = { ...common, responseFormat: "bytes" }

const read = (operation: Any, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  decoder(operation)(new Answer(200, headers, body))

const succeeds = (...args: Parameters<typeof read>): unknown => Either.getOrThrow(read(...args))

/** What is wrong with the response. */
const fails = (...args: Parameters<typeof read>) => {
  const failure = Either.getOrThrow(Either.flip(read(...args)))
  const { ambiguous, issues = [], retryable, status, tag } = failure.facts
  assert.deepStrictEqual([tag, retryable, ambiguous, status], ["VippsDecodeError", false, true, 200])
  assert.lengthOf(issues, 1)
  return { path: issues[0]?.path, message: issues[0]?.message, kept: failure.body }
}

const bytes = (text: string) => new TextEncoder().encode(text)

const page = "<html><body>Sign in to the hotel Wi-Fi</body></html>"
const foundPage = 'the body is not JSON but HTML: "Sign in to the hotel Wi-Fi"'

describe("a response that is read", () => {
  it("JSON is read with its schema, nothing is read where none is expected, text with or without quotes", () => {
    assert.deepStrictEqual(succeeds(ofJson, '{"title":"Peer Gynt"}'), { title: "Peer Gynt" })
    for (const body of ["", "anything", '{"a":1}', "a < b"]) assert.isUndefined(succeeds(ofNothing, body))
    assert.strictEqual(succeeds(ofText, "long ago"), "long ago")
    assert.strictEqual(succeeds(ofText, '"long ago"'), "long ago")
    assert.strictEqual(succeeds(ofText, "42"), "42")
    assert.strictEqual(succeeds(ofText, "a < b"), "a < b")
  })

  it("what is returned as it was sent keeps its nulls, and an empty body is no value", () => {
    assert.deepStrictEqual(succeeds(asSent, '{"a":null}'), { a: null })
    assert.isUndefined(succeeds(asSent, ""))
    assert.strictEqual(fails(ofJson, "").message, "the body is empty")
  })

  it("bytes are returned with their media type, and may begin as a page does", () => {
    const image = bytes("<svg/>")
    assert.deepStrictEqual(succeeds(ofBytes, image, { "content-type": " image/svg+xml ; charset=utf-8" }), {
      bytes: image,
      mediaType: "image/svg+xml"
    })
    assert.deepStrictEqual(succeeds(ofBytes, image), { bytes: image, mediaType: undefined })
    for (const type of ["image/png; was=text/html", "text/htmlx", "x-text/html"]) {
      assert.deepStrictEqual(succeeds(ofBytes, image, { "content-type": type }), {
        bytes: image,
        mediaType: type.split(";")[0]
      })
    }
  })

  it("a result is made of the value and of headers by any case of their names", () => {
    const paged: Any = { ...ofJson, result: (value, header) => [value, header("Next-Page"), header("absent")] }
    assert.deepStrictEqual(succeeds(paged, '{"title":"A"}', { "next-page": "2" }), [{ title: "A" }, "2", undefined])
  })
})

describe("a response that cannot be read", () => {
  it("broken JSON is not quoted, and an issue of a value names its field", () => {
    assert.deepInclude(fails(ofJson, '{"title":"Ola'), { path: "", message: "the body is not JSON" })
    assert.deepInclude(fails(ofJson, 'x <b>"Ola"</b>'), { path: "", message: "the body is not JSON" })
    assert.strictEqual(fails(ofJson, '{"title":1}').path, "title")
    assert.deepInclude(fails(asSent, "{"), { path: "", message: "the body is not JSON" })
  })

  it("a page is none of Vipps' responses, whatever is expected", () => {
    for (const operation of [ofJson, asSent, ofNothing, ofText]) {
      for (const body of [page, ` ${page}`, `\r\n\t  ${page}`]) {
        assert.deepInclude(fails(operation, body), { path: "", message: foundPage })
      }
    }
    for (const type of ["text/html", " Text/HTML; charset=utf-8"]) {
      assert.deepInclude(fails(ofBytes, bytes(page), { "content-type": type }), { path: "", message: foundPage })
    }
  })

  it("twelve words of a page are quoted at most, and none that could be a token", () => {
    const words = (n: number, word: string) => Array.from({ length: n }, (_, i) => `${word}${i}`).join(" ")
    assert.strictEqual(
      fails(ofJson, `<p>${words(14, "w")}</p>`).message,
      `the body is not JSON but HTML: "${words(12, "w")}"`
    )
    assert.strictEqual(
      fails(ofJson, `<p>${"t".repeat(20)} ${"u".repeat(21)} end</p>`).message,
      `the body is not JSON but HTML: "${"t".repeat(20)} end"`
    )
    assert.strictEqual(fails(ofJson, "<p></p>").message, "the body is not JSON but HTML")
    assert.strictEqual(fails(ofJson, `<p>${"u".repeat(21)}</p>`).message, "the body is not JSON but HTML")
    // A hundred characters at most.
    const long = fails(ofJson, `<p>${words(12, "abcdefghijklmnop")}</p>`).message ?? ""
    assert.isAtMost(long.length, 'the body is not JSON but HTML: ""'.length + 100)
    assert.include(long, "abcdefghijklmnop0 ")
  })

  it("a body that is still compressed is called so, by the header's first hundred characters", () => {
    const compressed = Uint8Array.of(0x1f, 0x8b, 0x08, 0xff, 0xfe)
    for (const operation of [ofJson, ofNothing, ofText]) {
      assert.deepInclude(fails(operation, compressed, { "content-encoding": "gzip" }), {
        path: "",
        message: "the body is compressed (content-encoding: gzip), and the HTTP client does not decompress it"
      })
      const long = fails(operation, compressed, { "content-encoding": "g".repeat(500) }).message ?? ""
      assert.isBelow(long.length, 250)
    }
    // Bytes that are no text, without the header or where no text is expected.
    assert.strictEqual(fails(ofJson, compressed).message, "the body is not JSON")
    assert.deepStrictEqual(succeeds(ofBytes, compressed, { "content-encoding": "gzip" }), {
      bytes: compressed,
      mediaType: undefined
    })
    // The header stays after decompression.
    assert.strictEqual(fails(ofJson, "{", { "content-encoding": "gzip" }).message, "the body is not JSON")
    assert.strictEqual(succeeds(ofText, "long ago", { "content-encoding": "gzip" }), "long ago")
  })

  it("the error keeps 10,000 characters of the body, and nothing of one that holds a secret", () => {
    assert.strictEqual(fails(ofJson, `{${"x".repeat(20_000)}`).kept, `{${"x".repeat(9999)}`)
    assert.isUndefined(fails({ ...ofJson, secretResponse: true }, '{"access_token":"t"').kept)
  })
})
