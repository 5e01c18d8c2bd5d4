import * as Either from "effect/Either"
import type * as Schema from "effect/Schema"
import { issueText } from "../schema/parseIssues.js"
import { parseJson } from "../schema/parseJson.js"
import { reading } from "../schema/read.js"
import { VippsWebhookError } from "./VippsWebhookError.js"

const unreadable = (what: string): VippsWebhookError =>
  new VippsWebhookError({
    reason: "Payload",
    message: `The request is authentic, but its body cannot be read: ${what}. Respond with 400; Vipps redelivers it.`
  })

/** The signature covers the bytes. A byte outside UTF-8, in a name or an address, is no reason to refuse an event. */
const utf8 = new TextDecoder()

/** Parses a body as JSON. The error does not quote it. */
export const parseBody = (body: Uint8Array): Either.Either<unknown, VippsWebhookError> =>
  Either.fromOption(parseJson(utf8.decode(body)), () => unreadable("the body is not JSON"))

/** Reads JSON as a schema describes it. Its errors name fields, never values. */
export const reader = <A, I>(schema: Schema.Schema<A, I>) => {
  const read = reading(schema)
  return (json: unknown): Either.Either<A, VippsWebhookError> =>
    Either.mapLeft(read(json), (issues) => unreadable(issueText(issues)))
}
