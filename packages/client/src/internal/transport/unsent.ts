/**
 * Why a request did not leave this process, by the codes and words of fetch (undici, Bun, Deno) and `node:http`. workerd
 * reports the same "Network connection lost." before and after sending, so nothing can be concluded there.
 */
export type Unsent = "Connection" | "Certificate" | "Tls" | "Proxy" | "Request"

/** What a failure of the transport proves. */
export interface Diagnosis {
  /** Set when nothing was sent. Absent when the request may have reached the server. */
  readonly unsent: Unsent | undefined
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** Messages and codes of the failure, outermost first. May hold what the caller sent: redact before showing. */
  readonly words: string
}

/** DNS, refused, unreachable, connect timeout. The last line holds names of Bun's. */
const connection = `ECONNREFUSED ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_NONAME ENODATA ESERVFAIL
  EHOSTUNREACH ENETUNREACH EHOSTDOWN ENETDOWN EADDRNOTAVAIL UND_ERR_CONNECT_TIMEOUT ERR_SOCKET_CONNECTION_TIMEOUT
  ConnectionRefused FailedToOpenSocket DNSResolutionFailed DNSResolveFailed AbortedBeforeConnecting`

/** Node and Bun name them as OpenSSL does. */
const certificate = `UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL UNABLE_TO_DECRYPT_CERT_SIGNATURE
  UNABLE_TO_DECRYPT_CRL_SIGNATURE UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY CERT_SIGNATURE_FAILURE CRL_SIGNATURE_FAILURE
  CERT_NOT_YET_VALID CERT_HAS_EXPIRED CRL_NOT_YET_VALID CRL_HAS_EXPIRED ERROR_IN_CERT_NOT_BEFORE_FIELD
  ERROR_IN_CERT_NOT_AFTER_FIELD DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_CHAIN_TOO_LONG CERT_REVOKED INVALID_CA
  PATH_LENGTH_EXCEEDED INVALID_PURPOSE CERT_UNTRUSTED CERT_REJECTED HOSTNAME_MISMATCH
  ERR_SSL_CERTIFICATE_VERIFY_FAILED ERR_TLS_CERT_ALTNAME_INVALID ERR_TLS_CERT_ALTNAME_FORMAT`

/**
 * Failures of a handshake only. What can also break an open connection, such as an alert about a bad record, is absent.
 * A server that refuses a client's certificate is absent too: under TLS 1.3 the request may be under way by then.
 */
const tls = `EPROTO ERR_SSL_WRONG_VERSION_NUMBER ERR_SSL_UNSUPPORTED_PROTOCOL ERR_SSL_NO_PROTOCOLS_AVAILABLE
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME ERR_SSL_HTTP_REQUEST ERR_SSL_HTTPS_PROXY_REQUEST ERR_SSL_DH_KEY_TOO_SMALL
  ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED ERR_TLS_HANDSHAKE_TIMEOUT TLSHandshakeFailed`

const proxy = "ERR_PROXY_TUNNEL ERR_PROXY_INVALID_CONFIG UND_ERR_PRX_TLS ProxyConnectFailed UnsupportedProxyProtocol"

const request = `ERR_INVALID_URL ERR_INVALID_PROTOCOL ERR_INVALID_CHAR ERR_UNESCAPED_CHARACTERS ERR_INVALID_HTTP_TOKEN
  ERR_HTTP_INVALID_HEADER_VALUE UND_ERR_INVALID_ARG UND_ERR_NOT_SUPPORTED`

/** The request, or a part of it, may have been sent. What caused it does not matter any more. */
const sent = `ECONNRESET ECONNABORTED EPIPE ETIMEDOUT ERR_STREAM_PREMATURE_CLOSE UND_ERR_SOCKET UND_ERR_ABORTED
  UND_ERR_DESTROYED UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT UND_ERR_INFO UND_ERR_REQ_RETRY ABORT_ERR`

const byCode = new Map<string, Unsent | "Sent">(
  Object.entries({
    Connection: connection,
    Certificate: certificate,
    Tls: tls,
    Proxy: proxy,
    Request: request,
    Sent: sent
  } as const).flatMap(([kind, codes]) => codes.split(/\s+/).map((code) => [code, kind as Unsent | "Sent"] as const))
)

/** Where a runtime gives no code, or one that says too little. Deno's come first: what broke while it connected. */
const byMessage: ReadonlyArray<readonly [RegExp, Unsent]> = [
  [/client error \(Connect\): invalid peer certificate/, "Certificate"],
  [/client error \(Connect\): (received|peer)/, "Tls"],
  [/client error \(Connect\): .*(tunnel|proxy)/, "Proxy"],
  [/client error \(Connect\)/, "Connection"],
  [/disconnected before secure TLS connection was established/, "Connection"],
  [/when HTTP Tunneling|tunneling socket could not be established|Proxy refused to open a tunnel/, "Proxy"],
  [
    /is an invalid header value|^Invalid header value|^Header .* has (an )?invalid value|a (valid )?ByteString/,
    "Request"
  ],
  [/^bad port$|^Fetch failed: Requests to port \d+ are blocked|^unknown scheme$|^Failed to parse URL/, "Request"]
]

