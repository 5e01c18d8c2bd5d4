import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Options, RetryOptions } from "../../config/Options.js"
import type { AwaitOptions, CallOptions, Endpoint } from "../../Operation.js"
import { VippsInputError } from "../../VippsError.js"
import { validating } from "./compiled.js"
import { capped, type Issue, issuesOf, issueText } from "./parseIssues.js"
import { isFields, isSchedule } from "./plain.js"
import { pattern, whole } from "./rules.js"

/** Safe in a header: a line break or a control character would break, or forge, the request. */
const key = pattern(/^[\x21-\x7e]+$/, "one or more printable ASCII characters, without spaces")

const systemText = pattern(/^[\x21-\x7e](?:[\x20-\x7e]{0,28}[\x21-\x7e])?$/, "1 to 30 printable ASCII characters")

const merchantSerialNumber = pattern(/^[0-9]{4,10}$/, "a string of 4 to 10 digits")

const duration = Schema.Number.pipe(Schema.positive({ description: "longer than zero" }))

const delay = Schema.Number.pipe(Schema.nonNegative({ description: "zero or longer" }))

const schedule = Schema.Unknown.pipe(Schema.filter(isSchedule, { description: "a Schedule of effect" }))

const predicate = Schema.Unknown.pipe(
  Schema.filter((value): boolean => typeof value === "function", { description: "a function of an error" })
)

const tokenStore = Schema.Unknown.pipe(
  Schema.filter((value) => isFields(value) && "share" in value && typeof value.share === "function", {
    description: "made by TokenStore.make"
  })
)

const Retry = Schema.Struct({
  maxRetries: Schema.optional(whole(0)),
  baseDelay: Schema.optional(delay),
  maxDelay: Schema.optional(delay),
  maxRetryAfter: Schema.optional(delay),
  schedule: Schema.optional(schedule),
  while: Schema.optional(predicate)
}).pipe(
  Schema.filter(
    ({ baseDelay, maxDelay, maxRetries, schedule }) =>
      schedule === undefined ||
      (maxRetries === undefined && baseDelay === undefined && maxDelay === undefined) ||
      "give either schedule, or maxRetries, baseDelay and maxDelay"
  )
)

/** A value that is not an object is left for the rules to refuse. */
const retryMillis = (retry: RetryOptions | false | undefined) =>
  isFields(retry)
    ? {
        ...retry,
        baseDelay: millis(retry.baseDelay),
        maxDelay: millis(retry.maxDelay),
        maxRetryAfter: millis(retry.maxRetryAfter)
      }
    : retry

/** A value that is no duration becomes NaN, which every rule refuses. */
const millis = (input: Duration.DurationInput | undefined): number | undefined =>
  input === undefined
    ? undefined
    : Duration.decodeUnknown(input).pipe((decoded) =>
        decoded._tag === "Some" ? Duration.toMillis(decoded.value) : NaN
      )

const checkWith = <A>(schema: Schema.Schema<A>) => {
  const validate = validating(schema, { errors: "all", onExcessProperty: "error" })
  return (input: unknown): ReadonlyArray<Issue> =>
    Either.match(validate(input), { onLeft: issuesOf, onRight: () => [] })
}

const checkConfig = checkWith(
  Schema.Struct({
    clientId: key,
    clientSecret: key,
    subscriptionKey: key,
    merchantSerialNumber,
    environment: Schema.optional(Schema.Literal("production", "test")),
    baseUrl: Schema.optional(
      Schema.String.pipe(
        Schema.filter(
          (value) => {
            if (!URL.canParse(value)) return false
            const { protocol, hostname, search, hash, username, password } = new URL(value)
            // Vipps' own servers are never asked in plain text: the keys would be readable on the network.
            const isHttp = protocol === "http:" && !/(^|\.)(vipps\.no|vippsmobilepay\.com)\.?$/.test(hostname)
            return (protocol === "https:" || isHttp) && `${search}${hash}${username}${password}` === ""
          },
          {
            description:
              "an http(s) URL without query, fragment or credentials, such as http://127.0.0.1:4242; https for Vipps' hosts"
          }
        )
      )
    ),
    systemName: Schema.optional(systemText),
    systemVersion: Schema.optional(systemText),
    pluginName: Schema.optional(systemText),
    pluginVersion: Schema.optional(systemText),
    attemptTimeout: Schema.optional(duration),
    timeout: Schema.optional(duration),
    retry: Schema.optional(Retry),
    maxResponseSize: Schema.optional(whole(1)),
    tokenStore: Schema.optional(tokenStore),
    accountingKeys: Schema.optional(Schema.Boolean),
    userinfoSubscriptionKey: Schema.optional(Schema.Boolean)
  })
)

