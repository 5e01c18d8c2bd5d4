/** What each runtime's observed errors prove. `not-sent.test.ts` causes those of this runtime. */
import { assert, describe, it } from "@effect/vitest"
import { diagnose } from "@effect-vipps/client/internal/transport/unsent"
import * as FastCheck from "effect/FastCheck"

const coded = (code: string, message = "", more: object = {}) => Object.assign(new Error(message), { code, ...more })

const fetchFailed = (cause: unknown) => new TypeError("fetch failed", { cause })

/** Deno gives no codes. */
const deno = (words: string) =>
  fetchFailed(new Error(`error sending request for url (https://api.vipps.no/): ${words}`))

const samples: ReadonlyArray<readonly [what: string, cause: unknown, unsent: string | undefined, retryable: boolean]> =
  [
    ["undici: refused", fetchFailed(coded("ECONNREFUSED", "connect ECONNREFUSED 1.2.3.4:443")), "Connection", true],
    ["undici: DNS", fetchFailed(coded("ENOTFOUND", "getaddrinfo ENOTFOUND api.vipps.no")), "Connection", true],
    ["undici: DNS, for now", fetchFailed(coded("EAI_AGAIN", "getaddrinfo EAI_AGAIN api.vipps.no")), "Connection", true],
    [
      "undici: connect timeout",
      fetchFailed(coded("UND_ERR_CONNECT_TIMEOUT", "Connect Timeout Error")),
      "Connection",
      true
    ],
    [
      "net: no route",
      coded("EHOSTUNREACH", "connect EHOSTUNREACH 1.2.3.4:443", { syscall: "connect" }),
      "Connection",
      true
    ],
    ["net: no network", coded("ENETUNREACH", "connect ENETUNREACH 1.2.3.4:443"), "Connection", true],
    ["net: timeout of connect", coded("ETIMEDOUT", "connect ETIMEDOUT 1.2.3.4:443"), "Connection", true],
    ["net: reset of connect", coded("ECONNRESET", "", { syscall: "connect" }), "Connection", true],
    ["net: a firewall's rule", coded("EPERM", "connect EPERM 1.2.3.4:443"), "Connection", true],
    [
      "net: every address of a host",
      fetchFailed(
        Object.assign(
          new AggregateError([
            coded("ENETUNREACH", "connect ENETUNREACH ::1:443"),
            coded("ETIMEDOUT", "connect ETIMEDOUT 1.2.3.4:443")
          ]),
          { code: "ENETUNREACH" }
        )
      ),
      "Connection",
      true
    ],
    [
      "tls: closed during the handshake",
      fetchFailed(
        coded("ECONNRESET", "Client network socket disconnected before secure TLS connection was established")
      ),
      "Connection",
      true
    ],
    [
      "tls: own authority",
      fetchFailed(coded("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate")),
      "Certificate",
      false
    ],
    ["tls: other host", fetchFailed(coded("ERR_TLS_CERT_ALTNAME_INVALID", "does not match")), "Certificate", false],
    ["tls: expired", fetchFailed(coded("CERT_HAS_EXPIRED", "certificate has expired")), "Certificate", false],
    ["tls: plain HTTP, fetch", fetchFailed(coded("ERR_SSL_WRONG_VERSION_NUMBER", "wrong version")), "Tls", false],
    [
      "tls: plain HTTP, node:https",
      coded("EPROTO", "write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:x", {
        syscall: "write"
      }),
      "Tls",
      false
    ],
    [
      "tls: a damaged record",
      coded("EPROTO", "write EPROTO 80:error:0A0003FC:SSL routines:ssl3_read_bytes:sslv3 alert bad record mac:x", {
        syscall: "write"
      }),
      undefined,
      true
    ],
    [
      "tls: no certificate of the client, under TLS 1.3",
      coded(
        "EPROTO",
        "write EPROTO 80:error:0A00045C:SSL routines:ssl3_read_bytes:tlsv13 alert certificate required:x",
        {
          syscall: "write"
        }
      ),
      undefined,
      true
    ],
    [
      "undici: 407 of a proxy",
      fetchFailed(
        Object.assign(
          new Error("Request was cancelled.", {
            cause: coded("UND_ERR_ABORTED", "Proxy response (407) !== 200 when HTTP Tunneling")
          }),
          { code: 0 }
        )
      ),
      "Proxy",
      false
    ],
    [
      "undici: 502 of a proxy",
      coded("UND_ERR_ABORTED", "Proxy response (502) !== 200 when HTTP Tunneling"),
      "Proxy",
      true
    ],
    ["tunnel-agent", coded("ECONNRESET", "tunneling socket could not be established, statusCode=407"), "Proxy", false],
    [
      "Node 24: 502 of a proxy",
      coded("ERR_PROXY_TUNNEL", "tunnel to api.vipps.no:443 via http://p/: HTTP/1.1 502"),
      "Proxy",
      true
    ],
    ["fetch: a port it refuses", fetchFailed(new Error("bad port")), "Request", false],
    ["fetch: a header", new TypeError('Headers.append: "a\nb" is an invalid header value.'), "Request", false],
    ["fetch: a header, elsewhere", new TypeError("Invalid header value."), "Request", false],
    ["Bun: a header", new TypeError("Header 'Authorization' has invalid value"), "Request", false],
    ["node:http: a header", coded("ERR_INVALID_CHAR", "Invalid character in header content"), "Request", false],
    ["Bun: refused", coded("ECONNREFUSED", "ECONNREFUSED: Unable to connect."), "Connection", true],
    [
      "Bun of before: refused",
      coded("ConnectionRefused", "Unable to connect. Is the computer able to access the url?"),
      "Connection",
      true
    ],
    ["Bun: plain HTTP", coded("EPROTO", "EPROTO: The TLS handshake failed."), "Tls", false],
    [
      "Bun: 407 of a proxy",
      coded("ERR_PROXY_TUNNEL", "Proxy refused to open a tunnel: 407 Proxy Authentication Required"),
      "Proxy",
      false
    ],
    [
      "Deno: refused",
      deno("client error (Connect): tcp connect error: Connection refused (os error 111)"),
      "Connection",
      true
    ],
    ["Deno: DNS", deno("client error (Connect): dns error: failed to lookup address information"), "Connection", true],
    [
      "Deno: certificate",
      deno("client error (Connect): invalid peer certificate: UnknownIssuer"),
      "Certificate",
      false
    ],
    [
      "Deno: plain HTTP",
      deno("client error (Connect): received corrupt message of type InvalidContentType"),
      "Tls",
      false
    ],
    [
      "Deno: reset in the handshake",
      deno("client error (Connect): Connection reset by peer (os error 104)"),
      "Connection",
      true
    ],

    ["Deno: closed in the handshake", deno("client error (Connect): tls handshake eof"), "Connection", true],

    ["undici: reset", fetchFailed(coded("ECONNRESET", "read ECONNRESET", { syscall: "read" })), undefined, true],
    ["undici: closed", fetchFailed(coded("UND_ERR_SOCKET", "other side closed")), undefined, true],
    ["undici: no response", fetchFailed(coded("UND_ERR_HEADERS_TIMEOUT", "Headers Timeout Error")), undefined, true],
    [
      "undici: closed, whatever closed it",
      coded("UND_ERR_SOCKET", "closed", { cause: coded("ECONNREFUSED") }),
      undefined,
      true
    ],
    ["net: timeout", coded("ETIMEDOUT", "read ETIMEDOUT", { syscall: "read" }), undefined, true],
    ["net: no route any more", coded("EHOSTUNREACH", "read EHOSTUNREACH", { syscall: "read" }), undefined, true],
    ["net: words that only look alike", coded("ECONNRESET", "connection reset by peer"), undefined, true],
    ["net: broken pipe", coded("EPIPE", "write EPIPE"), undefined, true],
    ["node:http: hang up", coded("ECONNRESET", "socket hang up"), undefined, true],
    ["one address answered", new AggregateError([coded("ECONNREFUSED"), coded("ECONNRESET")]), undefined, true],
    ["tls: a broken record", coded("ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC"), undefined, true],
    ["Bun: closed", coded("ECONNRESET", "ECONNRESET: The socket connection was closed unexpectedly."), undefined, true],
    ["Deno: reset", fetchFailed(new Error("Connection reset by peer (os error 104)")), undefined, true],
    ["Deno: closed", deno("client error (SendRequest): connection closed before message completed"), undefined, true],
    ["workerd: whatever it was", new Error("Network connection lost."), undefined, true],
    ["workerd: inside", new Error("internal error; reference = 91o0g4c09e8v3g4me7m4vj7a"), undefined, true],
    ["a mock without text()", new TypeError("this.source.text is not a function"), undefined, false],
    ["a mock's Response used twice", new TypeError("Body is unusable: Body has already been read"), undefined, false]
  ]