/** An invalid `fetch`, or a body that was read before: the same call fails again. */
const misuse =
  /^fetch must|is not a function|[Bb]ody (is unusable|has already|already used)|(is|or) (locked|disturbed)|Cannot read propert|undefined is not/

const depth = 5
const width = 10

interface Seen {
  readonly code: string
  readonly message: string
  readonly syscall: string
  readonly cause: unknown
  readonly errors: ReadonlyArray<unknown>
}

const text = (value: unknown): string => (typeof value === "string" ? value.slice(0, 500).trim() : "")

const look = (cause: unknown): Seen => {
  if (typeof cause !== "object" || cause === null) {
    return { code: "", message: text(cause), syscall: "", cause: undefined, errors: [] }
  }
  const { cause: inner, code, errors, message, syscall } = cause as Record<string, unknown>
  return {
    code: text(code),
    message: text(message),
    syscall: text(syscall),
    cause: inner,
    errors: Array.isArray(errors) ? errors.slice(0, width) : []
  }
}

/** A connection that was open may fail with the code of one that was never made, as in `read EHOSTUNREACH`. */
const onOpenSocket = ({ message, syscall }: Seen): boolean =>
  /^(read|write|send)/.test(syscall) || /^(read|write|send) E[A-Z]/.test(message)

const beforeOpen = ({ message, syscall }: Seen): boolean =>
  /^(connect$|getaddrinfo|query)/.test(syscall) || /^(connect|getaddrinfo) E[A-Z]/.test(message)

/** Node gives this code to whatever OpenSSL reports: these are failures of a handshake, others may follow a request. */
const ofHandshake = ({ code, message }: Seen): boolean =>
  code !== "EPROTO" ||
  /handshake|version|protocol|unrecognized name|http|too small|renegotiation|packet length|cipher|insufficient/i.test(
    message
  )

const judge = (cause: unknown, left = depth): Unsent | "Sent" | undefined => {
  if (left === 0 || cause === undefined || cause === null) return undefined
  const seen = look(cause)
  if (seen.errors.length > 0) {
    // One per address of a host: unsent only if every address was out of reach.
    const verdicts = seen.errors.map((error) => judge(error, left - 1) ?? "Sent")
    return verdicts.find((verdict) => verdict === "Sent") ?? verdicts[0]
  }
  const worded = byMessage.find(([pattern]) => pattern.test(seen.message))
  if (worded !== undefined) return worded[1]
  const coded = byCode.get(seen.code)
  if (seen.code !== "" && beforeOpen(seen)) return coded === undefined || coded === "Sent" ? "Connection" : coded
  if (coded === "Connection" && onOpenSocket(seen)) return "Sent"
  if (coded === "Tls" && !ofHandshake(seen)) return "Sent"
  return coded ?? judge(seen.cause, left - 1)
}

/** Generic words of wrappers. */
const empty = new Set(["", "fetch failed", "Request was cancelled."])

/** OpenSSL's reason, without the addresses and source files around it. */
const plain = (message: string): string =>
  (/SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] ?? message).replace(/\s+/g, " ")

const wordsOf = (cause: unknown, left = depth): ReadonlyArray<string> => {
  if (left === 0 || cause === undefined || cause === null) return []
  const { cause: inner, code, errors, message } = look(cause)
  const own = empty.has(message) ? [] : [plain(message)]
  return [
    ...own,
    ...(code === "" || message.includes(code) ? [] : [code]),
    ...errors.slice(0, 3).flatMap((error) => wordsOf(error, left - 1)),
    ...wordsOf(inner, left - 1)
  ]
}

/** A proxy's address may hold its password, and Node quotes a header's value. */
const withoutValues = (words: string): string =>
  words.replace(/\/\/[^\s/@]*@/g, "//").replace(/".*" is an invalid header value/, "a header value is invalid")

/** By its name: a test runner may have classes of its own. */
const isMisuse = (cause: unknown): boolean => {
  if (typeof cause !== "object" || cause === null || !("name" in cause) || cause.name !== "TypeError") return false
  const { cause: inner, message } = look(cause)
  return inner === undefined && misuse.test(message)
}

const repeatable = (unsent: Unsent | undefined, cause: unknown, words: string): boolean => {
  switch (unsent) {
    case "Connection":
      return true
    case "Proxy":
      return !/\b40[1357]\b/.test(words)
    case undefined:
      return !isMisuse(cause)
    default:
      return false
  }
}

/** Never throws. */
export const diagnose = (cause: unknown): Diagnosis => {
  try {
    const verdict = judge(cause)
    const unsent = verdict === "Sent" ? undefined : verdict
    const words = withoutValues([...new Set(wordsOf(cause))].join(": ").slice(0, 500))
    return { unsent, retryable: repeatable(unsent, cause, words), words }
  } catch {
    return { unsent: undefined, retryable: true, words: "" }
  }
}
