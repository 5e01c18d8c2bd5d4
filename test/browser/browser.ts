/** A real browser, driven by playwright-core. `npm run test:browser` runs what uses it. */
import { existsSync } from "node:fs"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type Browser, chromium, type Page } from "playwright-core"

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** Where Chromium is. Without one, the tests fail with what to install. */
const executablePath = (): string => {
  const found = places.find((place) => existsSync(place))
  if (found === undefined) throw new Error(`No browser at ${places.join(", ")}: install Debian's package "chromium"`)
  return found
}

const launch = (...args: ReadonlyArray<string>): Effect.Effect<Browser, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() =>
      chromium.launch({
        executablePath: executablePath(),
        args: [
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          ...args
        ]
      })
    ),
    (open) => Effect.promise(() => open.close())
  )

/** A browser that is closed when the test is done. */
export const browser = launch()

/** One that finds this machine under a name that is not the machine's, as after DNS rebinding. */
export const browserThatResolves = (name: string) => launch(`--host-resolver-rules=MAP ${name} 127.0.0.1`)

/** A page as wide as a phone, or as a screen. Waiting for anything takes ten seconds at most. */
export const openPage = (open: Browser, width: "phone" | "screen" = "phone"): Effect.Effect<Page> =>
  Effect.promise(async () => {
    const viewport = width === "phone" ? { width: 390, height: 844 } : { width: 1280, height: 900 }
    const page = await open.newPage({ viewport })
    page.setDefaultTimeout(10_000)
    return page
  })

/** Saves a picture for the README, where `SCREENSHOTS` names a folder. */
export const picture = (page: Page, name: string): Effect.Effect<void> =>
  Effect.flatMap(Effect.orDie(Config.option(Config.string("SCREENSHOTS"))), (folder) =>
    Effect.promise(async () => {
      if (Option.isSome(folder)) await page.screenshot({ path: `${folder.value}/${name}.png` })
    })
  )
