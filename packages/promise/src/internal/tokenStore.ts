import * as TokenStore from "@effect-vipps/client/TokenStore"
import type * as Options from "../options.js"
import { promised } from "./inbox.js"

/** What rejects is a defect, which the client takes for any failure of the store. */
export const tokenStoreOf = (store: Options.TokenStore): TokenStore.TokenStore =>
  TokenStore.make({
    read: (key) => promised(() => store.read(key)),
    write: (key, value, timeToLive) => promised(() => store.write(key, value, timeToLive)),
    lease: (key, value, timeToLive) => promised(() => store.lease(key, value, timeToLive)),
    remove: (key, value) => promised(() => store.remove(key, value))
  })
