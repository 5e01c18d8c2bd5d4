/** Options of calls that are made of several. */
import type { CallOptions } from "../../Operation.js"

/**
 * Options of a call that makes several requests. They apply to each.
 *
 * @since 0.1.0
 * @category models
 */
export interface StepOptions extends Pick<CallOptions, "merchantSerialNumber" | "timeout" | "retry"> {}

/**
 * The options that apply to each request: all but the key, which is of one. What is no option is passed on, so that the
 * first request refuses it.
 */
export const stepOptions = ({ idempotencyKey: _, ...options }: CallOptions = {}): StepOptions => options
