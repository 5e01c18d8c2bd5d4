/** Reads JSON from outside. */
import * as Option from "effect/Option"

/** How deep objects and arrays may be nested; the limit of System.Text.Json, which Vipps' APIs are written with. [P] */
const maxDepth = 64

const [quote, backslash] = [0x22, 0x5c]
const isOpening = (code: number): boolean => code === 0x5b || code === 0x7b
const isClosing = (code: number): boolean => code === 0x5d || code === 0x7d

/** Later code may then recurse over the value. */
const isTooDeep = (text: string): boolean => {
  let depth = 0
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isString && code === backslash) at++
    else if (code === quote) isString = !isString
    else if (!isString && isOpening(code) && ++depth > maxDepth) return true
    else if (!isString && isClosing(code)) depth--
  }
  return false
}

/** None for what is not JSON, and for what is nested too deep. */
export const parse: (text: string) => Option.Option<unknown> = Option.liftThrowable((text: string): unknown => {
  if (isTooDeep(text)) throw new RangeError("nested too deep")
  return JSON.parse(text)
})
