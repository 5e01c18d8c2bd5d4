import * as Schema from "effect/Schema"
import type { TokenResponse as Response } from "../../Operation.js"
import { pattern } from "../schema/rules.js"

/** It goes into a header as it is. */
const Secret = Schema.Redacted(pattern(/^[\x21-\x7e]+$/, "printable ASCII characters, without spaces"))

/** A string by the specification; numbers have been seen. */
const Seconds = Schema.transform(Schema.Union(Schema.Number, Schema.String), Schema.Number, {
  strict: true,
  decode: Number,
  encode: (seconds) => seconds
}).pipe(Schema.filter((seconds) => seconds > 0 && Number.isFinite(seconds), { description: "seconds, more than zero" }))

/** What a token endpoint responds with. */
export const TokenResponse: Schema.Schema<
  Response,
  { readonly access_token: string; readonly expires_in: number | string }
> = Schema.Struct({ access_token: Secret, expires_in: Seconds })
