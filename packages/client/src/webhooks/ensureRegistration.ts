import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { call } from "../internal/operation/call.js"
import { send } from "../internal/operation/send.js"
import { encoder, inputReader } from "../internal/request/encodeRequest.js"
import { inputError } from "../internal/schema/checkOptions.js"
import { isFields } from "../internal/schema/plain.js"
import type { VippsConfig } from "../VippsConfig.js"
import type { CommonError } from "../VippsError.js"
import type { EnsureOptions, EnsureRequest, EnsureResponse } from "./Ensure.js"
import { ensureWith } from "./ensureWith.js"
import * as operations from "./operations.js"

const list = call(operations.list)
const register = send(operations.register)
const remove = call(operations.remove)

const readRegister = inputReader(operations.register)
const checkRegister = encoder(operations.register)
const readRemoval = inputReader(operations.remove)
const checkRemoval = encoder(operations.remove)

/**
 * Ensures one registration for a URL and these events whose secret you know. Use it in each deployment. Keeps the
 * registration with the given `id`. Without it, or when its events or its URL differ, registers a new one; store the
 * `id` and the `secret` of the response. Removes other registrations of the same URL, whose secret is unknown or which
 * are replaced; registrations of other URLs stay.
 *
 * Registers before it removes, so that no event is missed, except where the limit of 25 registrations per event (1 for
 * `user.checked-in.v1`) leaves no room. Deliveries signed with the new secret are refused until you use it, and Vipps
 * redelivers them. Run it in one place at a time: of two that replace the same registration, one may remove the other's.
 *
 * Fails with `VippsInputError` before anything is sent; otherwise as {@link list} and {@link register}. A stale
 * registration that cannot be removed is logged, not an error. After a failure, call it again.
 *
 * @example
 * ```ts
 * import { Webhooks } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * declare const store: {
 *   readonly load: Effect.Effect<{ readonly id: string } | undefined>
 *   readonly save: (registration: Webhooks.CreatedWebhook) => Effect.Effect<void>
 * }
 *
 * const ensured = Effect.gen(function* () {
 *   const stored = yield* store.load
 *   const webhook = yield* Webhooks.ensure({
 *     url: "https://example.com/vipps/webhooks",
 *     events: ["epayments.payment.authorized.v1", "epayments.payment.captured.v1"],
 *     id: stored?.id
 *   })
 *   if (webhook.created) yield* store.save(webhook)
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/webhooks-api/api-guide/
 * @since 0.1.0
 * @category operations
 */
export const ensure: (
  request: EnsureRequest,
  options?: EnsureOptions
) => Effect.Effect<EnsureResponse, CommonError, VippsConfig | HttpClient.HttpClient> = Effect.fn("Webhooks.ensure")(
  function* (givenRequest, givenOptions) {
    const input = readRegister({ request: givenRequest, options: givenOptions })
    const { id, ...registration } = (isFields(input.request) ? input.request : {}) as EnsureRequest
    const { options } = input
    const checks = [
      checkRegister({ ...input, request: registration }),
      ...(id === undefined ? [] : [checkRemoval(readRemoval({ parameters: [id] }))])
    ]
    const issues = checks.flatMap((checked) => (Either.isLeft(checked) ? checked.left : []))
    if (issues.length > 0) return yield* inputError("Webhooks.ensure", issues)
    return yield* ensureWith(
      {
        list: list(options),
        register: register({ request: registration, options }),
        remove: (id) => remove(id, options)
      },
      { ...registration, id }
    )
  }
)
