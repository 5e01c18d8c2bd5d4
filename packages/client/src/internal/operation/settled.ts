import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { VippsConfig } from "../../VippsConfig.js"
import type { VippsError } from "../../VippsError.js"
import { stateOf } from "../request/state.js"

/**
 * Ends the intent of a call whose error left its outcome unknown, after a read has shown it: its key is not kept for the
 * next equal call, which is another one.
 */
export const settled = ({ idempotencyKey = "", operation }: VippsError): Effect.Effect<void, never, VippsConfig> =>
  Effect.map(VippsConfig, (config) => {
    Either.map(stateOf(config, operation), ({ family }) => family.unsettled.remove(idempotencyKey))
  })
