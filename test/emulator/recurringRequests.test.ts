import { assert, describe, it } from "@effect/vitest"
import { empty } from "@effect-vipps/emulator/core/World"
import * as Tables from "@effect-vipps/emulator/recurring/tables"
import { settle } from "@effect-vipps/emulator/recurring/time"
import * as Effect from "effect/Effect"
import { initialCharge, problem, startRecurring } from "./recurringHarness.js"

const item = (agreementId: string, orderId: string, more: Readonly<Record<string, unknown>> = {}) => ({
  agreementId,
  amount: 19_900,
  description: "January",
  due: "2026-01-10",
  retryDays: 2,
  transactionType: "DIRECT_CAPTURE",
  orderId,
  ...more
})

const batch = "/recurring/v3/agreements/charges"

describe("requests of Recurring", () => {
  it.scoped("a repeated charge with its key is one charge, and its first response", () =>
    Effect.gen(function* () {
      const { active, charge, listCharges } = yield* startRecurring()
      const id = yield* active()
      const key = { "Idempotency-Key": "renewal-2026-01" }
      const first = yield* charge(id, {}, key)
      assert.strictEqual((yield* charge(id, {}, key)).text, first.text)
      assert.lengthOf((yield* listCharges(id)).json, 1)
      assert.strictEqual(problem(yield* charge(id, { amount: 1 }, key)), "409 idempotency-conflict")
    })
  )

  it.scoped("a refusal sticks to its key", () =>
    Effect.gen(function* () {
      const { charge, drafted, emulator } = yield* startRecurring()
      const id = yield* drafted()
      const key = { "Idempotency-Key": "too-early" }
      assert.strictEqual(problem(yield* charge(id, {}, key)), "400 charge-creation-failed")
      yield* emulator.approveAgreement(id)
      assert.strictEqual(problem(yield* charge(id, {}, key)), "400 charge-creation-failed")
      assert.strictEqual((yield* charge(id)).status, 201)
    })
  )

  it.scoped("a repeated draft is one agreement, unless the switch makes the draft ignore its key", () =>
    Effect.gen(function* () {
      const { draft, emulator } = yield* startRecurring()
      const key = { "Idempotency-Key": "draft-1" }
      const first = yield* draft({}, key)
      assert.strictEqual((yield* draft({}, key)).text, first.text)
      yield* emulator.setRecurring({ draftIgnoresKey: true })
      assert.notStrictEqual((yield* draft({}, key)).json.agreementId, first.json.agreementId)
    })
  )

  for (const [what, key, detail] of [
    ["is missing", undefined, "Missing value for Idempotency-Key"],
    ["has a colon", "sub:2026", "Invalid value for Idempotency-Key"],
    ["has 41 characters", "x".repeat(41), "Invalid value for Idempotency-Key"],
    ["has an underscore", "sub_2026", "Invalid value for Idempotency-Key"]
  ] as const) {
    it.scoped(`an idempotency key that ${what} is refused`, () =>
      Effect.gen(function* () {
        const { draft } = yield* startRecurring()
        const reply = yield* draft({}, { "Idempotency-Key": key })
        assert.strictEqual(problem(reply), "400 idempotency-key-header")
        assert.strictEqual(reply.json.detail, detail)
      })
    )
  }

  it.scoped("an orderId is used once in the sales unit, also by an initial charge", () =>
    Effect.gen(function* () {
      const { active, charge, draft } = yield* startRecurring()
      const id = yield* active({ initialCharge: initialCharge() })
      assert.strictEqual(problem(yield* charge(id, { orderId: "first-0001" })), "409 conflict")
      assert.strictEqual(problem(yield* draft({ initialCharge: initialCharge() })), "409 conflict")
    })
  )

  it.scoped("unknown agreements and charges are 404, also a charge below another agreement", () =>
    Effect.gen(function* () {
      const { active, agreement, cancelCharge, captureCharge, charge, getCharge, listCharges, refundCharge, update } =
        yield* startRecurring()
      const id = yield* active()
      const other = yield* active()
      const { chargeId } = (yield* charge(id)).json
      const unknown = "404 resource-not-found"
      for (const reply of [
        yield* agreement("agr_unknown"),
        yield* update("agr_unknown", { status: "STOPPED" }),
        yield* charge("agr_unknown"),
        yield* listCharges("agr_unknown"),
        yield* getCharge(id, "chr-unknown"),
        yield* getCharge(other, chargeId),
        yield* cancelCharge(other, chargeId),
        yield* captureCharge(id, "chr-unknown", 1),
        yield* refundCharge(id, "chr-unknown", 1)
      ])
        assert.strictEqual(problem(reply), unknown)
    })
  )

  it.scoped("the merchant serial number may be left out, and must be the own one", () =>
    Effect.gen(function* () {
      const { draft } = yield* startRecurring()
      assert.strictEqual((yield* draft({}, { "Merchant-Serial-Number": undefined })).status, 201)
      assert.strictEqual((yield* draft({}, { "Merchant-Serial-Number": "999999" })).status, 403)
      assert.strictEqual((yield* draft({}, { Authorization: "Bearer wrong" })).status, 401)
      assert.strictEqual((yield* draft({}, { "Ocp-Apim-Subscription-Key": undefined })).status, 401)
    })
  )

  it.scoped("a batch accepts what is well-formed, and each accepted charge comes about", () =>
    Effect.gen(function* () {
      const { active, call, emulator, listCharges } = yield* startRecurring()
      const id = yield* active()
      const reply = yield* call("POST", batch, [
        item(id, "batch-0001"),
        item("agr_NOPE", "batch-0002"),
        item(id, "batch-0001"),
        item(id, "batch-0003", { due: "2026-01-05" }),
        item(id, "batch-0004", { amount: undefined })
      ])
      assert.strictEqual(reply.status, 202)
      assert.deepStrictEqual(reply.json.validCharges, ["batch-0001"])
      assert.deepStrictEqual(
        reply.json.invalidCharges.map(
          ({ chargeBatchItemDto, errors }: { chargeBatchItemDto: { orderId: string }; errors: Array<string> }) => [
            chargeBatchItemDto.orderId,
            errors.length
          ]
        ),
        [
          ["batch-0002", 1],
          ["batch-0001", 1],
          ["batch-0003", 1],
          ["batch-0004", 1]
        ]
      )
      assert.deepStrictEqual((yield* listCharges(id)).json, [])
      yield* emulator.moveClock("1 second")
      assert.deepStrictEqual(
        (yield* listCharges(id)).json.map(({ id, status }: { id: string; status: string }) => [id, status]),
        [["batch-0001", "DUE"]]
      )
    })
  )

  it.scoped("an accepted charge that fails later is announced, and does not exist", () =>
    Effect.gen(function* () {
      const { active, call, drafted, emulator, events, getCharge, listen } = yield* startRecurring()
      yield* listen(["recurring.charge-creation-failed.v1"])
      const id = yield* active()
      const pending = yield* drafted()
      const reply = yield* call("POST", batch, [
        item(pending, "later-0001"),
        item(id, "later-0002", { amount: 99_501, externalId: "inv-2" })
      ])
      assert.deepStrictEqual(reply.json, { validCharges: ["later-0001", "later-0002"], invalidCharges: [] })
      yield* emulator.moveClock("1 second")
      assert.deepStrictEqual(yield* events, [
        {
          agreementId: pending,
          chargeId: "later-0001",
          amount: 19_900,
          currency: "NOK",
          chargeType: "RECURRING",
          eventType: "recurring.charge-creation-failed.v1",
          occurred: "2026-01-05T11:00:01.000Z",
          msn: "123456"
        },
        {
          agreementId: id,
          chargeId: "later-0002",
          chargeExternalId: "inv-2",
          amount: 99_501,
          currency: "NOK",
          chargeType: "RECURRING",
          eventType: "recurring.charge-creation-failed.v1",
          occurred: "2026-01-05T11:00:01.000Z",
          msn: "123456"
        }
      ])
      assert.strictEqual((yield* getCharge(id, "later-0002")).status, 404)
    })
  )

  it("an accepted charge that has failed leaves no row", () => {
    const accepted = {
      merchantSerialNumber: "123456",
      item: item("agr_unknown", "later-0001") as Tables.Accepted["item"],
      currency: "NOK",
      idempotencyKey: "key",
      transactionId: "1",
      processedAt: 1_000,
      failure: undefined
    } as const
    const world = settle(Tables.batch.put(empty, "later-0001", accepted), 1_000)
    assert.strictEqual(Tables.batch.size(world), 0)
  })

  it.scoped("a batch of none or of more than 2000 is refused", () =>
    Effect.gen(function* () {
      const { active, call } = yield* startRecurring()
      const id = yield* active()
      const many = (count: number) => Array.from({ length: count }, (_, at) => item(id, `many-${at}`))
      assert.strictEqual(problem(yield* call("POST", batch, [])), "400 validation-error")
      assert.strictEqual(problem(yield* call("POST", batch, many(2_001))), "400 validation-error")
      assert.lengthOf((yield* call("POST", batch, many(2_000))).json.validCharges, 2_000)
    })
  )

  it.scoped("a change of one charge is refused after five in a minute", () =>
    Effect.gen(function* () {
      const { active, captureCharge, charge } = yield* startRecurring({ rateLimits: true })
      const id = yield* active()
      const { chargeId } = (yield* charge(id)).json
      for (let i = 0; i < 5; i++)
        assert.strictEqual(problem(yield* captureCharge(id, chargeId, 1)), "400 charge-capture-failed")
      const sixth = yield* captureCharge(id, chargeId, 1)
      assert.deepStrictEqual([sixth.status, sixth.retryAfter], [429, "60"])
    })
  )

  it.scoped("what customers do is offered over HTTP, by id", () =>
    Effect.gen(function* () {
      const { agreement, drafted, send } = yield* startRecurring()
      const act = (id: string, verb: string, body?: unknown) =>
        send("POST", `/_emulator/agreements/${id}/${verb}`, { body })
      const variable = { pricing: { type: "VARIABLE", currency: "NOK", suggestedMaxAmount: 50_000 } }
      const id = yield* drafted(variable)
      assert.strictEqual((yield* act(id, "approve", { maxAmount: 60_000 })).json.pricing.maxAmount, 60_000)
      assert.strictEqual((yield* act(id, "raise-max", { maxAmount: 70_000 })).json.pricing.maxAmount, 70_000)
      // The response is the agreement as the API returns it.
      const raised = yield* act(id, "raise-max", { maxAmount: 75_000 })
      assert.deepStrictEqual(raised.json, (yield* agreement(id)).json)
      assert.match(raised.json.vippsConfirmationUrl, /^http:\/\/127\.0\.0\.1:4242\//)
      assert.strictEqual((yield* act(id, "stop")).json.status, "STOPPED")
      assert.strictEqual((yield* act(id, "approve")).status, 409)
      assert.strictEqual((yield* act("agr_unknown", "approve")).status, 404)
      const rejected = yield* drafted()
      assert.strictEqual((yield* act(rejected, "approve", { maxAmount: 1 })).status, 409)
      assert.strictEqual((yield* act(rejected, "reject")).json.status, "STOPPED")
      assert.strictEqual((yield* agreement(rejected)).json.status, "STOPPED")
      const switches = yield* send("POST", "/_emulator/recurring", { body: { draftIgnoresKey: true } })
      assert.deepStrictEqual(switches.json, { draftIgnoresKey: true, activatedFirst: false, changesLater: false })
    })
  )
})
