import { assert, describe, expectTypeOf, it } from "@effect/vitest"
import { Checkout, EPayment, Recurring, Webhooks } from "@effect-vipps/client"
import * as Arbitrary from "effect/Arbitrary"
import * as FastCheck from "effect/FastCheck"

const payment = (state: string): EPayment.Payment => ({
  ...(FastCheck.sample(Arbitrary.make(EPayment.Payment), { numRuns: 1, seed: 1 })[0] as EPayment.Payment),
  state
})

const session = (sessionState: string): Checkout.Session => ({ sessionId: "s-1", reference: "order-1", sessionState })

describe("outcomeOf", () => {
  it("a payment's state decides its outcome, and a state that is new at Vipps is Unknown", () => {
    const states = ["CREATED", "AUTHORIZED", "ABORTED", "EXPIRED", "TERMINATED", "IN_REVIEW", "toString"]
    assert.deepStrictEqual(
      states.map((state) => EPayment.outcomeOf(payment(state))._tag),
      ["Pending", "Authorized", "Aborted", "Expired", "Terminated", "Unknown", "Unknown"]
    )
    assert.strictEqual(EPayment.outcomeOf(payment("IN_REVIEW")).payment.state, "IN_REVIEW")
  })

  it("a session's state decides its outcome, and one that Vipps does not document is Unknown", () => {
    const states = [
      "SessionCreated",
      "SessionStarted",
      "PaymentInitiated",
      "PaymentSuccessful",
      "PaymentTerminated",
      "SessionExpired",
      "SessionTerminated",
      "SessionPaused"
    ]
    assert.deepStrictEqual(
      states.map((state) => Checkout.outcomeOf(session(state))._tag),
      [
        ...["Pending", "Pending", "Pending", "PaymentSuccessful", "PaymentTerminated", "SessionExpired"],
        ...["Unknown", "Unknown"]
      ] as const
    )
  })
})

describe("values that may be new at Vipps", () => {
  it("a guard accepts those that this version knows, and no name of an object's own", () => {
    assert.isTrue(EPayment.isKnownState("AUTHORIZED"))
    assert.isFalse(EPayment.isKnownState("AUTORIZED"))
    assert.isFalse(EPayment.isKnownState("constructor"))
    assert.isTrue(Checkout.isKnownSessionState("PaymentSuccessful"))
    assert.isFalse(Checkout.isKnownSessionState("PaymentPaused"))
    assert.isTrue(Recurring.isKnownAgreementStatus("ACTIVE"))
    assert.isFalse(Recurring.isKnownAgreementStatus("PAUSED"))
    assert.isTrue(Recurring.isKnownChargeStatus("CHARGED"))
    assert.isFalse(Recurring.isKnownChargeStatus("UNKNOWN"))
    assert.isTrue(Webhooks.isKnownEventName("user.checked-in.v1"))
    assert.isFalse(Webhooks.isKnownEventName("user.checked-in.v2"))
  })

  it("a guard makes a switch over states exhaustive", () => {
    const state = "AUTHORIZED" as EPayment.State
    assert(EPayment.isKnownState(state))
    expectTypeOf(state).toEqualTypeOf<EPayment.KnownState>()
  })
})
