import * as Redacted from "effect/Redacted"
import { inputError } from "../schema/checkOptions.js"

/** An empty secret is most often a variable that is not set, and everyone could sign with it. */
export const checkSecret = (operation: string, path: string, secret: unknown): void => {
  const text = Redacted.isRedacted(secret) ? Redacted.value(secret) : undefined
  if (typeof text !== "string" || !/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text)) {
    throw inputError(operation, [
      { path, message: "must be one or more printable ASCII characters, without spaces at its ends" }
    ])
  }
}
