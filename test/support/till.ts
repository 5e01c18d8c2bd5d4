/** The till and a local Vipps; see `openApp`. */
import * as Effect from "effect/Effect"
import * as App from "../../examples/till/app.js"
import { openApp } from "./servedApp.js"

export const openTill = Effect.gen(function* () {
  const { emulator, ledger, url, vippsUrl } = yield* openApp(App.layer)
  /** A customer scans the code, and the till has heard of it. */
  const checkIn = Effect.gen(function* () {
    const before = (yield* emulator.deliveries).length
    yield* emulator.checkIn("till-1", { phoneNumber: "4712345678" })
    yield* emulator.deliveries.pipe(
      Effect.delay("20 millis"),
      Effect.repeat({ until: (all) => all.slice(before).some(({ state }) => state === "Delivered") }),
      Effect.timeout("5 seconds"),
      Effect.orDie
    )
  })
  return { emulator, vippsUrl, url, checkIn, ledger }
})
