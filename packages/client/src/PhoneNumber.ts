/**
 * Phone numbers as the APIs take them.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/create/
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { inputError } from "./internal/schema/checkOptions.js"
import type { VippsInputError } from "./VippsError.js"

/**
 * Where a number without a country code is from: Norway, Denmark, Sweden or Finland.
 *
 * @since 0.1.0
 * @category models
 */
export type Market = "NO" | "DK" | "SE" | "FI"

interface Plan {
  readonly code: string
  /** The digit before a national number that the country code replaces. */
  readonly trunk: "" | "0"
  /** A mobile number without country code and leading 0. */
  readonly mobile: RegExp
  readonly words: string
}

const plans: { readonly [M in Market]: Plan } = {
  NO: { code: "47", trunk: "", mobile: /^[2-9]\d{7}$/, words: "8 digits" },
  DK: { code: "45", trunk: "", mobile: /^[2-9]\d{7}$/, words: "8 digits" },
  SE: { code: "46", trunk: "0", mobile: /^7\d{8}$/, words: "10 digits with the leading 0, and begin with 07" },
  FI: { code: "358", trunk: "0", mobile: /^[45]\d{5,9}$/, words: "a mobile number, and begin with 04 or 05" }
}

const all = Object.values(plans)

/** `4545` and a whole Danish number, as a form makes it that puts the code before what already has one. */
const doubled = (digits: string): Plan | undefined =>
  all.find(({ code, mobile }) => digits.startsWith(code + code) && mobile.test(digits.slice(2 * code.length)))

const shape = /^[1-9]\d{8,14}$/

/**
 * An MSISDN: country code and number, 9 to 15 digits, without `+`, `00`, leading 0 and spaces. {@link msisdn} makes one
 * from what a customer writes.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Msisdn: Schema.Schema<string> = Schema.String.pipe(
  Schema.pattern(shape, {
    description:
      "a phone number as MSISDN: country code and number, 9 to 15 digits, no + or 00 before and no spaces, such as 4712345678"
  }),
  Schema.filter((digits) => doubled(digits) === undefined || "must have its country code once")
)

/** Spaces, hyphens, dots, slashes and brackets, and the invisible marks that copying from a phone brings along. */
const separators = /[\s\p{Cf}\p{Pd}./()]/gu

/** With the country code once, and without the 0 of `+46 (0)70`. */
const international = (digits: string): string => {
  const twice = doubled(digits)
  const once = twice === undefined ? digits : digits.slice(twice.code.length)
  const plan = all.find(({ code }) => once.startsWith(`${code}0`))
  return plan === undefined ? once : plan.code + once.slice(plan.code.length + 1)
}

const wrongFor = (digits: string): string | undefined => {
  const plan = all.find(({ code }) => digits.startsWith(code))
  if (plan !== undefined && !plan.mobile.test(digits.slice(plan.code.length))) {
    return `must be ${plan.words} after the country code ${plan.code}`
  }
  return shape.test(digits) ? undefined : "must be 9 to 15 digits with its country code"
}

/**
 * Makes an MSISDN from a phone number as people write it: with spaces, hyphens, dots and brackets, with `+` or `00` and
 * a country code, or without one as a number of `market`. A leading 0 (Sweden, Finland) is dropped, a country code
 * written twice is kept once. A number of another country needs `+` or `00`.
 *
 * Fails with `VippsInputError`, without the number in it, unless the number is a mobile number of these four countries,
 * or has the 9 to 15 digits of another country. Whether the number exists, and has Vipps MobilePay, is known only to
 * Vipps.
 *
 * @example
 * ```ts
 * import { PhoneNumber } from "@effect-vipps/client"
 * import * as Effect from "effect/Effect"
 *
 * const customer = Effect.gen(function* () {
 *   return { phoneNumber: yield* PhoneNumber.msisdn("912 34 567", "NO") } // 4791234567
 * })
 * ```
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/operations/create/
 * @since 0.1.0
 * @category constructors
 */
export const msisdn = (text: string, market: Market): Either.Either<string, VippsInputError> => {
  const left = (path: string, message: string) => Either.left(inputError("msisdn", [{ path, message }]))
  const plan = Object.hasOwn(plans, market) ? plans[market] : undefined
  if (plan === undefined) return left("market", `must be one of ${Object.keys(plans).join(", ")}`)
  const compact = typeof text === "string" ? text.normalize("NFKC").replace(separators, "") : ""
  const [, prefix = "", digits = ""] = /^(\+|00)?(\d+)$/.exec(compact) ?? []
  if (digits === "") return left("text", "must be a phone number: digits, spaces and separators, with or without +")
  const national = digits.startsWith(plan.trunk) ? digits.slice(plan.trunk.length) : digits
  if (prefix === "" && plan.mobile.test(national)) return Either.right(plan.code + national)
  if (prefix === "" && !digits.startsWith(plan.code)) {
    return left("text", `must be ${plan.words}, or have its country code after a +`)
  }
  const number = international(digits)
  const wrong = wrongFor(number)
  return wrong === undefined ? Either.right(number) : left("text", wrong)
}
