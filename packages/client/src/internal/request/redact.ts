/**
 * What an error may show of what a server wrote. Every step is linear in the text's length: a hostile response must not
 * block the process, so no regular expression runs over unbounded text here.
 */

import * as Option from "effect/Option"
import { parseJson } from "../schema/parseJson.js"

const mask = "<redacted>"

/** A part of a text, from `start` up to `end`. */
type Range = readonly [start: number, end: number]

const wordCharacter = /[\p{L}\p{N}_]/u
const isWord = (character: string | undefined): boolean => character !== undefined && wordCharacter.test(character)

/** The ranges replaced by the mask; they may touch or overlap. What begins at or after `limit` is left out. */
const replaceRanges = (text: string, ranges: ReadonlyArray<Range>, limit: number): string => {
  const parts: Array<string> = []
  let position = 0
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (start >= limit) break
    if (end <= position) continue
    if (start >= position) parts.push(text.slice(position, start), mask)
    position = end
  }
  if (position < limit) parts.push(text.slice(position, limit))
  return parts.join("")
}

/** Shorter ones may be part of other words by chance: they are replaced only as whole words. */
const shortSecret = 8

/** Servers echo a value in any case. ASCII only, so that every character keeps its place; secrets have no others. */
const folded = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

const rangesOf = (text: string, secret: string): ReadonlyArray<Range> => {
  const ranges: Array<Range> = []
  for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + secret.length)) {
    const end = at + secret.length
    if (secret.length >= shortSecret || (!isWord(text[at - 1]) && !isWord(text[end]))) ranges.push([at, end])
  }
  return ranges
}

/** The text without the given secrets in any case, also where they are percent-encoded. */
export const withoutSecrets = (text: string, secrets: ReadonlyArray<string>): string => {
  const plain = folded(text)
  const spelt = new Set(secrets.flatMap((secret) => [folded(secret), folded(encoded(secret))]))
  spelt.delete("")
  return replaceRanges(
    text,
    [...spelt].flatMap((secret) => rangesOf(plain, secret)),
    text.length
  )
}

const encoded = (secret: string): string => {
  try {
    return encodeURIComponent(secret)
  } catch {
    return secret
  }
}

/** The longest email address that is looked for: 64 characters, `@`, 255 characters. */
const longestLocal = 64
const longestDomain = 255
const localCharacter = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u
const domainCharacter = /[\p{L}\p{N}.-]/u

const emails = (text: string): ReadonlyArray<Range> => {
  const ranges: Array<Range> = []
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    let start = at
    while (at - start < longestLocal && localCharacter.test(text[start - 1] ?? "")) start--
    let end = at + 1
    while (end - at <= longestDomain && domainCharacter.test(text[end] ?? "")) end++
    if (start < at && end > at + 1) ranges.push([start, end])
  }
  return ranges
}

/**
 * 8 to 15 digits that stand alone may be a phone number or a national identity number; so may digits with separators
 * after `+` or `00`. Each repetition is bounded, hence linear.
 */
const numbers = [
  /(?<![\w-])\+?\d{8,15}(?![\w-])/g,
  /(?<![\w-])(?:\+|00)\d{1,3}(?:[ .()/-]{0,2}\d){6,12}(?![\w-])/g,
  // A Nordic identity number: six digits of a date, then four or five.
  /(?<![\w-])\d{6}[ +-]?\d{3}[\dA-Z]\d?(?![\w-])/g
]

const personalNumbers = (text: string): ReadonlyArray<Range> =>
  numbers.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match): Range => [match.index, match.index + match[0].length])
  )

/** The longest thing that is looked for beyond a cut, so that no half of it is shown. */
const margin = longestLocal + 1 + longestDomain

/** Line breaks would forge lines of a log; escape sequences and marks of direction change what a terminal shows. */
const control = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * What a server wrote about a request, fit for an error message: on one line, without secrets, email addresses or phone
 * numbers.
 */
