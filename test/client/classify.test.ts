/** What a response outside 2xx means, by itself: each status, code and shape of a body. */
import { assert, describe, it } from "@effect/vitest"
import {
  Answer,
  bodyLimit,
  classify,
  failsAs,
  type Origin
} from "../../packages/client/src/internal/request/classify.js"
import { parseProblem, plain } from "../../packages/client/src/internal/request/problem.js"

const now = Date.parse("2026-11-26T12:00:00Z")
const any: Origin = { auth: "Bearer", fails: "Any" }

const classified = (status: number, origin: Origin = any, body = "", headers: { [name: string]: string } = {}) =>
  classify(new Answer(status, headers, body), now, [], origin)

const meaning = (status: number, origin: Origin = any, body = "") => {
  const { ambiguous, retryable, tag } = classified(status, origin, body).facts
  return [tag, retryable ? "retried" : "final", ambiguous ? "unknown" : "refused"].join(" ")
}

const withCode = (code: string) => JSON.stringify({ errorCode: code })

describe("classify", () => {
  const table: ReadonlyArray<readonly [status: number, meaning: string]> = [
    [400, "VippsRequestError final refused"],
    [401, "VippsAuthError final refused"],
    [402, "VippsRequestError final refused"],
    [403, "VippsAuthError final refused"],
    [404, "VippsNotFoundError final refused"],
    [408, "VippsRequestError retried unknown"],
    [409, "VippsConflictError final refused"],
    [422, "VippsRequestError final refused"],
    [423, "VippsBusyError retried refused"],
    [425, "VippsRequestError retried refused"],
    [429, "VippsRateLimitError retried refused"],
    [499, "VippsRequestError final refused"],
    [500, "VippsServerError retried unknown"],
    [501, "VippsServerError final unknown"],
    [503, "VippsServerError retried unknown"],
    [599, "VippsServerError retried unknown"]
  ]
  for (const [status, expected] of table) {
    it(`a response with ${status} is a ${expected}`, () => assert.strictEqual(meaning(status), expected))
  }

  it("an error that an endpoint does not declare is its plain refusal, retried as before", () => {
    const tags = (fails: Origin["fails"]) =>
      [401, 404, 409, 423, 429, 500].map((status) => classified(status, { auth: "Bearer", fails }).facts.tag)
    const [auth, limit, server] = ["VippsAuthError", "VippsRateLimitError", "VippsServerError"]
    const [none, found, conflict, busy] = [
      "VippsRequestError",
      "VippsNotFoundError",
      "VippsConflictError",
      "VippsBusyError"
    ]
    assert.deepStrictEqual(tags("Common"), [auth, none, none, none, limit, server])
    assert.deepStrictEqual(tags("Read"), [auth, found, none, none, limit, server])
    assert.deepStrictEqual(tags("Create"), [auth, none, conflict, none, limit, server])
    assert.deepStrictEqual(tags("Modify"), [auth, found, conflict, busy, limit, server])
    assert.deepStrictEqual(tags(["Read", "Create"]), [auth, found, conflict, none, limit, server])
    assert.strictEqual(meaning(423, { auth: "Bearer", fails: "Common" }), "VippsRequestError retried refused")
  })

  it("an endpoint fails as one union, or as several", () => {
    assert.isTrue(failsAs("Read", "Read"))
    assert.isFalse(failsAs("Read", "Create"))
    assert.isTrue(failsAs(["Read", "Create"], "Create"))
    assert.isFalse(failsAs(["Read", "Create"], "Modify"))
  })

  it("401 and 403 concern the keys only where keys were sent", () => {
    for (const auth of ["Basic", "ClientSecret"] as const) {
      assert.strictEqual(classified(401, { auth, fails: "Common" }).facts.tag, "VippsAuthError")
    }
    assert.strictEqual(meaning(401, { auth: "None", fails: "Any" }), "VippsRequestError final refused")
    assert.strictEqual(meaning(403, { auth: "None", fails: "Any" }), "VippsRequestError final refused")
  })

  it("a code decides before the status, where the endpoint gives it a meaning, and a 5xx stays one", () => {
    const origin: Origin = { ...any, errors: { busy: ["7"], conflicts: { "8": "ReferenceExists" } } }
    assert.strictEqual(meaning(400, origin, withCode("7")), "VippsBusyError retried refused")
    assert.strictEqual(meaning(404, origin, withCode("8")), "VippsConflictError final refused")
    assert.strictEqual(meaning(404, origin, withCode("9")), "VippsNotFoundError final refused")
    assert.strictEqual(meaning(500, origin, withCode("8")), "VippsServerError retried unknown")
    assert.strictEqual(meaning(400, { ...any, errors: {} }, withCode("7")), "VippsRequestError final refused")
  })

  it("a code may be the last part of the problem's type, where the endpoint has codes there", () => {
    const codeOf = (problem: object, errors: Origin["errors"] = { codeFrom: "type" }) =>
      classified(400, { ...any, errors }, JSON.stringify(problem)).facts.code
    assert.strictEqual(codeOf({ type: "https://vipps.example/problems#charge-failed" }), "charge-failed")
    assert.strictEqual(codeOf({ type: "https://vipps.example/problems/charge-failed" }), "charge-failed")
    assert.strictEqual(codeOf({ type: "charge-failed", errorCode: "17" }), "17")
    assert.isUndefined(codeOf({ type: "about:blank" }))
    assert.isUndefined(codeOf({ type: "https://vipps.example/problems/" }))
    assert.isUndefined(codeOf({ title: "no type" }))
    assert.isUndefined(codeOf({ type: "https://vipps.example/problems#charge-failed" }, {}))
    assert.isUndefined(classified(400, any, JSON.stringify({ type: "x/charge-failed" })).facts.code)
  })

  it("a redirect is never followed, and names the keys where they were sent", () => {
    for (const status of [301, 302, 307, 399]) {
      const { ambiguous, detail, reason, retryable, tag } = classified(status).facts
      assert.deepStrictEqual(
        [tag, reason, retryable, ambiguous],
        ["VippsTransportError", "Network", false, true],
        `${status}`
      )
      assert.include(detail, `redirect (HTTP ${status})`)
      assert.include(detail, "it would send the keys to another address")
    }
    assert.strictEqual(
      classified(302, { auth: "None", fails: "Common" }).facts.detail,
      "the server responded with a redirect (HTTP 302), which is never followed"
    )
  })

  it("407 is from a proxy that forwarded nothing", () => {
    const { ambiguous, detail, retryable, unsent } = classified(407).facts
    assert.deepStrictEqual([unsent, retryable, ambiguous], ["Proxy", false, false])
    assert.include(detail, "HTTP 407")
    assert.include(detail, "credentials")
  })

  it("Retry-After is seconds or a date, and anything else is none", () => {
    const waitOf = (value: string) => classified(429, any, "", { "retry-after": value }).facts.retryAfter
    assert.strictEqual(waitOf("7"), 7000)
    assert.strictEqual(waitOf(" 1.2345 "), 1235)
    assert.strictEqual(waitOf("0"), 0)
    assert.strictEqual(waitOf("12"), 12_000)
    assert.strictEqual(waitOf("1.25"), 1250)
    assert.strictEqual(waitOf("Thu, 26 Nov 2026 12:00:30 GMT"), 30_000)
    assert.strictEqual(waitOf("Thu, 26 Nov 2026 11:00:00 GMT"), 0)
    for (const none of ["", "  ", "soon", "5 s", "s 5", "-5", "1.5.6", "99:99:99"])
      assert.isUndefined(waitOf(none), none)
    assert.isUndefined(classified(429).facts.retryAfter)
  })

  it("the body is kept without secrets and up to its limit", () => {
    const { body, facts } = classify(
      new Answer(400, {}, `long-secret-1${"x".repeat(20_000)}`),
      now,
      ["long-secret-1"],
      any
    )
    assert.strictEqual(body?.length, bodyLimit)
    assert.isTrue(body?.startsWith("<redacted>xxx"))
    assert.strictEqual(facts.status, 400)
    assert.strictEqual(bodyLimit, 10_000)
  })

  it("an answer has its body as a text and as bytes, and its headers in any case", () => {
    const bytes = new TextEncoder().encode("blåbær")
    for (const body of ["blåbær", bytes]) {
      const answer = new Answer(200, { "retry-after": "1" }, body)
      assert.strictEqual(answer.body, "blåbær")
      assert.deepStrictEqual([...answer.bytes], [...bytes])
      assert.strictEqual(answer.header("Retry-After"), "1")
      assert.strictEqual(JSON.stringify(answer), '{"status":200}')
    }
  })
})

