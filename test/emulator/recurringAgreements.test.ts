import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { base, draftRequest, initialCharge, problem, startRecurring } from "./recurringHarness.js"

type Recurring = Effect.Effect.Success<ReturnType<typeof startRecurring>>

/** Brings a new agreement into each state. */
const reach = {
  PENDING: ({ drafted }: Recurring) => drafted(),
  ACTIVE: ({ active }: Recurring) => active(),
  STOPPED: ({ active, emulator }: Recurring) => Effect.tap(active(), (id) => emulator.stopAgreement(id)),
  EXPIRED: ({ drafted, emulator }: Recurring) => Effect.tap(drafted(), () => emulator.moveClock("10 minutes"))
} as const

type State = keyof typeof reach

const operations = {
  approve: ({ emulator }: Recurring, id: string) =>
    Effect.map(Effect.exit(emulator.approveAgreement(id)), (exit) => (Exit.isSuccess(exit) ? "done" : "refused")),
  reject: ({ emulator }: Recurring, id: string) =>
    Effect.map(Effect.exit(emulator.rejectAgreement(id)), (exit) => (Exit.isSuccess(exit) ? "done" : "refused")),
  "stop as customer": ({ emulator }: Recurring, id: string) =>
    Effect.map(Effect.exit(emulator.stopAgreement(id)), (exit) => (Exit.isSuccess(exit) ? "done" : "refused")),
  "delete profile": ({ emulator }: Recurring, id: string) =>
    Effect.map(Effect.exit(emulator.stopAgreement(id, { actor: "ADMIN" })), (exit) =>
      Exit.isSuccess(exit) ? "done" : "refused"
    ),
  "ten minutes": ({ emulator }: Recurring, _: string) => Effect.as(emulator.moveClock("10 minutes"), "done"),
  "PATCH status": ({ update }: Recurring, id: string) => Effect.map(update(id, { status: "STOPPED" }), problem),
  "PATCH status and more": ({ update }: Recurring, id: string) =>
    Effect.map(update(id, { status: "STOPPED", productName: "Other" }), problem),
  "PATCH other fields": ({ update }: Recurring, id: string) =>
    Effect.map(update(id, { productName: "Other", pricing: { amount: 29_900 } }), problem),
  accept: ({ call }: Recurring, id: string) =>
    Effect.map(call("PATCH", `${base}/${id}/accept`, { phoneNumber: "4712345678" }), problem),
  "create charge": ({ charge }: Recurring, id: string) => Effect.map(charge(id), problem)
} as const

const illegal = "400 illegal-agreement-update"
const noCharge = "400 charge-creation-failed"

