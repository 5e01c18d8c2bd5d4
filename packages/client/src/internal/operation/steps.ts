/** Options of calls that are made of several. */
import type { CallOptions } from "../../Operation.js"

/**
 * Options of a call that makes several requests. They apply to each.
 *
 * @since 0.1.0
 * @category models
 */
export interface StepOptions extends Pick<CallOptions, "merchantSerialNumber" | "timeout" | "retry"> {}

/** The options that apply to each request. */
export const stepOptions = ({ merchantSerialNumber, retry, timeout }: StepOptions = {}): StepOptions => ({
  merchantSerialNumber,
  retry,
  timeout
})
