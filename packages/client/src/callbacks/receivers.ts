import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import { LogisticsOptionsQuery } from "../checkout/Logistics.js"
import type { LogisticsOption } from "../checkout/LogisticsOption.js"
import { Session } from "../checkout/Session.js"
import type { ShippingGroup } from "../epayment/Shipping.js"
import { checkSecret } from "../internal/receive/checkSecret.js"
import { defaultMaxBodySize, onceOnly } from "../internal/receive/onceOnly.js"
import { parseBody, reader } from "../internal/receive/parseBody.js"
import type { Receiver, Reply } from "../internal/receive/receive.js"
import { bytesOf, tokenCheck } from "../internal/receive/signature.js"
import type { VippsInputError } from "../VippsError.js"
import type { WebhookInbox, WebhookInboxError } from "../WebhookInbox.js"
import { logisticsReply, shippingReply } from "./offer.js"
import { ShippingOptionsQuery } from "./ShippingOptionsQuery.js"

/** What a receiver of callbacks is made from. */
export interface CallbackOptions<Query, Answer, E, R> {
  readonly callbackAuthorizationToken?: Redacted.Redacted | undefined
  readonly handler: (query: Query) => Effect.Effect<Answer, E, R>
  readonly maxBodySize?: number | undefined
  readonly timeout?: Duration.DurationInput | undefined
}

type Options = Pick<CallbackOptions<never, unknown, unknown, unknown>, "callbackAuthorizationToken" | "maxBodySize">

/** What all callbacks have in common: a token instead of a signature, and a body of one kind. */
const callback = <Query, Encoded>(
  name: string,
  options: Options,
  schema: Schema.Schema<Query, Encoded>,
  needsToken: boolean
) => {
  const token = options.callbackAuthorizationToken
  if (needsToken || token !== undefined) checkSecret(name, "callbackAuthorizationToken", token)
  const authorized = token === undefined ? () => Effect.void : tokenCheck(token)
  const read = reader(schema)
  return {
    name,
    maxBodySize: options.maxBodySize ?? defaultMaxBodySize,
    check: (({ body, headers }) =>
      authorized(headers).pipe(
        Effect.zipRight(bytesOf(body)),
        Effect.flatMap((bytes) => Either.flatMap(parseBody(bytes), read))
      )) satisfies Receiver<Query, never, never>["check"]
  }
}

/** Vipps waits 8 seconds for logistics options. [U] How long it waits for shipping groups is not documented. */
const optionsTimeout = "7 seconds"

/** [U] A session is reported once in each final state, so its id and the state identify a callback. */
export const checkoutReceiver = <E, R>(
  name: string,
  options: CallbackOptions<Session, unknown, E, R>
): Receiver<Session, E | WebhookInboxError, R | WebhookInbox> => ({
  ...callback(name, options, Session, true),
  about: ({ reference, sessionState }) => ({ event: sessionState, reference }),
  timeout: options.timeout ?? "9 seconds",
  work: (session, begin) =>
    onceOnly(
      `CheckoutCallback:${session.sessionId}:${session.sessionState}`,
      () => options.handler(session),
      [{ merchantSerialNumber: session.merchantSerialNumber, reference: session.reference }],
      begin
    )
})

export const logisticsReceiver = <E, R>(
  name: string,
  options: CallbackOptions<LogisticsOptionsQuery, ReadonlyArray<LogisticsOption>, E, R>
): Receiver<LogisticsOptionsQuery, E | VippsInputError, R> => {
  const answer = logisticsReply(name)
  return {
    ...callback(name, options, LogisticsOptionsQuery, false),
    about: () => ({}),
    timeout: options.timeout ?? optionsTimeout,
    work: (query) =>
      Effect.flatMap(
        Effect.suspend(() => options.handler(query)),
        answer
      )
  }
}

export const shippingReceiver = <E, R>(
  name: string,
  options: CallbackOptions<ShippingOptionsQuery, ReadonlyArray<ShippingGroup>, E, R>
): Receiver<ShippingOptionsQuery, E | VippsInputError, R> => {
  const answer = shippingReply(name)
  return {
    ...callback(name, options, ShippingOptionsQuery, true),
    about: ({ reference }) => ({ reference }),
    timeout: options.timeout ?? optionsTimeout,
    work: (query) =>
      Effect.suspend(() => options.handler(query)).pipe(
        Effect.flatMap(answer),
        Effect.catchIf(
          (error) => Predicate.isTagged(error, "CannotShip"),
          () => Effect.succeed<Reply>({ status: 400 })
        )
      )
  }
}
