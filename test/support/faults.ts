import type { Fault } from "./emulator.js"

/** Faults after which one retry succeeds; the money moves once. */
export const passing: ReadonlyArray<Fault> = [
  { _tag: "Answer", status: 500 },
  { _tag: "Answer", status: 503, body: "<html>Service unavailable</html>", headers: { "retry-after": "0" } },
  { _tag: "Answer", status: 502, body: { ResponseInfo: { ResponseMessage: "Bad gateway" } }, afterEffect: true },
  { _tag: "Answer", status: 429, body: { statusCode: 429, message: "Rate limit is exceeded" } },
  { _tag: "Answer", status: 423, body: { title: "Order locked and is already processing" } },
  { _tag: "Delay", millis: 600 },
  { _tag: "Reset" },
  { _tag: "Reset", afterEffect: true },
  { _tag: "Hang" },
  { _tag: "Hang", afterEffect: true },
  { _tag: "Drip", millis: 20 },
  { _tag: "Truncate" },
  { _tag: "RevokeTokens" }
]