/** Mark: how sure it is that Vipps does the same. */
const table: ReadonlyArray<readonly [State, keyof typeof operations, string, State, "S" | "P" | "U"]> = [
  ["PENDING", "approve", "done", "ACTIVE", "S"],
  ["PENDING", "reject", "done", "STOPPED", "S"],
  ["PENDING", "stop as customer", "refused", "PENDING", "U"],
  ["PENDING", "delete profile", "refused", "PENDING", "U"],
  ["PENDING", "ten minutes", "done", "EXPIRED", "S"],
  ["PENDING", "PATCH status", illegal, "PENDING", "U"],
  ["PENDING", "PATCH status and more", illegal, "PENDING", "S"],
  ["PENDING", "PATCH other fields", illegal, "PENDING", "S"],
  ["PENDING", "accept", "204 undefined", "ACTIVE", "S"],
  ["PENDING", "create charge", noCharge, "PENDING", "P"],
  ["ACTIVE", "approve", "refused", "ACTIVE", "S"],
  ["ACTIVE", "reject", "refused", "ACTIVE", "S"],
  ["ACTIVE", "stop as customer", "done", "STOPPED", "S"],
  ["ACTIVE", "delete profile", "done", "STOPPED", "S"],
  ["ACTIVE", "ten minutes", "done", "ACTIVE", "S"],
  ["ACTIVE", "PATCH status", "204 undefined", "STOPPED", "S"],
  ["ACTIVE", "PATCH status and more", illegal, "ACTIVE", "S"],
  ["ACTIVE", "PATCH other fields", "204 undefined", "ACTIVE", "S"],
  ["ACTIVE", "accept", illegal, "ACTIVE", "U"],
  ["ACTIVE", "create charge", "201 undefined", "ACTIVE", "S"],
  ["STOPPED", "approve", "refused", "STOPPED", "S"],
  ["STOPPED", "reject", "refused", "STOPPED", "S"],
  ["STOPPED", "stop as customer", "done", "STOPPED", "U"],
  ["STOPPED", "delete profile", "done", "STOPPED", "U"],
  ["STOPPED", "ten minutes", "done", "STOPPED", "S"],
  ["STOPPED", "PATCH status", "204 undefined", "STOPPED", "S"],
  ["STOPPED", "PATCH status and more", illegal, "STOPPED", "P"],
  ["STOPPED", "PATCH other fields", illegal, "STOPPED", "S"],
  ["STOPPED", "accept", illegal, "STOPPED", "U"],
  ["STOPPED", "create charge", noCharge, "STOPPED", "S"],
  ["EXPIRED", "approve", "refused", "EXPIRED", "S"],
  ["EXPIRED", "reject", "refused", "EXPIRED", "S"],
  ["EXPIRED", "stop as customer", "refused", "EXPIRED", "U"],
  ["EXPIRED", "delete profile", "refused", "EXPIRED", "U"],
  ["EXPIRED", "ten minutes", "done", "EXPIRED", "S"],
  ["EXPIRED", "PATCH status", illegal, "EXPIRED", "U"],
  ["EXPIRED", "PATCH status and more", illegal, "EXPIRED", "P"],
  ["EXPIRED", "PATCH other fields", illegal, "EXPIRED", "P"],
  ["EXPIRED", "accept", illegal, "EXPIRED", "U"],
  ["EXPIRED", "create charge", noCharge, "EXPIRED", "P"]
]

