/** What a merchant offers the customer to choose from: one bad entry must not take the good ones away. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import { LogisticsOption } from "../checkout/LogisticsOption.js"
import { ShippingGroup, ShippingOption } from "../epayment/Shipping.js"
import type { Reply } from "../internal/receive/receive.js"
import { validating } from "../internal/schema/compiled.js"
import { type Issue, issuesOf, issueText } from "../internal/schema/parseIssues.js"
import { request } from "../internal/schema/rules.js"
import { VippsInputError } from "../VippsError.js"

/** The valid entries, and the issues of the others. */
interface Offer {
  readonly valid: ReadonlyArray<unknown>
  readonly issues: ReadonlyArray<Issue>
}

/** The valid entry, or its issues. */
type Check = (value: unknown, path: string) => Either.Either<unknown, ReadonlyArray<Issue>>

const below = (path: string, key: string): string =>
  key === "" ? path : path === "" || key.startsWith("[") ? `${path}${key}` : `${path}.${key}`

/** Copies through JSON, so that what is checked is what is sent. What cannot be copied is an issue as well. */
const checker = <A>(schema: Schema.Schema<A>): Check => {
  const validate = validating(request(schema))
  return (value, path) => {
    try {
      return Either.mapBoth(validate(value), {
        onLeft: (issue) => issuesOf(issue).map((one) => ({ ...one, path: below(path, one.path) })),
        onRight: (valid): unknown => JSON.parse(JSON.stringify(valid))
      })
    } catch {
      return Either.left([{ path, message: "cannot be read" }])
    }
  }
}

const each = (check: Check, values: unknown, path: string): Offer => {
  if (!Array.isArray(values)) return { valid: [], issues: [{ path, message: "must be an array" }] }
  // `Array.from` also visits the holes of a sparse array.
  const checked = Array.from(values as ReadonlyArray<unknown>, (value, i) => check(value, `${path}[${i}]`))
  return {
    valid: checked.flatMap((one) => (Either.isRight(one) ? [one.right] : [])),
    issues: checked.flatMap((one) => (Either.isLeft(one) ? one.left : []))
  }
}

/** Makes a response of the valid part of an offer, and reports the rest. Fails when nothing is valid. */
const reply = (
  name: string,
  { issues, valid }: Offer,
  body: (valid: ReadonlyArray<unknown>) => unknown
): Effect.Effect<Reply, VippsInputError> => {
  const sent = { status: 200, body: JSON.stringify(body(valid)) } as const
  if (issues.length === 0) return Effect.succeed(sent)
  const what =
    valid.length === 0 ? "No shipping option is valid, so none was sent" : "Invalid shipping options were left out"
  const error = new VippsInputError(
    {
      message: `${name}: ${what}. ${issueText(issues)}`,
      operation: name,
      attempts: 0,
      retryable: false,
      outcome: "refused",
      issues
    },
    { disableValidation: true }
  )
  return valid.length === 0 ? Effect.fail(error) : Effect.succeed({ ...sent, problem: error })
}

const checkLogisticsOption = checker(LogisticsOption)

/** The response to a Checkout callback: a bare array. An empty one is the merchant's own choice. */
export const logisticsReply = (name: string) => (options: unknown) =>
  reply(name, each(checkLogisticsOption, options, ""), (valid) => valid)

const checkGroup = checker(ShippingGroup)
const checkShippingOption = checker(ShippingOption)

/** The response to an Express callback: groups, each with its valid options. Without any the customer cannot continue. */
export const shippingReply = (name: string) => (groups: unknown) => {
  const left: Array<Issue> = []
  const checkWithOptions: Check = (value, path) => {
    try {
      const { options, ...group } = Predicate.isRecord(value) ? value : {}
      const offer = each(checkShippingOption, options, `${path}.options`)
      left.push(...offer.issues)
      if (offer.valid.length > 0) return checkGroup({ ...group, options: offer.valid }, path)
      return Either.left(offer.issues.length > 0 ? [] : [{ path: `${path}.options`, message: "must not be empty" }])
    } catch {
      return Either.left([{ path, message: "cannot be read" }])
    }
  }
  const { issues, valid } = each(checkWithOptions, groups, "groups")
  const empty =
    valid.length + issues.length + left.length === 0 ? [{ path: "groups", message: "must not be empty" }] : []
  return reply(name, { valid, issues: [...issues, ...left, ...empty] }, (groups) => ({ groups }))
}
