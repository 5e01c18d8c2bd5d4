/**
 * Parses a request's target, once: the same path is guarded and routed.
 *
 * Parsing it twice would be a hole: a guard could see a harmless path where a router sees another.
 */

/** What a path may consist of, once decoded as far as it is here: RFC 3986, and what clients send unencoded anyway. */
const wellFormed = /^\/[!$%&'()*+,\-./0-9:;=@A-Z_a-z~[\]|^`{}]*$/

const query = /^[!-~]*$/

/** Encoded slashes, backslashes and control characters: the ones that a later decoding would turn into something else. */
const hidden = /%(?:2f|5c|[01][0-9a-f]|7f)/i

/** Characters that mean the same with and without encoding (RFC 3986, 2.3): they are decoded. */
const unreserved = /%(?:2d|2e|5f|7e|3[0-9]|[46][1-9a-f]|[57][0-9a])/gi

/**
 * The canonical target: without a doubled slash at its start, which integrations send and Vipps accepts, and
 * without needless encoding. Undefined for a target that no client sends: an absolute URL, backslashes,
 * control characters, dot segments, encoded slashes.
 */
export const canonical = (target: string): string | undefined => {
  const end = target.indexOf("?")
  const path = (end === -1 ? target : target.slice(0, end))
    .replace(unreserved, (encoded) => String.fromCharCode(Number.parseInt(encoded.slice(1), 16)))
    .replace(/^\/+/, "/")
  const search = end === -1 ? "" : target.slice(end)
  const isOdd = !wellFormed.test(path) || hidden.test(path) || /\/\.{1,2}(?:\/|$)/.test(path) || !query.test(search)
  return isOdd ? undefined : path + search
}

export interface Target {
  readonly path: string
  readonly query: URLSearchParams
}

/** The parts of a target that is {@link canonical}. */
export const parts = (target: string): Target => {
  const end = target.indexOf("?")
  return end === -1
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, end), query: new URLSearchParams(target.slice(end + 1)) }
}
