/** Changes of texts as networks, proxies and attackers make them, from a seed. */
import type { Random } from "../../soak/random.js"

/** What parsers stumble over. */
const tokens = [
  "",
  "null",
  "true",
  "-1",
  "1e999",
  "9007199254740993",
  "0.1",
  '""',
  "[]",
  "{}",
  '{"__proto__":{"toString":1}}',
  '{"constructor":1}',
  "[".repeat(5_000),
  '{"a":'.repeat(5_000),
  '"'.repeat(99),
  "\\u0000",
  "\u2028",
  "\ud800",
  "\u0000\u001b[2J\r\n",
  "<!doctype html><h1>502</h1>",
  "%00%2e%2e%2f",
  "../..",
  "x".repeat(70_000)
]

const pick = <A>(random: Random, list: ReadonlyArray<A>): A => {
  const one = list[random.int(0, list.length - 1)]
  if (one === undefined) throw new Error("nothing to pick from")
  return one
}

const cut = (random: Random, text: string): readonly [from: number, to: number] => {
  const from = random.int(0, text.length)
  return [from, Math.min(text.length, from + random.int(0, 12))]
}

/** A value of JSON, with one of its values replaced, removed or nested. */
const changed = (random: Random, value: unknown): unknown => {
  if (typeof value !== "object" || value === null || random.chance(0.2)) {
    return pick<unknown>(random, [
      null,
      true,
      -1,
      1e308,
      "",
      "x",
      [],
      {},
      [value],
      { value },
      pick(random, tokens),
      undefined
    ])
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return [changed(random, null)]
    const at = random.int(0, value.length - 1)
    return value.map((item, i) => (i === at ? changed(random, item) : item))
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return { a: changed(random, null) }
  const at = random.int(0, entries.length - 1)
  return Object.fromEntries(entries.map(([key, item], i) => [key, i === at ? changed(random, item) : item]))
}

const inJson = (random: Random, text: string): string => {
  try {
    return JSON.stringify(changed(random, JSON.parse(text))) ?? ""
  } catch {
    return text + text
  }
}

/** The text with one to four changes; now and then none. */
export const mutated = (random: Random, text: string): string => {
  let result = text
  for (let n = random.int(0, 4); n > 0; n--) {
    const [from, to] = cut(random, result)
    const kind = random.int(0, 5)
    if (kind <= 2) result = inJson(random, result)
    else if (kind === 3) result = result.slice(0, from) + result.slice(to)
    else if (kind === 4) result = result.slice(0, from) + pick(random, tokens) + result.slice(to)
    else result = result.slice(0, from) + String.fromCharCode(random.int(0, 0xff)) + result.slice(to)
  }
  return result
}

/** A value that a header of a request or response can carry. */
export const headerValue = (random: Random, text: string): string =>
  mutated(random, text)
    .slice(0, 5_000)
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, "?")
    .trim()

export const picked = pick
