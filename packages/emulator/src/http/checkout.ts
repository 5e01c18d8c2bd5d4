/** Checkout v3 over HTTP: https://developer.vippsmobilepay.com/api/checkout */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import { create, update } from "../checkout/create.js"
import type { Session } from "../checkout/Session.js"
import { isOpen } from "../checkout/Session.js"
import * as Wire from "../checkout/wire.js"
import { CreateSession, UpdateSession } from "../schemas/checkout.js"
import { decode } from "../schemas/issues.js"
import type { World } from "../World.js"
import * as Worlds from "../World.js"
import * as Answers from "./Answer.js"
import { anyJson, read } from "./body.js"
import type { Handler, MerchantCall, MerchantHandler } from "./Call.js"
import { subjectOf } from "./Call.js"
import { guard } from "./checkoutGuard.js"
import * as Problem from "./checkoutProblem.js"
import { idempotent } from "./idempotency.js"

type Reply = readonly [Answers.Answer, World]

const withBody = <A, I>(
  schema: Schema.Schema<A, I>,
  prepare: (body: unknown) => unknown,
  next: (body: A, call: MerchantCall, world: World) => Reply
): MerchantHandler => {
  const decodeBody = decode(schema)
  return (call, world) => {
    const body = read(call, anyJson)
    if (Either.isLeft(body)) {
      switch (body.left) {
        case "TooLarge":
          return [Problem.plain(call, 413, "Request-00413", "The body is larger than 1 MiB."), world]
        case "WrongType":
          return [Problem.plain(call, 415, "Request-00415", "The body must be JSON."), world]
        case "NotJson":
          return [Problem.invalid(call, [{ path: ["body"], message: "The body is not valid JSON." }]), world]
      }
    }
    return Either.match(decodeBody(prepare(body.right)), {
      onLeft: (issues): Reply => [Problem.invalid(call, issues), world],
      onRight: (decoded) => next(decoded, call, world)
    })
  }
}

/** [U] A key of a session call stands for one operation on one session, and reusing it for another body is a 409. */
const once = (operation: string, handler: MerchantHandler): MerchantHandler =>
  idempotent((call) => `checkout ${operation} ${call.reference}`, Problem.keyReused, handler)

const withSession =
  (next: (session: Session, call: MerchantCall, world: World) => Reply): MerchantHandler =>
  (call, world) =>
    Option.match(Worlds.session(world, subjectOf(call), call.now), {
      onNone: (): Reply => [Problem.unknownSession(call), world],
      onSome: (session) => next(session, call, world)
    })

/** [U] The specification requires `type`, its default says PAYMENT, and requests from before it existed have none. */
const withType = (body: unknown): unknown =>
  typeof body === "object" && body !== null && !("type" in body) ? { ...body, type: "PAYMENT" } : body

/** `POST /checkout/v3/session`, which succeeds with 200. [U] Unknown fields are ignored. */
export const createSession: Handler = guard(
  once(
    "create",
    withBody(CreateSession, withType, (body, call, world) => {
      const session = create(body, call)
      if (Either.isLeft(session)) return [Problem.invalid(call, session.left), world]
      // [U] A payment of ePayment takes its reference away from Checkout too; they share one list.
      if (Worlds.isTaken(world, session.right)) {
        return [Problem.duplicateReference(call), world]
      }
      const { publicUrl } = call.settings
      const answer = Answers.json(200, {
        token: session.right.pageToken,
        checkoutFrontendUrl: `${publicUrl}/checkout-frontend`,
        pollingUrl: `${publicUrl}/checkout/v3/session/${session.right.reference}`
      })
      return [answer, Worlds.putSession(world, session.right, call.now)]
    })
  )
)

export const getSession: Handler = guard(
  withSession((session, call, world) => {
    const payment = Option.getOrUndefined(Worlds.payment(world, session, call.now))
    return [Answers.json(200, Wire.session(session, payment)), world]
  })
)

/** `PATCH`: [U] once the payer is paying it answers 400. The success has no body. */
export const updateSession: Handler = guard(
  once(
    "update",
    withBody(
      UpdateSession,
      (body) => body,
      (body, call, world) =>
        withSession((session, call, world) => {
          if (session.state !== "SessionCreated") return [Problem.wrongState(call, session.state), world]
          return Either.match(update(session, body, call.merchant), {
            onLeft: (issues): Reply => [Problem.invalid(call, issues), world],
            onRight: (updated) => [Answers.empty(200), Worlds.putSession(world, updated, call.now)]
          })
        })(call, world)
    )
  )
)

/** `POST .../expire`: [U] a second time succeeds as well, and a finished session answers 400. The success has no body. */
export const expireSession: Handler = guard(
  once(
    "expire",
    withSession((session, call, world) => {
      if (session.state !== "SessionExpired" && !isOpen(session)) {
        return [Problem.wrongState(call, session.state), world]
      }
      return [Answers.empty(200), Worlds.putSession(world, { ...session, state: "SessionExpired" }, call.now)]
    })
  )
)
