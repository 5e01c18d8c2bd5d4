/** What the judge finds in journals and ledgers written by hand. */
import { assert, describe, it } from "vitest"
import type { Entry } from "./journal.js"
import { judge, type Movement } from "./judge.js"
import { type Life, lifeOf } from "./plan.js"

const some = (fits: (life: Life) => boolean): Life => {
  const life = Array.from({ length: 500 }, (_, id) => lifeOf(1, id)).find(fits)
  if (life === undefined) throw new Error("no such life in the plan")
  return life
}

/** An approved payment with a first step that captures a part. */
const life = some(({ approves, kind, steps }) => approves && kind === "ePayment" && steps[0]?.kind === "capture")
const [step] = life.steps
const entries = (...of: ReadonlyArray<unknown>) => of.map((entry) => ({ life: life.id, ...(entry as object) }) as Entry)

const intent = { step: step?.name, _tag: "Intent" }
const refused = { step: step?.name, _tag: "Resolved", happened: false, by: "refusal" }
const succeeded = { step: step?.name, _tag: "Resolved", happened: true, by: "response" }
const finished = { _tag: "Finished" }

const approval: Movement = { subject: life.reference, operation: "AUTHORIZED", value: life.value }
const capture: Movement = { subject: life.reference, operation: "CAPTURED", value: step?.value ?? 0 }

const kindsOf = (journal: ReadonlyArray<Entry>, ...movements: ReadonlyArray<Movement>) => {
  const ledgers = { emulator: [], ledger: [], [life.server]: movements }
  return judge([{ ...life, steps: life.steps.slice(0, 1) }], journal, ledgers).findings.map(({ kind }) => kind)
}

describe("the judge of the soak", () => {
  it("a life whose calls and ledger agree has no finding", () => {
    assert.deepStrictEqual(kindsOf(entries(intent, succeeded, finished), approval, capture), [])
  })

  it("a finished life is compared with the ledger", () => {
    assert.deepStrictEqual(kindsOf(entries(intent, succeeded, finished), approval, capture, capture), ["doubled"])
    assert.deepStrictEqual(kindsOf(entries(intent, refused, finished), approval, capture), ["refused, and took effect"])
    assert.deepStrictEqual(kindsOf(entries(intent, succeeded, finished), approval), ["success, and did not"])
    assert.deepStrictEqual(kindsOf(entries(intent, succeeded, finished), capture), ["lost"])
  })

  it("a life that was cut off is unresolved, and nothing else is said of it", () => {
    assert.deepStrictEqual(kindsOf(entries(intent), approval, capture), ["unresolved"])
    assert.deepStrictEqual(kindsOf([]), ["unresolved"])
  })

  it("a movement of nobody is unintended, and unresolved while a life that was cut off may have made it", () => {
    const stray: Movement = { subject: "nobody's", operation: "AUTHORIZED", value: 1 }
    assert.deepStrictEqual(kindsOf(entries(intent, succeeded, finished), approval, capture, stray), ["unintended"])
    assert.deepStrictEqual(kindsOf(entries(intent), approval, stray), ["unresolved", "unresolved"])
  })
})
