/** ePayment v1 over HTTP: https://developer.vippsmobilepay.com/api/epayment */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import { create } from "../payment/create.js"
import type { Payment } from "../payment/Payment.js"
import type { RefusalCode } from "../payment/refusals.js"
import { consent } from "../payment/testPerson.js"
import type { Occasion, Outcome } from "../payment/transitions.js"
import * as Transitions from "../payment/transitions.js"
import * as Wire from "../payment/wire.js"
import { CancelModification, CreatePayment, ForceApprove, isIdentified, Modification } from "../schemas/epayment.js"
import { decode, unknownFields } from "../schemas/issues.js"
import type { World } from "../World.js"
import * as Worlds from "../World.js"
import * as Answers from "./Answer.js"
import { applicationJson, read } from "./body.js"
import type { Handler, MerchantCall, MerchantHandler } from "./Call.js"
import { subjectOf } from "./Call.js"
import { guard } from "./epaymentGuard.js"
import { idempotent, keyOf } from "./idempotency.js"
import * as Problem from "./problem.js"

/** Decodes the body for `next`; `empty` stands in for a body that may be left out. */
const withBody = <A, I>(
  schema: Schema.Schema<A, I>,
  fields: Readonly<Record<string, unknown>>,
  next: (body: A, call: MerchantCall, world: World) => readonly [Answers.Answer, World],
  empty?: A
): MerchantHandler => {
  const decodeBody = decode(schema)
  return (call, world) => {
    const body = read(call, applicationJson)
    if (Either.isLeft(body)) {
      switch (body.left) {
        case "TooLarge":
          return [Problem.tooLarge(call), world]
        case "WrongType":
          return [Problem.plain(call, 415, "Unsupported Media Type", "The body must be application/json."), world]
        case "NotJson":
          return [Problem.field(call, "body", "The body is not valid JSON."), world]
      }
    }
    if (body.right === undefined && empty !== undefined) return next(empty, call, world)
    // [U] Unknown fields are refused at the top level and pass below it.
    const unknown = unknownFields(fields, body.right)
    const decoded = decodeBody(body.right)
    if (Either.isLeft(decoded)) return [Problem.malformed(call, [...decoded.left, ...unknown]), world]
    return unknown.length > 0 ? [Problem.malformed(call, unknown), world] : next(decoded.right, call, world)
  }
}

const occasion = (call: MerchantCall): Occasion => ({
  now: call.now,
  pspReference: call.ids.uuid(),
  idempotencyKey: keyOf(call)
})

/** Runs a command on the payment of the path. */
const change = (
  call: MerchantCall,
  world: World,
  run: (payment: Payment, at: Occasion) => Outcome,
  answer: (payment: Payment) => Answers.Answer
): readonly [Answers.Answer, World] => {
  const found = Worlds.payment(world, subjectOf(call), call.now)
  if (Option.isNone(found)) return [Problem.refused(call, "5090"), world]
  const at = occasion(call)
  return Either.match(run(found.value, at), {
    onLeft: (code) => [Problem.refused(call, code), world] as const,
    onRight: (step) =>
      [
        step.refusal === undefined ? answer(step.payment) : Problem.refused(call, step.refusal),
        Worlds.putStep(world, step, at)
      ] as const
  })
}

/**
 * [P] The specification declares a problem's content type for these successes. An official SDK that reads nothing but
 * `application/json` finds the payment's state in them, in tests against Vipps' own test environment.
 */
const adjusted = (payment: Payment) => Answers.json(200, Wire.modification(payment))

/** [U] One key may serve several operations and several payments. */
const onPayment = (operation: string, conflict: RefusalCode, handler: MerchantHandler): MerchantHandler =>
  idempotent(
    (call) => `${operation} ${call.reference}`,
    (call) => Problem.refused(call, conflict),
    handler
  )

/** Source: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/errors */
const changes = (operation: string) => ({ operation, perMinute: 5 })
const reads = (operation: string) => ({ operation, perMinute: 120 })

/** A create's reference is in its body, so its key stands for the whole sales unit. */
export const createPayment: Handler = guard(
  { names: "payment", rate: changes("create"), idempotencyKey: "required" },
  idempotent(
    () => "create",
    (call) => Problem.refused(call, "4020"),
    withBody(CreatePayment, CreatePayment.fields, (body, call, world) => {
      const payment = create(body, keyOf(call), call)
      if (Either.isLeft(payment)) return [Problem.refused(call, payment.left), world]
      if (Worlds.isTaken(world, { ...subjectOf(call), reference: body.reference }))
        return [Problem.refused(call, "4150"), world]
      return [Answers.json(201, Wire.created(payment.right)), Worlds.putPayment(world, payment.right)]
    })
  )
)

const reading = (operation: string, view: (payment: Payment) => unknown): Handler =>
  guard({ names: "payment", rate: reads(operation), idempotencyKey: "ignored" }, (call, world) => [
    Option.match(Worlds.payment(world, subjectOf(call), call.now), {
      onNone: () => Problem.refused(call, "5090"),
      onSome: (payment) => Answers.json(200, view(payment))
    }),
    world
  ])

export const getPayment: Handler = reading("get", Wire.payment)

export const getEvents: Handler = reading("events", Wire.events)

export const capturePayment: Handler = guard(
  { names: "payment", rate: changes("capture"), idempotencyKey: "required" },
  onPayment(
    "capture",
    "4010",
    withBody(Modification, Modification.fields, ({ modificationAmount }, call, world) =>
      change(call, world, (payment, at) => Transitions.capture(payment, modificationAmount, at), adjusted)
    )
  )
)

export const refundPayment: Handler = guard(
  { names: "payment", rate: changes("refund"), idempotencyKey: "required" },
  onPayment(
    "refund",
    "4150",
    withBody(Modification, Modification.fields, ({ modificationAmount }, call, world) =>
      change(call, world, (payment, at) => Transitions.refund(payment, modificationAmount, at), adjusted)
    )
  )
)

export const cancelPayment: Handler = guard(
  { names: "payment", rate: changes("cancel"), idempotencyKey: "optional" },
  onPayment(
    "cancel",
    "4020",
    withBody(
      CancelModification,
      CancelModification.fields,
      ({ cancelTransactionOnly = false }, call, world) =>
        change(call, world, (payment, at) => Transitions.cancel(payment, cancelTransactionOnly, at), adjusted),
      {}
    )
  )
)

/** Whether the approval names the payment's own payer. A payment made for nobody in particular takes anybody. */
const names = (body: typeof ForceApprove.Type, { customer, landingToken }: Payment): boolean => {
  if (body.token !== undefined && body.token !== landingToken) return false
  if (customer === undefined || body.customer === undefined || !isIdentified(body.customer)) return true
  return JSON.stringify(body.customer) === JSON.stringify(customer)
}

/**
 * `POST /epayment/v1/test/payments/{reference}/approve`. It knows no idempotency keys: a repeated approval is refused.
 * [U] The codes of its refusals, and that its 200 has no body.
 */
export const forceApprove: Handler = guard(
  { names: "payment", idempotencyKey: "ignored" },
  withBody(ForceApprove, { customer: true, token: true }, (body, call, world) =>
    change(
      call,
      world,
      (payment, at) => {
        if (payment.state === "CREATED" && payment.express !== undefined) return Either.left("10060")
        if (payment.state === "CREATED" && !names(body, payment)) return Either.left("10030")
        const given = consent(payment, {})
        return given === undefined ? Either.left("10060") : Transitions.approve(payment, given, at)
      },
      () => Answers.empty(200)
    )
  )
)
