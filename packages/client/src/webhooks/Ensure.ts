/** One registration for a URL, whose secret is known. */
import type { CallOptions } from "../Operation.js"
import type { RegisterRequest, RegisterResponse } from "./Registration.js"

/**
 * The registration to ensure.
 *
 * @since 0.1.0
 * @category models
 */
export interface EnsureRequest extends RegisterRequest {
  /** The `id` of the registration whose secret you have stored. Omit to replace all registrations of this URL. */
  readonly id?: string | undefined
}

/**
 * Options of each call that `ensure` makes.
 *
 * @since 0.1.0
 * @category models
 */
export type EnsureOptions = Pick<CallOptions, "merchantSerialNumber" | "retry" | "timeout">

/**
 * The registration with the given id is in place; its secret is the one you have stored.
 *
 * @since 0.1.0
 * @category models
 */
export interface KeptWebhook {
  readonly created: false
  readonly id: string
  /** The ids of stale registrations that were removed. */
  readonly removed: ReadonlyArray<string>
}

/**
 * A new registration was made: store its `id` and its `secret`. Vipps returns the secret only once.
 *
 * @since 0.1.0
 * @category models
 */
export interface CreatedWebhook extends RegisterResponse {
  readonly created: true
  /** The ids of the registrations that it replaces. */
  readonly removed: ReadonlyArray<string>
}

/**
 * The result of `ensure`.
 *
 * @since 0.1.0
 * @category models
 */
export type EnsureResponse = KeptWebhook | CreatedWebhook
