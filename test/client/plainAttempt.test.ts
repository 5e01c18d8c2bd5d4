/** One attempt over a transport, with a clock and a transport that the test controls. */
import { assert, describe, it } from "@effect/vitest"
import { Answer } from "@effect-vipps/client/internal/request/classify"
import { Failure } from "@effect-vipps/client/internal/request/failure"
import { sendPlainly } from "@effect-vipps/client/internal/request/plainAttempt"
import type { Outgoing, Receiver } from "@effect-vipps/client/internal/transport/transport"

const request: Outgoing = {
  method: "GET",
  url: "http://127.0.0.1:9",
  headers: ["authorization", "Bearer SECRET-1"],
  body: undefined,
  maxResponseSize: 100_000,
  repeatable: true
}

/** Time controlled by the test: the clock may be set back while timers continue. */
const fakeTime = () => {
  const state = { now: 1_000_000, timers: [] as Array<{ readonly millis: number; readonly run: () => void }> }
  const fire = () => {
    const timer = state.timers.shift()
    assert(timer !== undefined, "no timer")
    state.now += timer.millis
    timer.run()
    return timer.millis
  }
  const time = {
    now: () => state.now,
    after: (millis: number, run: () => void) => {
      const timer = { millis, run }
      state.timers.push(timer)
      return () => {
        state.timers = state.timers.filter((one) => one !== timer)
      }
    }
  }
  return { state, time, fire }
}

/** An attempt of ten seconds under way, in a call that ends after so many milliseconds. */
const start = (callEndsAfter = 30_000) => {
  const { fire, state, time } = fakeTime()
  const results: Array<Answer | Failure> = []
  const given: Array<{ readonly request: Outgoing; readonly receiver: Receiver }> = []
  let closed = 0
  const cancel = sendPlainly(
    (request, receiver) => {
      given.push({ request, receiver })
      return () => void closed++
    },
    time,
    request,
    { attemptTimeout: 10_000, deadline: state.now + callEndsAfter },
    ["SECRET-1"],
    { auth: "Bearer", fails: "Any" },
    { lost: () => {}, settle: (result) => results.push(result) }
  )
  const [first] = given
  assert(first !== undefined)
  const failed = () => {
    const [result] = results
    assert(result instanceof Failure, "no failure")
    assert.lengthOf(results, 1)
    return result.facts
  }
  return { cancel, closed: () => closed, failed, fire, receiver: first.receiver, results, state }
}

describe("an attempt's time limit over a transport", () => {
  it("the time limit holds when the clock is set back an hour meanwhile", () => {
    const { fire, receiver, results, state } = start()
    receiver.started()
    state.now -= 3_600_000
    const waited = fire() + fire()
    assert.lengthOf(results, 1)
    assert.isAtMost(waited, 20_000)
    assert.lengthOf(state.timers, 0)
  })

  it("the time limit counts from the moment the attempt has a connection", () => {
    const { closed, failed, fire, receiver, results, state } = start()
    state.now += 6000
    receiver.started()
    state.now -= 6000
    fire()
    assert.lengthOf(results, 0)
    assert.strictEqual(fire(), 6000)
    const { ambiguous, detail, reason, unsent } = failed()
    assert.deepStrictEqual([ambiguous, reason, unsent], [true, "Timeout", undefined])
    assert.strictEqual(detail, "no complete response within 10 s")
    assert.strictEqual(closed(), 1)
  })

  it("the time limit ends an attempt that has its connection at once after one timer", () => {
    const { closed, failed, fire, receiver, state } = start()
    receiver.started()
    assert.strictEqual(fire(), 10_000)
    assert.strictEqual(failed().detail, "no complete response within 10 s")
    assert.strictEqual(closed(), 1)
    assert.lengthOf(state.timers, 0)
  })

  it("the call's end limits an attempt that has its connection late", () => {
    const { failed, fire, receiver, state } = start(12_000)
    state.now += 7000
    receiver.started()
    state.now -= 7000
    assert.deepStrictEqual([fire(), fire()], [10_000, 2000])
    assert.strictEqual(failed().detail, "no complete response within 5 s")
  })

  it("an attempt without a connection waits for one until the call ends, and nothing was sent", () => {
    for (const [callEndsAfter, waits, words] of [
      [25_000, [10_000, 10_000, 5000], "25 s"],
      [4000, [4000], "4 s"]
    ] as const) {
      const { closed, failed, fire, results, state } = start(callEndsAfter)
      for (const wait of waits) {
        assert.lengthOf(results, 0)
        assert.strictEqual(fire(), wait)
      }
      const { ambiguous, detail, retryable, unsent } = failed()
      assert.deepStrictEqual([unsent, ambiguous, retryable], ["Connection", false, true])
      assert.strictEqual(detail, `none was free within ${words}`)
      assert.strictEqual(closed(), 1)
      assert.lengthOf(state.timers, 0)
    }
  })

  it("an attempt that is cut off closes its connection and reports nothing", () => {
    const { cancel, closed, receiver, results, state } = start()
    receiver.started()
    cancel()
    assert.strictEqual(closed(), 1)
    assert.lengthOf(state.timers, 0)
    assert.lengthOf(results, 0)
  })
})

describe("how an attempt over a transport ends", () => {
  it("a response from 200 to 299 is an answer, any other a failure, and both stop the timer", () => {
    for (const [status, succeeds] of [
      [199, false],
      [200, true],
      [299, true],
      [300, false]
    ] as const) {
      const { closed, receiver, results, state } = start()
      receiver.started()
      receiver.answered(status, {}, "body")
      assert.lengthOf(results, 1)
      assert.strictEqual(results[0] instanceof Answer, succeeds, String(status))
      assert.strictEqual((results[0] as Answer).body === "body", succeeds)
      assert.lengthOf(state.timers, 0)
      assert.strictEqual(closed(), 0)
    }
  })

  it("a connection that breaks before a response leaves the outcome unknown, and its words have no secret", () => {
    for (const [cause, detail] of [
      [new Error("read ECONNRESET after SECRET-1"), "read ECONNRESET after <redacted>"],
      [undefined, "the connection broke"]
    ] as const) {
      const { failed, receiver, state } = start()
      receiver.started()
      receiver.failed(cause, undefined)
      const facts = failed()
      assert.deepStrictEqual([facts.tag, facts.reason, facts.ambiguous], ["VippsTransportError", "Network", true])
      assert.strictEqual(facts.detail, detail)
      assert.lengthOf(state.timers, 0)
    }
  })

  it("a body that breaks makes a success unknown, and a refusal remains one", () => {
    const success = start()
    success.receiver.failed(new Error("aborted with SECRET-1"), 200)
    const { ambiguous, detail, tag } = success.failed()
    assert.deepStrictEqual([tag, ambiguous, detail], ["VippsTransportError", true, "aborted with <redacted>"])
    assert.lengthOf(success.state.timers, 0)
    const refusal = start()
    refusal.receiver.failed(new Error("aborted"), 400)
    assert.deepInclude(refusal.failed(), { tag: "VippsRequestError", status: 400, ambiguous: false })
    assert.strictEqual((refusal.results[0] as Failure).body, "")
    assert.lengthOf(refusal.state.timers, 0)
  })
})