const anyKey = pattern(
  /^[\x21-\x7e]{1,50}$/,
  "1 to 50 printable ASCII characters without spaces; a key made from a reference may be too long, and IdempotencyKey.make (idempotencyKey in the facade) shortens it"
)

const noKey = pattern(/^(?!)/, "left out: this operation has no idempotency keys")

const checkCall = (key: Endpoint["idempotencyKey"]) =>
  checkWith(
    Schema.Struct({
      idempotencyKey: Schema.optional(key === "None" ? noKey : (key ?? anyKey)),
      merchantSerialNumber: Schema.optional(merchantSerialNumber),
      timeout: Schema.optional(duration),
      retry: Schema.optional(Schema.Union(Schema.Literal(false), Retry)),
      extra: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
    })
  )

/** The message of a `VippsInputError`. */
export const inputMessage = (operation: string, issues: ReadonlyArray<Issue>): string =>
  `${operation}: invalid input; no request was sent. ${issueText(issues)}`

export const inputError = (
  operation: string,
  found: ReadonlyArray<Issue>,
  reference?: string | undefined
): VippsInputError => {
  const issues = capped(found)
  return new VippsInputError(
    {
      message: inputMessage(operation, issues),
      operation,
      ...(reference === undefined ? {} : { reference }),
      attempts: 0,
      retryable: false,
      outcome: "refused",
      issues
    },
    { disableValidation: true }
  )
}

const checkAwait = checkWith(
  Schema.Struct({
    merchantSerialNumber: Schema.optional(merchantSerialNumber),
    window: Schema.optional(duration),
    firstReadAfter: Schema.optional(delay),
    schedule: Schema.optional(schedule)
  })
)

const reveal = (secret: Redacted.Redacted | undefined): unknown =>
  Redacted.isRedacted(secret) ? Redacted.value(secret) : undefined

/** The options of a configuration, before anything is made from them. */
export const checkOptions = (operation: string, options: Options): Effect.Effect<void, VippsInputError> =>
  Effect.suspend(() => {
    const wrapped = (["clientSecret", "subscriptionKey"] as const).flatMap((path) =>
      Redacted.isRedacted(options[path]) ? [] : [{ path, message: "must be wrapped: Redacted.make(...)" }]
    )
    const issues =
      wrapped.length > 0
        ? wrapped
        : checkConfig({
            ...options,
            clientSecret: reveal(options.clientSecret),
            subscriptionKey: reveal(options.subscriptionKey),
            attemptTimeout: millis(options.attemptTimeout),
            timeout: millis(options.timeout),
            retry: retryMillis(options.retry)
          })
    return issues.length === 0 ? Effect.void : Effect.fail(inputError(operation, issues))
  })

/** Issues found in options, as the caller of an operation knows them. */
export const underOptions = (issues: ReadonlyArray<Issue>, option?: string): ReadonlyArray<Issue> => {
  const root = option === undefined ? "options" : `options.${option}`
  return issues.map(({ path, message }) => ({ path: path === "" ? root : `${root}.${path}`, message }))
}

const callOptions = new Set(["idempotencyKey", "merchantSerialNumber", "timeout", "retry"])

/** Most calls have none. */
const isUnset = (options: object): boolean => {
  for (const [name, value] of Object.entries(options)) if (value !== undefined || !callOptions.has(name)) return false
  return true
}

/** Checks the options of one operation's calls. Their issues are found under `options`. */
export const callOptionsChecker = ({ idempotencyKey }: Pick<Endpoint, "idempotencyKey">) => {
  let check: ReturnType<typeof checkCall> | undefined
  return (options: CallOptions): ReadonlyArray<Issue> => {
    if (isUnset(options)) return []
    // Most operations are never called, and most calls have no options.
    check ??= checkCall(idempotencyKey)
    return underOptions(
      check({
        ...options,
        timeout: millis(options.timeout),
        retry: retryMillis(options.retry)
      })
    )
  }
}

/** The options of a call that waits. */
export const checkAwaitOptions = (options: AwaitOptions): ReadonlyArray<Issue> =>
  underOptions(
    checkAwait({ ...options, window: millis(options.window), firstReadAfter: millis(options.firstReadAfter) })
  )
