/** What a hostile server writes, by the megabyte: apart from `redact.test.ts`, which mutation runs repeat for each change. */
import { assert, describe, it } from "@effect/vitest"
import { parseProblem } from "../../packages/client/src/internal/request/problem.js"
import { fitToShow } from "../../packages/client/src/internal/request/redact.js"

describe("fitToShow", () => {
  // Quadratic matching of these would take minutes.
  const hostile: ReadonlyArray<readonly [title: string, unit: string]> = [
    ["letters", "a"],
    ["at signs", "@"],
    ["letters and at signs", "a@"],
    ["digits", "1"],
    ["digits and spaces", "1 "],
    ["dots", "."],
    ["plus signs", "+"],
    ["addresses", "a@b.no "]
  ]
  for (const [title, unit] of hostile) {
    it(`fitToShow reads a megabyte of ${title}`, () => {
      const text = unit.repeat(1_000_000 / unit.length)
      assert.isAtMost(fitToShow(text, ["secret-value", "ab"], 10_000_000).length, 10 * text.length)
      assert.isAtMost(fitToShow(text, ["secret-value", "ab"]).length, 1000 + 2000)
    })
  }
})

describe("parseProblem", () => {
  it("parseProblem keeps 50 details of 100,000, each short", () => {
    const extraDetails = Array.from({ length: 100_000 }, (_, i) => ({
      name: `f${i}`.repeat(100),
      reason: "x".repeat(20)
    }))
    const problem = parseProblem(JSON.stringify({ title: "t", extraDetails }), [])
    assert.strictEqual(problem.extraDetails?.length, 50)
    assert.isAtMost(JSON.stringify(problem).length, 20_000)
  })

  it("parseProblem reads a megabyte of letters in every place", () => {
    const long = "a".repeat(1_000_000)
    for (const shape of [
      { title: long },
      { detail: long },
      { extraDetails: [{ name: long, reason: long }] },
      [{ errorMessage: long }],
      { errors: { [long]: [long] } }
    ]) {
      assert.isAtMost(JSON.stringify(parseProblem(JSON.stringify(shape), [])).length, 5000)
    }
    assert.isAtMost(JSON.stringify(parseProblem(long, [])).length, 5000)
    assert.isAtMost(JSON.stringify(parseProblem("<script".repeat(100_000), [])).length, 5000)
  })
})
