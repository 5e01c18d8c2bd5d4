/** Checkout v3 over HTTP: https://developer.vippsmobilepay.com/api/checkout */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import type { Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { subjectOf } from "../http/ApiRequest.js"
import * as Answers from "../http/ApiResponse.js"
import { anyJson } from "../http/body.js"
import { idempotent } from "../http/idempotency.js"
import { bodies } from "../http/withBody.js"
import { create, update } from "./create.js"
import { guard } from "./guard.js"
import type { operations } from "./operations.js"
import * as Problem from "./problem.js"
import { CreateSession, UpdateSession } from "./requestSchemas.js"
import type { Session } from "./Session.js"
import * as Sessions from "./sessions.js"
import * as Wire from "./wire.js"

type Reply = readonly [Answers.ApiResponse, World]

const withBody = bodies({
  contentType: anyJson,
  faults: {
    TooLarge: (call) => Problem.plain(call, 413, "Request-00413", "The body is larger than 1 MiB."),
    WrongType: (call) => Problem.plain(call, 415, "Request-00415", "The body must be JSON."),
    NotJson: (call) => Problem.invalid(call, [{ path: ["body"], message: "The body is not valid JSON." }])
  },
  malformed: Problem.invalid
})

/** [U] A key of a session call stands for one operation on one session, and reusing it for another body is a 409. */
const once = (operation: string, handler: MerchantHandler): MerchantHandler =>
  idempotent((call) => `checkout ${operation} ${call.reference}`, Problem.keyReused, handler)

const withSession =
  (next: (session: Session, call: MerchantRequest, world: World) => Reply): MerchantHandler =>
  (call, world) =>
    Option.match(Sessions.find(world, subjectOf(call), call.now), {
      onNone: (): Reply => [Problem.unknownSession(call), world],
      onSome: (session) => next(session, call, world)
    })

/** [U] The specification requires `type`, its default says PAYMENT, and requests from before it existed have none. */
const withType = (body: unknown): unknown =>
  typeof body === "object" && body !== null && !("type" in body) ? { ...body, type: "PAYMENT" } : body

/** `POST /checkout/v3/session`, which succeeds with 200. [U] Unknown fields are ignored. */
const createSession: Handler = guard(
  once(
    "create",
    withBody(
      CreateSession,
      (body, call, world) => {
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
        return [answer, Sessions.put(world, session.right)]
      },
      { prepare: withType }
    )
  )
)

const getSession: Handler = guard(
  withSession((session, call, world) => [
    Answers.json(200, Wire.session(Sessions.outcomeOf(world, session, call.now))),
    world
  ])
)

/** `PATCH`: [U] once the customer is paying, the response is 400. The success has no body. */
const updateSession: Handler = guard(
  once(
    "update",
    withBody(UpdateSession, (body, call, world) =>
      withSession((session, call, world) => {
        if (session.state !== "SessionCreated") return [Problem.wrongState(call, session.state), world]
        return Either.match(update(session, body, call.merchant), {
          onLeft: (issues): Reply => [Problem.invalid(call, issues), world],
          onRight: (updated) => [Answers.empty(200), Sessions.put(world, updated)]
        })
      })(call, world)
    )
  )
)

/**
 * `POST .../expire`: [U] a second call succeeds as well, and once the customer is paying, the response is 400, as for a
 * change: the payment could still be approved. The success has no body.
 */
const expireSession: Handler = guard(
  once(
    "expire",
    withSession((session, call, world) => {
      if (session.state !== "SessionExpired" && session.state !== "SessionCreated") {
        return [Problem.wrongState(call, session.state), world]
      }
      return [Answers.empty(200), Sessions.put(world, { ...session, state: "SessionExpired" })]
    })
  )
)

export const handlers: { readonly [Name in keyof typeof operations]: Handler } = {
  createSession,
  getSession,
  updateSession,
  expireSession
}
