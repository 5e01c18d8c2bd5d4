/**
 * What customers have agreed to share with the merchant: name, email, phone number, address, birth date.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { call } from "./internal/operation/call.js"
import { inputError } from "./internal/schema/checkOptions.js"
import { reading } from "./internal/schema/read.js"
import type { CallOptions } from "./Operation.js"
import * as operations from "./userinfo/operations.js"
import { type Userinfo, UserinfoResponse, userinfoOf } from "./userinfo/UserinfoResponse.js"
import type { VippsConfig } from "./VippsConfig.js"
import type { ReadError, VippsInputError } from "./VippsError.js"

export { forPayment } from "./userinfo/forPayment.js"
/**
 * The Userinfo operations as plain values.
 *
 * @since 0.1.0
 * @category operations
 */
export * as operations from "./userinfo/operations.js"
export { streetLines, type UserAddress, type Userinfo } from "./userinfo/UserinfoResponse.js"

/**
 * Reads what the customer with this `sub` has agreed to share. `sub` is in `profile.sub` of a payment, in its event
 * `authorized`, and in a Recurring agreement. {@link forPayment} waits for it.
 *
 * Readable for 168 hours from the consent: store what is needed. Later, `expired` lists what was shared. Empty values are
 * absent. The subscription key is sent only with the configuration's `userinfoSubscriptionKey`.
 *
 * Fails with `VippsNotFoundError` for an unknown `sub`, and with `VippsAuthError` when the consent is gone. See
 * `VippsError` for errors common to all operations.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/
 * @since 0.1.0
 * @category operations
 */
export const getUserinfo: (
  sub: string,
  options?: CallOptions
) => Effect.Effect<Userinfo, ReadError, VippsConfig | HttpClient.HttpClient> = call(operations.getUserinfo)

const readClaims = /*#__PURE__*/ reading(UserinfoResponse)

/**
 * Reads claims of a customer that came another way, such as after a login, as {@link getUserinfo} does: what is empty or
 * expired is absent, and unknown claims pass through. Sends nothing.
 *
 * Returns a `VippsInputError`, without the values in it, for claims without a `sub`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromClaims = (claims: unknown): Either.Either<Userinfo, VippsInputError> =>
  Either.mapBoth(readClaims(claims), {
    onLeft: (issues) => inputError("Userinfo.fromClaims", issues),
    onRight: userinfoOf
  })