describe("agreements", () => {
  for (const [state, operation, answer, after, mark] of table) {
    it.scoped(`${operation} of a ${state} agreement leaves it ${after} and answers ${answer} [${mark}]`, () =>
      Effect.gen(function* () {
        const recurring = yield* startRecurring()
        const id = yield* reach[state](recurring)
        assert.strictEqual((yield* recurring.agreement(id)).json.status, state)
        assert.strictEqual(yield* operations[operation](recurring, id), answer)
        assert.strictEqual((yield* recurring.agreement(id)).json.status, after)
      })
    )
  }

  it("the state table has every state with every operation", () => {
    const cells = new Set(table.map(([state, operation]) => `${state} ${operation}`))
    assert.strictEqual(cells.size, Object.keys(reach).length * Object.keys(operations).length)
    assert.strictEqual(cells.size, table.length)
  })

  it.scoped("a drafted agreement is read back as it was drafted", () =>
    Effect.gen(function* () {
      const { agreement, draft } = yield* startRecurring()
      const drafted = yield* draft({ externalId: "member-1", scope: "name email", productDescription: "Socks by post" })
      assert.strictEqual(drafted.status, 201)
      const { agreementId, uuid, vippsConfirmationUrl } = drafted.json
      assert.strictEqual(drafted.json.chargeId, null)
      assert.match(vippsConfirmationUrl, /^http:\/\/127\.0\.0\.1:4242\/agreement\?token=/)
      assert.deepStrictEqual((yield* agreement(agreementId)).json, {
        id: agreementId,
        uuid,
        status: "PENDING",
        countryCode: "NO",
        productName: "Sock club",
        productDescription: "Socks by post",
        pricing: { type: "LEGACY", currency: "NOK", amount: 19_900 },
        interval: { unit: "MONTH", count: 1, text: "every month" },
        created: "2026-01-05T11:00:00.000Z",
        start: null,
        stop: null,
        merchantRedirectUrl: "https://shop.example/welcome",
        merchantAgreementUrl: "https://shop.example/membership",
        externalId: "member-1",
        vippsConfirmationUrl,
        history: [{ occurred: "2026-01-05T11:00:00.000Z", event: "CREATE", actor: "MERCHANT" }]
      })
    })
  )

  it.scoped("an approved direct initial charge is captured before the agreement is announced as active", () =>
    Effect.gen(function* () {
      const { drafted, emulator, events, listen } = yield* startRecurring()
      yield* listen(["recurring.agreement-activated.v1", "recurring.charge-captured.v1"])
      const id = yield* drafted({ initialCharge: initialCharge() })
      yield* emulator.approveAgreement(id)
      assert.deepStrictEqual(
        (yield* events).map(({ eventType }) => eventType),
        ["recurring.charge-captured.v1", "recurring.agreement-activated.v1"]
      )
      const { charges } = yield* emulator.agreement(id)
      assert.deepStrictEqual(
        charges.map(({ status, type }) => [status, type]),
        [["CHARGED", "INITIAL"]]
      )
      assert.deepStrictEqual(
        (yield* emulator.ledger).map(({ amount, operation, reference }) => [operation, amount.value, reference]),
        [["CAPTURED", 9_900, "first-0001"]]
      )
    })
  )

  it.scoped("a switch announces the activation before the capture", () =>
    Effect.gen(function* () {
      const { drafted, emulator, events, listen } = yield* startRecurring()
      yield* listen(["recurring.agreement-activated.v1", "recurring.charge-captured.v1"])
      yield* emulator.setRecurring({ activatedFirst: true })
      yield* emulator.approveAgreement(yield* drafted({ initialCharge: initialCharge() }))
      assert.deepStrictEqual(
        (yield* events).map(({ eventType }) => eventType),
        ["recurring.agreement-activated.v1", "recurring.charge-captured.v1"]
      )
    })
  )

  it.scoped("an initial charge that cannot be paid expires the agreement", () =>
    Effect.gen(function* () {
      const { agreement, drafted, emulator, events, getCharge, listen } = yield* startRecurring()
      yield* listen([
        "recurring.agreement-expired.v1",
        "recurring.charge-failed.v1",
        "recurring.agreement-activated.v1"
      ])
      const id = yield* drafted({ initialCharge: initialCharge({ amount: 151 }) })
      assert.strictEqual((yield* emulator.approveAgreement(id)).status, "EXPIRED")
      assert.strictEqual((yield* agreement(id)).json.status, "EXPIRED")
      const charge = (yield* getCharge(id, "first-0001")).json
      assert.strictEqual(charge.status, "FAILED")
      assert.strictEqual(charge.failureReason, "user_action_required")
      assert.deepStrictEqual(
        (yield* events).map(({ eventType }) => eventType),
        ["recurring.charge-failed.v1", "recurring.agreement-expired.v1"]
      )
      assert.lengthOf(yield* emulator.ledger, 0)
    })
  )

  for (const transactionType of ["DIRECT_CAPTURE", "RESERVE_CAPTURE"]) {
    it.scoped(`a cancelled initial charge (${transactionType}) is not paid by the customer's approval [U]`, () =>
      Effect.gen(function* () {
        const { agreement, cancelCharge, drafted, emulator, events, getCharge, listen } = yield* startRecurring()
        yield* listen(["recurring.agreement-activated.v1", "recurring.charge-captured.v1"])
        const id = yield* drafted({ initialCharge: initialCharge({ transactionType }) })
        assert.strictEqual((yield* cancelCharge(id, "first-0001")).status, 204)
        yield* emulator.approveAgreement(id)
        assert.strictEqual((yield* agreement(id)).json.status, "ACTIVE")
        const { status, summary } = (yield* getCharge(id, "first-0001")).json
        assert.deepStrictEqual([status, summary], ["CANCELLED", { captured: 0, refunded: 0, cancelled: 9_900 }])
        assert.deepStrictEqual(yield* emulator.ledger, [])
        assert.deepStrictEqual(
          (yield* events).map(({ eventType }) => eventType),
          ["recurring.agreement-activated.v1"]
        )
      })
    )
  }

  it.scoped("the merchant's stop cancels what is reserved, and the customer's leaves it", () =>
    Effect.gen(function* () {
      const recurring = yield* startRecurring()
      const { active, charge, emulator, events, getCharge, listen, update } = recurring
      yield* listen(["recurring.agreement-stopped.v1", "recurring.charge-canceled.v1"])
      for (const [actor, reserved] of [
        ["MERCHANT", "CANCELLED"],
        ["USER", "RESERVED"]
      ] as const) {
        const orderId = `reserved-${actor}`
        const id = yield* active({
          initialCharge: initialCharge({ orderId, transactionType: "RESERVE_CAPTURE" })
        })
        const due = (yield* charge(id)).json.chargeId
        const far = (yield* charge(id, { due: "2026-06-10" })).json.chargeId
        if (actor === "USER") yield* emulator.stopAgreement(id)
        else yield* update(id, { status: "STOPPED" })
        assert.strictEqual((yield* getCharge(id, due)).json.status, "CANCELLED")
        assert.strictEqual((yield* getCharge(id, far)).json.status, "CANCELLED")
        assert.strictEqual((yield* getCharge(id, orderId)).json.status, reserved)
        const stops = (yield* events).filter(({ eventType }) => eventType === "recurring.agreement-stopped.v1")
        assert.strictEqual(stops.at(-1).actor, actor)
      }
      assert.lengthOf(
        (yield* events).filter(({ eventType }) => eventType === "recurring.charge-canceled.v1"),
        5
      )
    })
  )

  it.scoped("the customer's maximum can be chosen, raised, and read back", () =>
    Effect.gen(function* () {
      const { agreement, drafted, emulator } = yield* startRecurring()
      const pricing = { type: "VARIABLE", currency: "NOK", suggestedMaxAmount: 50_000 }
      const id = yield* drafted({ pricing })
      assert.deepStrictEqual((yield* agreement(id)).json.pricing, pricing)
      yield* emulator.approveAgreement(id, { maxAmount: 30_000 })
      assert.deepStrictEqual((yield* agreement(id)).json.pricing, { ...pricing, maxAmount: 30_000 })
      yield* emulator.raiseMax(id, 80_000)
      assert.deepStrictEqual((yield* agreement(id)).json.pricing, { ...pricing, maxAmount: 80_000 })
    })
  )

  it.scoped("a new interval is RECURRING unless it is FLEXIBLE, and only the former has a period", () =>
    Effect.gen(function* () {
      const { active, agreement, update } = yield* startRecurring()
      const id = yield* active()
      const read = Effect.map(agreement(id), ({ json }) => json.interval)
      const period = { unit: "WEEK", count: 2 }
      assert.strictEqual((yield* update(id, { interval: { period } })).status, 204)
      assert.deepStrictEqual(yield* read, { ...period, text: "every 2 weeks" })
      for (const interval of [{}, { type: "RECURRING" }, { type: "FLEXIBLE", period }]) {
        assert.strictEqual(problem(yield* update(id, { interval })), "400 validation-error")
      }
      assert.strictEqual((yield* update(id, { interval: { type: "FLEXIBLE" } })).status, 204)
      assert.deepStrictEqual(yield* read, {})
    })
  )

  it.scoped("each kind of campaign is read back with its end", () =>
    Effect.gen(function* () {
      const { active, agreement } = yield* startRecurring()
      const month = { unit: "MONTH", count: 1 }
      const cases = [
        [
          { type: "PRICE_CAMPAIGN", price: 0, end: "2026-03-01T00:00:00Z" },
          { type: "PRICE_CAMPAIGN", price: 0, end: "2026-03-01T00:00:00.000Z" }
        ],
        [
          { type: "PERIOD_CAMPAIGN", price: 900, period: month },
          { type: "PERIOD_CAMPAIGN", price: 900, period: month, end: "2026-02-05T11:00:00.000Z" }
        ],
        [
          { type: "EVENT_CAMPAIGN", price: 900, eventDate: "2026-12-24T00:00:00Z", eventText: "until Christmas" },
          { type: "EVENT_CAMPAIGN", price: 900, eventDate: "2026-12-24T00:00:00.000Z", eventText: "until Christmas" }
        ]
      ] as const
      for (const [campaign, expected] of cases)
        assert.deepStrictEqual((yield* agreement(yield* active({ campaign }))).json.campaign, expected)
    })
  )

  const far = { type: "PRICE_CAMPAIGN", price: 0, end: "2026-03-01T00:00:00Z" }
  const variable = { type: "VARIABLE", currency: "NOK", suggestedMaxAmount: 50_000 }
  const refusedDrafts: ReadonlyArray<readonly [string, Readonly<Record<string, unknown>>, string]> = [
    ["another market's currency", { pricing: { type: "LEGACY", currency: "DKK", amount: 100 } }, "validation-error"],
    ["a LEGACY price without amount", { pricing: { type: "LEGACY", currency: "NOK" } }, "validation-error"],
    [
      "a FLEXIBLE price with an amount",
      { pricing: { type: "FLEXIBLE", currency: "NOK", amount: 1 } },
      "validation-error"
    ],
    [
      "a suggested maximum above the currency's",
      { pricing: { ...variable, suggestedMaxAmount: 2_000_001 } },
      "invalid-suggested-max-amount"
    ],
    ["a campaign beside VARIABLE pricing", { pricing: variable, campaign: far }, "validation-error"],
    ["a campaign that is over", { campaign: { ...far, end: "2025-12-31T00:00:00Z" } }, "validation-error"],
    ["a campaign of version 2", { campaign: { ...far, type: "LEGACY_CAMPAIGN" } }, "validation-error"],
    [
      "an event in more than 15 characters",
      {
        campaign: { type: "EVENT_CAMPAIGN", price: 1, eventDate: "2026-12-24T00:00:00Z", eventText: "until Christmas!" }
      },
      "validation-error"
    ],
    ["a product name of 46 characters", { productName: "x".repeat(46) }, "validation-error"],
    ["no URL to manage it, in Norway", { merchantAgreementUrl: undefined }, "validation-error"],
    ["a URL to manage it without https", { merchantAgreementUrl: "http://shop.example" }, "validation-error"],
    ["an interval of 32 days", { interval: { unit: "DAY", count: 32 } }, "validation-error"],
    [
      "an initial charge without description",
      { initialCharge: initialCharge({ description: "" }) },
      "validation-error"
    ],
    ["a push message without a phone number", { skipLandingPage: true }, "validation-error"]
  ]
  for (const [what, more, identifier] of refusedDrafts) {
    it.scoped(`a draft with ${what} is refused`, () =>
      Effect.gen(function* () {
        const { call } = yield* startRecurring()
        assert.strictEqual(problem(yield* call("POST", base, draftRequest(more))), `400 ${identifier}`)
        assert.deepStrictEqual((yield* call("GET", `${base}?status=PENDING`)).json, [])
      })
    )
  }

  it.scoped("a list has one status, page by page", () =>
    Effect.gen(function* () {
      const { call, drafted, emulator } = yield* startRecurring()
      const ids: Array<string> = []
      for (let i = 0; i < 5; i++) {
        ids.push(yield* drafted())
        yield* emulator.moveClock("1 second")
      }
      yield* emulator.approveAgreement(ids[0] ?? "")
      const list = (query: string) =>
        Effect.map(call("GET", `${base}${query}`), ({ json }) => json.map(({ id }: { id: string }) => id))
      assert.deepStrictEqual(yield* list(""), [ids[0]])
      assert.deepStrictEqual(yield* list("?status=PENDING&pageNumber=1&pageSize=3"), ids.slice(1, 4))
      assert.deepStrictEqual(yield* list("?status=PENDING&pageNumber=2&pageSize=3"), ids.slice(4))
      assert.strictEqual(problem(yield* call("GET", `${base}?pageSize=2001`)), "400 validation-error")
      assert.strictEqual(problem(yield* call("GET", `${base}?status=PAUSED`)), "400 validation-error")
    })
  )
})
