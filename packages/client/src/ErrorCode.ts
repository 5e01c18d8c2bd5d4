/**
 * Words of the errors that are plain types.
 *
 * @since 0.1.0
 */
import type { Open } from "./internal/schema/rules.js"

/**
 * Vipps' own number of what went wrong, as a string; codes unknown to this version pass through. Checkout has codes of
 * another form, such as `Session-00100`.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/errors/
 * @since 0.1.0
 * @category models
 */
// biome-ignore format: one line per hundred
export type ErrorCode = Open<
  | "3010"
  | "4010" | "4020" | "4040" | "4050" | "4060" | "4070" | "4080" | "4090"
  | "4100" | "4110" | "4120" | "4130" | "4140" | "4150" | "4160"
  | "5010" | "5020" | "5030" | "5040" | "5050" | "5060" | "5070" | "5080" | "5090" | "5100"
  | "6010" | "6020" | "6030" | "6040" | "6050" | "6060" | "6070" | "6080" | "6090"
  | "6100" | "6110" | "6120" | "6130" | "6140" | "6150" | "6160" | "6170" | "6180" | "6190"
  | "6200" | "6210" | "6220" | "6230" | "6250" | "6260" | "6280"
  | "7010"
  | "10010" | "10020" | "10030" | "10040" | "10050" | "10060" | "10070"
>

/**
 * - `"refused"`: this call changed nothing. An earlier call with the same key may have taken effect.
 * - `"unknown"`: at least one attempt got no usable response, so it may have taken effect, and money may have moved.
 *   Retrying the same call with the same configuration is safe: it reuses the key. With another configuration, in
 *   another process or after a restart, retry with `idempotencyKey`, or read the payment back; never retry with a new
 *   key.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome = "refused" | "unknown"