describe("parseProblem", () => {
  const parsed = (json: unknown) => parseProblem(JSON.stringify(json), ["long-secret-1"])
  const present = (json: unknown) =>
    Object.fromEntries(Object.entries(parsed(json)).filter(([, value]) => value !== undefined))

  const table: ReadonlyArray<readonly [title: string, body: unknown, problem: object]> = [
    ["title", { title: "T", error: "e" }, { title: "T" }],
    ["error", { error: "e" }, { title: "e" }],
    ["detail before all others", { detail: "d", error_description: "x", message: "y" }, { detail: "d" }],
    ["error_description", { error_description: "d", message: "y" }, { detail: "d" }],
    ["message", { message: "d", errorMessage: "y" }, { detail: "d" }],
    ["responseInfo", { responseInfo: { responseMessage: "d" }, errorMessage: "y" }, { detail: "d" }],
    ["ResponseInfo", { responseInfo: "none", ResponseInfo: { ResponseMessage: "d" } }, { detail: "d" }],
    ["errorInfo", { errorInfo: { errorMessage: "d" }, errorMessage: "y" }, { detail: "d" }],
    ["errorMessage", { errorInfo: "none", errorMessage: "d", result: { message: "y" } }, { detail: "d" }],
    ["result", { errorInfo: null, result: { message: "d" } }, { detail: "d" }],
    ["no result that is no object", { result: "d", errorInfo: ["d"], responseInfo: null }, {}],
    ["no text of spaces", { title: "  ", error: "e", detail: "\t" }, { title: "e" }],
    ["type", { type: "about:blank" }, { type: "about:blank" }],
    ["errorCode", { errorCode: "17" }, { code: "17" }],
    ["traceId first", { traceId: "1", contextId: "2", trace_id: "3", correlation_id: "4" }, { traceId: "1" }],
    ["contextId", { contextId: "2", trace_id: "3", correlation_id: "4" }, { traceId: "2" }],
    ["trace_id", { trace_id: "3", correlation_id: "4" }, { traceId: "3" }],
    ["correlation_id", { correlation_id: "4" }, { traceId: "4" }],
    ["an array of texts", ["a", "", "b", 3, null, ["c"]], { detail: "a; b" }],
    ["an array of objects", [{ errorMessage: "a", message: "x" }, { message: "b" }, {}], { detail: "a; b" }],
    ["an empty array", [], {}],
    ["a text", "some text", { detail: '"some text"' }],
    ["null", null, { detail: "null" }]
  ]
  for (const [title, body, problem] of table) {
    it(`parseProblem reads ${title}`, () => assert.deepStrictEqual(present(body), problem))
  }

  it("parseProblem reads details in every shape", () => {
    const details = (json: unknown) => parsed(json).extraDetails?.map(({ name, reason }) => `${name}=${reason}`)
    assert.deepStrictEqual(details({ extraDetails: [{ name: "a", reason: "b" }, "c", null] }), ["a=b"])
    assert.deepStrictEqual(details({ extraDetails: [{ field: "a", text: "b" }] }), ["a=b"])
    assert.deepStrictEqual(details({ extraDetails: [{ name: "a", errorMessage: "b" }] }), ["a=b"])
    assert.deepStrictEqual(details({ extraDetails: [{ name: "a", field: "x", reason: "b", text: "y" }] }), ["a=b"])
    assert.deepStrictEqual(details({ extraDetails: [{ reason: "b" }] }), ["=b"])
    assert.deepStrictEqual(details({ extraDetails: [{ status: "b", name: "n", field: "f", n: 1 }] }), ["status=b"])
    assert.deepStrictEqual(details({ extraDetails: "none", invalidParams: [{ name: "a", reason: "b" }] }), ["a=b"])
    assert.deepStrictEqual(details({ errors: { a: ["b", "c", 1], d: "e", f: null } }), ["a=b", "a=c", "d=e"])
    assert.deepStrictEqual(details({ extraDetails: [{ name: "a", reason: "b" }], errors: { c: ["d"] } }), [
      "a=b",
      "c=d"
    ])
    assert.isUndefined(details({ extraDetails: [], errors: {} }))
    assert.isUndefined(details({ errors: ["a"] }))
  })

  it("parseProblem takes the code from the details first", () => {
    assert.strictEqual(
      parsed({
        extraDetails: [
          { name: "x", reason: "1" },
          { name: "ErrorCode", reason: "2" }
        ]
      }).code,
      "2"
    )
    assert.strictEqual(parsed({ errorCode: "3", extraDetails: [{ name: "ErrorCode", reason: "2" }] }).code, "2")
    assert.strictEqual(parsed({ errorCode: "3", extraDetails: [{ name: "x", reason: "2" }] }).code, "3")
  })

  it("parseProblem accepts identifiers of up to 200 printable characters", () => {
    const codeOf = (code: string) => parsed({ errorCode: code }).code
    assert.strictEqual(codeOf("!~"), "!~")
    assert.strictEqual(codeOf("x".repeat(200)), "x".repeat(200))
    for (const none of ["x".repeat(201), "a b", "blå", " x", "x "]) assert.isUndefined(codeOf(none), none)
  })

  it("parseProblem removes secrets and bounds every part", () => {
    const secret = "long-secret-1"
    const { code, detail, extraDetails, title, traceId, type } = parsed({
      title: `t ${secret}`,
      detail: `d ${secret}`,
      type: `y-${secret}`,
      errorCode: `c-${secret}`,
      traceId: `i-${secret}`,
      extraDetails: [{ name: `n ${secret}${"x".repeat(300)}`, reason: `r ${secret}` }]
    })
    assert.deepStrictEqual(
      [title, detail, type, code, traceId, extraDetails?.[0]?.reason],
      ["t <redacted>", "d <redacted>", "y-<redacted>", "c-<redacted>", "i-<redacted>", "r <redacted>"]
    )
    assert.strictEqual(extraDetails?.[0]?.name.slice(0, 15), "n <redacted>xxx")
    assert.isAtMost(extraDetails?.[0]?.name.length ?? 0, 200)
  })

  it("parseProblem joins the first 50 entries of an array", () => {
    const entries = Array.from({ length: 60 }, (_, i) => `e${i}`)
    assert.strictEqual(parsed(entries).detail, entries.slice(0, 50).join("; "))
  })

  it("a page is shown as its text, on one line and not at length", () => {
    assert.strictEqual(plain("<p>a</p>\n\n<b>c</b> "), "a c")
    assert.strictEqual(plain("<SCRIPT>x</SCRIPT><style a='b'>\ny</style>text<script>\nz\n</script>"), "text")
    assert.strictEqual(plain("a<br>b<script>x</script>c"), "a b c")
    assert.strictEqual(plain("x".repeat(500)), "x".repeat(300))
    assert.strictEqual(plain(`${" ".repeat(3999)}ab`), "a")
    assert.isUndefined(plain("<p></p> \n"))
  })
})
