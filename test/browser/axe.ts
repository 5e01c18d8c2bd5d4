/** Checks a page by axe-core: contrast, names, landmarks, and what else a machine can find. */
import axe from "axe-core"
import * as Effect from "effect/Effect"
import type { Page } from "playwright-core"

interface Violation {
  readonly id: string
  readonly nodes: ReadonlyArray<{ readonly target: ReadonlyArray<string> }>
}

/** What is wrong, and where; with all rules, or with these only. */
export const violations = (page: Page, ...rules: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<string>> =>
  Effect.promise(async () => {
    // Not a script of the page: its policy allows none from elsewhere.
    await page.evaluate(axe.source)
    const options = rules.length === 0 ? {} : { runOnly: { type: "rule", values: rules } }
    const found = await page.evaluate<ReadonlyArray<Violation>>(
      `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`
    )
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)
  })
