/** Webhooks v1 over HTTP: https://developer.vippsmobilepay.com/api/webhooks */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { guard } from "../accessToken/guard.js"
import { isMerchantUrl } from "../core/merchantUrls.js"
import { Pattern } from "../core/rules.js"
import type { World } from "../core/World.js"
import type { Registration } from "../delivery/registrations.js"
import * as Registrations from "../delivery/registrations.js"
import { registrations } from "../delivery/registrations.js"
import type { ApiRequest, Handler, MerchantRequest } from "../http/ApiRequest.js"
import * as Answers from "../http/ApiResponse.js"
import { anyType } from "../http/body.js"
import * as Problem from "../http/problem.js"
import { bodies } from "../http/withBody.js"
import { eventTypes } from "./eventTypes.js"
import type { operations } from "./operations.js"

const admitted = { idempotencyKey: "ignored" } as const

/** The body of a registration. */
export const Register = Schema.Struct({
  url: Schema.String,
  events: Schema.Array(Pattern(/^[a-z-]+(\.[a-z-]+)+\.v\d+$/))
})

const invalidJson = (call: ApiRequest) => Problem.field(call, "body", "The body is not valid JSON.")

const withBody = bodies({
  // [P] The documentation's own example sends no JSON content type.
  contentType: anyType,
  faults: { TooLarge: Problem.tooLarge, WrongType: invalidJson, NotJson: invalidJson },
  malformed: Problem.malformed
})

/** Registrations for one event type, by sales unit; QR check-ins have one. */
const limitOf = (event: string): number => (event === "user.checked-in.v1" ? 1 : 25)

const ofMerchant = (world: World, { merchant }: MerchantRequest): ReadonlyArray<Registration> =>
  [...registrations.values(world)].filter(
    ({ merchantSerialNumber }) => merchantSerialNumber === merchant.credentials.merchantSerialNumber
  )

/** [U] What an unknown event type, none at all, or one registration too many is answered with. */
const eventsRefusal = (events: ReadonlyArray<string>, others: ReadonlyArray<Registration>): string | undefined => {
  if (events.length === 0) return "The field must hold at least one event."
  const unknown = events.find((event) => !eventTypes.includes(event))
  if (unknown !== undefined) return `There is no event ${unknown}.`
  const full = events.find((event) => others.filter((other) => other.events.includes(event)).length >= limitOf(event))
  return full && `No more than ${limitOf(full)} webhooks can be registered for ${full}.`
}

/** `POST /webhooks/v1/webhooks`. The secret is returned only here. It has no idempotency keys. */
const register: Handler = guard(
  admitted,
  withBody(Register, (request, call, world) => {
    const { url } = request
    if (!isMerchantUrl(url, call.settings)) {
      return [Problem.field(call, "url", "The field must be a valid, world-reachable https URL."), world]
    }
    const events = [...new Set(request.events)]
    const refusal = eventsRefusal(events, ofMerchant(world, call))
    if (refusal !== undefined) return [Problem.field(call, "events", refusal), world]
    const id = call.ids.uuid()
    const secret = Buffer.from(call.ids.hex(128), "hex").toString("base64")
    const { merchantSerialNumber } = call.merchant.credentials
    const registration = { id, merchantSerialNumber, url, events, secret, failingSince: undefined }
    return [Answers.json(201, { id, secret }), Registrations.put(world, registration)]
  })
)

/** `GET /webhooks/v1/webhooks`: never with secrets. */
const list: Handler = guard(admitted, (call, world) => [
  Answers.json(200, { webhooks: ofMerchant(world, call).map(({ events, id, url }) => ({ id, url, events })) }),
  world
])

/** `DELETE /webhooks/v1/webhooks/{id}`. [U] An unknown id is a 404; the specification has no error but 400. */
const remove: Handler = guard(admitted, (call, world) =>
  Option.match(Option.fromNullable(ofMerchant(world, call).find(({ id }) => id === call.reference)), {
    onNone: () => [Problem.plain(call, 404, "Not Found", "There is no such webhook."), world] as const,
    onSome: ({ id }) => [Answers.empty(204), Registrations.remove(world, id)] as const
  })
)

export const handlers: { readonly [Name in keyof typeof operations]: Handler } = { register, list, remove }
