/** ePayment v1 over HTTP: https://developer.vippsmobilepay.com/api/epayment */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { guard } from "../accessToken/guard.js"
import type { World } from "../core/World.js"
import * as Worlds from "../core/World.js"
import { personWith } from "../customers/person.js"
import type { ApiRequest, Handler, MerchantHandler, MerchantRequest } from "../http/ApiRequest.js"
import { subjectOf } from "../http/ApiRequest.js"
import * as Answers from "../http/ApiResponse.js"
import { applicationJson } from "../http/body.js"
import { idempotent, keyOf } from "../http/idempotency.js"
import * as Problem from "../http/problem.js"
import { bodies } from "../http/withBody.js"
import { addReceiptOfPayment } from "../orderManagement/tables.js"
import { create, phoneNumberOf } from "./create.js"
import type { RefusalCode } from "./errorCodes.js"
import type { operations } from "./operations.js"
import type { Payment } from "./Payment.js"
import * as Payments from "./payments.js"
import { refused } from "./problem.js"
import { CancelModification, CreatePayment, ForceApprove, Modification, referencePattern } from "./requestSchemas.js"
import type { Occasion, Outcome } from "./stateMachine.js"
import * as Transitions from "./stateMachine.js"
import { consent, phoneOf } from "./testPerson.js"
import * as Wire from "./wire.js"

const names = { what: "reference", pattern: referencePattern }

const missingKey = (call: ApiRequest) => refused(call, "4140", "The Idempotency-Key header is required.")

/** Decodes the body for its handler. [U] Unknown fields are refused at the top level and pass below it. */
const withBody = bodies({
  contentType: applicationJson,
  faults: {
    TooLarge: Problem.tooLarge,
    WrongType: (call) => Problem.plain(call, 415, "Unsupported Media Type", "The body must be application/json."),
    NotJson: (call) => Problem.field(call, "body", "The body is not valid JSON.")
  },
  malformed: Problem.malformed
})

const occasion = (call: MerchantRequest): Occasion => ({
  now: call.now,
  pspReference: call.ids.uuid(),
  idempotencyKey: keyOf(call)
})

/** Runs a command on the payment of the path. */
const change = (
  call: MerchantRequest,
  world: World,
  run: (payment: Payment, at: Occasion) => Outcome,
  answer: (payment: Payment) => Answers.ApiResponse
): readonly [Answers.ApiResponse, World] => {
  const found = Payments.find(world, subjectOf(call), call.now)
  if (Option.isNone(found)) return [refused(call, "5090"), world]
  const at = occasion(call)
  return Either.match(run(found.value, at), {
    onLeft: (code) => [refused(call, code), world] as const,
    onRight: (step) =>
      [
        step.refusal === undefined ? answer(step.payment) : refused(call, step.refusal),
        Payments.putStep(world, step, at)
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
    (call) => refused(call, conflict),
    handler
  )

/** Source: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/errors */
const changes = (operation: string) => ({ operation, perMinute: 5 })
const reads = (operation: string) => ({ operation, perMinute: 120 })

/** The reference of a create is in its body, so its key counts for the whole sales unit. */
const createPayment: Handler = guard(
  { names, missingKey, rate: changes("create"), idempotencyKey: "required" },
  idempotent(
    () => "create",
    (call) => refused(call, "4020"),
    withBody(
      CreatePayment,
      (body, call, world) => {
        const payment = create(body, keyOf(call), call, world)
        if (Either.isLeft(payment)) return [refused(call, payment.left), world]
        if (Worlds.isTaken(world, { ...subjectOf(call), reference: body.reference }))
          return [refused(call, "4150"), world]
        return [
          Answers.json(201, Wire.created(payment.right)),
          addReceiptOfPayment(Payments.put(world, payment.right), payment.right, body.receipt, call.now)
        ]
      },
      { fields: CreatePayment.fields }
    )
  )
)

const reading = (operation: string, view: (payment: Payment) => unknown): Handler =>
  guard({ names, missingKey, rate: reads(operation), idempotencyKey: "ignored" }, (call, world) => [
    Option.match(Payments.find(world, subjectOf(call), call.now), {
      onNone: () => refused(call, "5090"),
      onSome: (payment) => Answers.json(200, view(Payments.visible(world, payment, call.now)))
    }),
    world
  ])

const getPayment: Handler = reading("get", Wire.payment)

const getEvents: Handler = reading("events", Wire.events)

const capturePayment: Handler = guard(
  { names, missingKey, rate: changes("capture"), idempotencyKey: "required" },
  onPayment(
    "capture",
    "4010",
    withBody(
      Modification,
      ({ modificationAmount }, call, world) =>
        change(call, world, (payment, at) => Transitions.capture(payment, modificationAmount, at), adjusted),
      { fields: Modification.fields }
    )
  )
)

const refundPayment: Handler = guard(
  { names, missingKey, rate: changes("refund"), idempotencyKey: "required" },
  onPayment(
    "refund",
    "4150",
    withBody(
      Modification,
      ({ modificationAmount }, call, world) =>
        change(call, world, (payment, at) => Transitions.refund(payment, modificationAmount, at), adjusted),
      { fields: Modification.fields }
    )
  )
)

const cancelPayment: Handler = guard(
  { names, missingKey, rate: changes("cancel"), idempotencyKey: "optional" },
  onPayment(
    "cancel",
    "4020",
    withBody(
      CancelModification,
      ({ cancelTransactionOnly = false }, call, world) =>
        change(call, world, (payment, at) => Transitions.cancel(payment, cancelTransactionOnly, at), adjusted),
      { fields: CancelModification.fields, prepare: (body) => (body === undefined ? {} : body) }
    )
  )
)

/**
 * The phone of whom the approval names, else of the payment's customer. A payment without a customer accepts anyone.
 * [U] That a customer may be named in another way than by the payment, and the codes of a token or QR that is unknown.
 */
const approver = (
  body: typeof ForceApprove.Type,
  payment: Payment,
  call: MerchantRequest,
  world: World
): Either.Either<string, RefusalCode> => {
  if (payment.state !== "CREATED") return Either.right(phoneOf(payment)) // The transition refuses it.
  if (payment.express !== undefined) return Either.left("10060")
  if (body.token !== undefined && body.token !== payment.landingToken) return Either.left("10030")
  return Either.flatMap(phoneNumberOf(body, call, world), (named = phoneOf(payment)) =>
    payment.customer === undefined || named === payment.phoneNumber ? Either.right(named) : Either.left("10030")
  )
}

/**
 * `POST /epayment/v1/test/payments/{reference}/approve`. It has no idempotency keys: a repeated approval is refused.
 * [U] The codes of its refusals, and that its 200 has no body.
 */
const forceApprove: Handler = guard(
  { names, idempotencyKey: "ignored" },
  withBody(
    ForceApprove,
    (body, call, world) =>
      change(
        call,
        world,
        (payment, at) =>
          Either.flatMap(approver(body, payment, call, world), (phoneNumber) => {
            const given = consent(payment, personWith(world, phoneNumber), {})
            return given === undefined ? Either.left("10060") : Transitions.approve(payment, given, at)
          }),
        () => Answers.empty(200)
      ),
    { fields: { customer: true, token: true } }
  )
)

export const handlers: { readonly [Name in keyof typeof operations]: Handler } = {
  createPayment,
  getPayment,
  getPaymentEventLog: getEvents,
  cancelPayment,
  capturePayment,
  refundPayment,
  forceApprovePayment: forceApprove
}