describe("whether a request was sent", () => {
  for (const [what, cause, unsent, retryable] of samples) {
    it(`${unsent === undefined ? "unknown" : `nothing (${unsent})`}: ${what}`, () => {
      const diagnosis = diagnose(cause)
      assert.strictEqual(diagnosis.unsent, unsent)
      assert.strictEqual(diagnosis.retryable, retryable)
      assert.notInclude(diagnosis.words, "fetch failed")
      assert.isNotEmpty(diagnosis.words)
    })
  }

  it("OpenSSL's words are shown as the reason", () => {
    const openssl =
      "write EPROTO 806C:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/ssl3_record.c:350:\n"
    assert.strictEqual(diagnose(coded("EPROTO", openssl)).words, "wrong version number")
  })

  it("a proxy's password is not among the words shown", () => {
    const { words } = diagnose(
      coded("ERR_PROXY_TUNNEL", "Failed via http://user:s3cret@proxy.example:3128/: HTTP/1.1 407")
    )
    assert.notInclude(words, "s3cret")
    assert.include(words, "proxy.example:3128")
  })

  it("any thrown value is read without throwing, and proves nothing", () => {
    const hostile = new Proxy(new Error(), {
      get: () => {
        throw new Error("hostile")
      }
    })
    const circular = Object.assign(new Error("again"), { cause: undefined as unknown, errors: [] as Array<unknown> })
    circular.cause = circular
    circular.errors.push(...Array.from({ length: 50 }, () => circular))
    for (const cause of [hostile, circular, null, undefined, Symbol("x"), () => {}, { errors: [null] }]) {
      assert.isUndefined(diagnose(cause).unsent)
    }
    FastCheck.assert(
      FastCheck.property(FastCheck.anything(), (cause) => {
        const { unsent, words } = diagnose(cause)
        assert.isUndefined(unsent)
        assert.isAtMost(words.length, 500)
      }),
      { numRuns: 500 }
    )
  })
})
