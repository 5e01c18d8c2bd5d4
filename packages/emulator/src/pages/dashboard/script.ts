/**
 * What the dashboard does in the browser: after a change it fetches the live part again, and changes only what is
 * different, so that focus, open details and the place on the page stay. Without it the page works with its reload button.
 */
export const script = `"use strict"
const live = document.getElementById("live")
const state = document.getElementById("live-state")

const patch = (old, fresh) => {
  if (old.isEqualNode(fresh)) return
  if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh)
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.nodeValue = fresh.nodeValue
    return
  }
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name)
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value)
  patchChildren(old, fresh)
}

const patchChildren = (old, fresh) => {
  const named = new Map([...old.children].filter(({ id }) => id).map((child) => [child.id, child]))
  let at = old.firstChild
  for (const next of [...fresh.childNodes]) {
    const alike = at && !at.id && at.nodeName === next.nodeName ? at : undefined
    const known = next.id ? named.get(next.id) : alike
    if (known && known === at) at = at.nextSibling
    else old.insertBefore(known ?? next, at)
    if (known) patch(known, next)
  }
  while (at) {
    const gone = at
    at = at.nextSibling
    gone.remove()
  }
}

const say = (text) => {
  if (state.textContent !== text) state.textContent = text
}

let busy = false
let stale = false
const refresh = async () => {
  if (document.hidden) return
  stale = busy
  if (busy) return
  busy = true
  const started = performance.now()
  try {
    const answer = await fetch(live.dataset.source, { cache: "no-store" })
    // A reset has deleted what the page is about: a reload says so.
    if (answer.status === 404) return location.reload()
    if (!answer.ok) throw new Error(answer.statusText)
    patchChildren(live, new DOMParser().parseFromString(await answer.text(), "text/html").body)
    say("Live: this page follows what happens.")
  } catch {
    say("The emulator does not respond. This page resumes as soon as it does.")
  } finally {
    // At most a fifth of the emulator's time goes into this page.
    setTimeout(() => {
      busy = false
      if (stale) refresh()
    }, 4 * (performance.now() - started))
  }
}

// After a refused form, a reload shows the page and does not send the form again.
const page = new URL(live.dataset.page, location.href)
if (location.pathname !== page.pathname) history.replaceState(null, "", page)

// The style sheet hides these buttons where they cannot work.
if (navigator.clipboard) document.documentElement.classList.add("can-copy")
document.addEventListener("click", async ({ target }) => {
  const text = target.closest?.("[data-copy]")?.dataset.copy
  if (text === undefined) return
  try {
    await navigator.clipboard.writeText(text)
    say("Copied " + text + ".")
  } catch {
    say("The browser does not allow copying: select " + text + " instead.")
  }
})

const news = new EventSource("/_emulator/events")
news.addEventListener("open", refresh)
news.addEventListener("changed", refresh)
news.addEventListener("error", () => say("The emulator does not respond. This page resumes as soon as it does."))
document.addEventListener("visibilitychange", refresh)
// Time passes too.
setInterval(refresh, 5000)
`