export const fitToShow = (text: string, secrets: ReadonlyArray<string>, limit = 1000): string => {
  const clean = withoutSecrets(text, secrets)
  const window = clean.slice(0, limit + margin).replace(control, " ")
  return replaceRanges(window, [...emails(window), ...personalNumbers(window)], Math.min(limit, window.length))
}

/** Objects of a request that describe a person: everything in them is personal, except what classifies. */
const personalObjects = new Set([
  "customer",
  "prefillCustomer",
  "userDetails",
  "shippingDetails",
  "billingDetails",
  "address"
])
const classifying = new Set(["country", "currency", "type"])
const personalFields = new Set([
  "phoneNumber",
  "mobileNumber",
  "msisdn",
  "email",
  "firstName",
  "lastName",
  "streetAddress",
  "addressLine1",
  "addressLine2",
  "postalCode",
  "postCode",
  "zipCode",
  "city",
  "nin",
  "sub",
  "birthDate",
  "personalQr",
  "customerToken",
  "token"
])

/** A request has few personal fields; with thousands of them, the whole text is masked. */
const mostValues = 200
const deepest = 20

const collect = (json: unknown, personal: boolean, depth: number, found: Array<string>): void => {
  if (depth > deepest || found.length > mostValues) return
  if (typeof json === "string" || typeof json === "number") {
    if (personal) found.push(String(json))
    return
  }
  if (typeof json !== "object" || json === null) return
  for (const [key, value] of Object.entries(json)) {
    const inherits = personal && !classifying.has(key)
    collect(value, inherits || personalFields.has(key) || personalObjects.has(key), depth + 1, found)
  }
}

/** What a request says about a person, to be removed from what the server echoes. */
const personalValues = (body: string | undefined): ReadonlyArray<string> => {
  const found: Array<string> = []
  Option.map(parseJson(body ?? ""), (json) => collect(json, false, 0, found))
  return [...new Set(found)]
}

/** A text without case, accents, spaces and punctuation, and where each of its characters stood. */
const lettersOf = (text: string): { readonly text: string; readonly positions: ReadonlyArray<number> } => {
  const characters: Array<string> = []
  const positions: Array<number> = []
  let position = 0
  for (const character of text) {
    for (const plain of character.normalize("NFKD").toLowerCase()) {
      if (!isWord(plain) || plain === "_") continue
      characters.push(plain)
      for (let unit = 0; unit < plain.length; unit++) positions.push(position)
    }
    position += character.length
  }
  return { text: characters.join(""), positions }
}

const isNumber = (value: string): boolean => /^\d+$/.test(value)

/** A phone number is echoed with or without its country code, and with a leading zero in Sweden and Finland. */
const spellings = (value: string): ReadonlyArray<string> =>
  isNumber(value)
    ? [value, ...[2, 3].map((code) => value.slice(code)).filter((national) => national.length >= 7)]
    : [value]

/** Where these personal values stand in the text, whatever its case, spaces and hyphens. */
const occurrences = (text: string, values: ReadonlyArray<string>): ReadonlyArray<Range> => {
  const { text: plain, positions } = lettersOf(text)
  const ranges: Array<Range> = []
  for (const value of new Set(values.flatMap((raw) => spellings(lettersOf(raw).text)))) {
    if (value.length < 2) continue
    for (let at = plain.indexOf(value); at !== -1; at = plain.indexOf(value, at + value.length)) {
      const start = positions[at] ?? 0
      const last = positions[at + value.length - 1] ?? 0
      const end = last + String.fromCodePoint(text.codePointAt(last) ?? 32).length
      // A name inside a longer word is another word; digits are personal wherever they stand.
      const whole = !isWord(text[start - 1]) && !isWord(text[end])
      if (whole || (isNumber(value) && value.length >= 7)) ranges.push([start, end])
    }
  }
  return ranges
}

/** Removes from texts what this request's body says about a person. Makes its list once, for all texts of an error. */
export const withoutPersonal = (body: string | undefined): ((text: string) => string) => {
  const values = personalValues(body)
  if (values.length === 0) return (text) => text
  return values.length > mostValues ? () => mask : (text) => replaceRanges(text, occurrences(text, values), text.length)
}
