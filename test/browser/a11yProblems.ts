import type { Page } from "playwright-core"

/** What keeps a page from being read on a phone, or filled in with a screen reader. */
export const a11yProblems = (page: Page): Promise<ReadonlyArray<string>> =>
  page.evaluate(`(() => {
    const found = []
    const root = document.documentElement
    if (root.scrollWidth > root.clientWidth) found.push("scrolls sideways: " + root.scrollWidth)
    if (root.lang === "") found.push("no language")
    if (document.title === "") found.push("no title")
    if (document.querySelectorAll("h1").length !== 1) found.push("not one h1")
    for (const input of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (input.labels.length === 0 || input.labels[0].textContent.trim() === "") found.push("no label: " + input.name)
    }
    for (const fieldset of document.querySelectorAll("fieldset")) {
      if (fieldset.firstElementChild.tagName !== "LEGEND") found.push("no legend")
    }
    return found
  })()`)
