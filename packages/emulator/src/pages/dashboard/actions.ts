/** The actions of the dashboard's forms. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Action as Described, Form } from "../../core/Action.js"
import type { EmulatorContext } from "../../core/EmulatorContext.js"
import { decode, inWords } from "../../core/issues.js"
import { parse } from "../../core/json.js"
import * as DeliveryFault from "../../DeliveryFault.js"
import { emulatedApis } from "../../emulatedApis.js"
import * as Fault from "../../Fault.js"
import type { Service } from "../../Service.js"

export interface Action {
  /** Fails with the message to show. */
  readonly run: (emulator: Service, form: Form, context: EmulatorContext) => Effect.Effect<void, string>
  /** The message after success. */
  readonly done: string
}

const text = (form: Form, name: string): string | undefined => form[name]?.trim() || undefined

/** NaN is refused by the schema, with the field's name. */
const number = (form: Form, name: string): number | undefined => {
  const value = text(form, name)
  return value === undefined ? undefined : Number(value)
}

const validated = <A, I>(schema: Schema.Schema<A, I>) => {
  const run = decode(schema)
  return (input: unknown): Effect.Effect<A, string> => Either.mapLeft(run(input), inWords)
}

/** What customers do, as the APIs describe it. */
const ofCustomer = ({ done = "", fromForm = () => ({}), input, run }: Described): Action => {
  const Input = validated(input)
  return {
    done,
    run: (_, form, context) =>
      Effect.flatMap(Input(fromForm(form)), (decoded) =>
        run(
          context,
          { reference: text(form, "reference") ?? "", merchantSerialNumber: text(form, "merchantSerialNumber") },
          decoded
        ).pipe(
          Effect.mapError(({ message }) => message),
          Effect.asVoid
        )
      )
  }
}

const ofCustomers = Object.fromEntries(
  emulatedApis
    .flatMap(({ actions = [] }) => actions)
    .flatMap((action) => (action.done === undefined ? [] : [[action.name, ofCustomer(action)]]))
)

const tenYears = 3650 * 24 * 60 * 60 * 1000

const Move = validated(Schema.Struct({ millis: Schema.Int.pipe(Schema.between(1, tenYears)) }))

/** JSON where it is JSON, else text as it is. */
const bodyOf = (form: Form): unknown => {
  const body = text(form, "Answer.body")
  if (body === undefined) return undefined
  return Option.getOrElse(parse(body), () => body)
}

const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*([\x20-\x7e]*)$/

const headersOf = (form: Form): Effect.Effect<Readonly<Record<string, string>> | undefined, string> => {
  const lines = (text(form, "Answer.headers") ?? "").split(/\r?\n/).filter((line) => line.trim() !== "")
  const headers = lines.map((line) => headerLine.exec(line.trim()))
  return headers.includes(null)
    ? Effect.fail("Headers: each line is a name, a colon and a value, such as retry-after: 2.")
    : Effect.succeed(
        lines.length === 0
          ? undefined
          : Object.fromEntries(headers.flatMap((found) => (found === null ? [] : [[found[1] ?? "", found[2] ?? ""]])))
      )
}

const Rule = validated(Fault.Rule)

/** Fields of other kinds than the chosen one are left alone. */
const ruleOf = (form: Form): Effect.Effect<Fault.Rule, string> =>
  Effect.flatMap(headersOf(form), (headers) => {
    const kind = text(form, "kind") ?? "Answer"
    const millis = number(form, `${kind}.millis`)
    const afterEffect = form[`${kind}.afterEffect`] === undefined ? undefined : true
    return Rule({
      operation: text(form, "operation"),
      reference: text(form, "reference"),
      nth: number(form, "nth"),
      times: number(form, "times"),
      fault:
        kind === "Answer"
          ? { _tag: kind, status: number(form, "Answer.status") ?? 500, body: bodyOf(form), headers, afterEffect }
          : { _tag: kind, millis: kind === "Delay" ? (millis ?? 1000) : millis, afterEffect }
    })
  })

const DeliveryRule = validated(DeliveryFault.DeliveryRule)

const deliveryRuleOf = (form: Form): Effect.Effect<DeliveryFault.DeliveryRule, string> => {
  const kind = text(form, "delivery")
  return DeliveryRule({
    reference: text(form, "reference"),
    times: number(form, "times"),
    fault: { _tag: kind, ...(kind === "Delay" ? { millis: number(form, "millis") ?? 5000 } : {}) }
  })
}

export const actions: Readonly<Record<string, Action>> = {
  ...ofCustomers,
  clock: {
    done: "The clock was moved.",
    run: (emulator, form) =>
      Effect.flatMap(Move({ millis: number(form, "millis") }), ({ millis }) => emulator.moveClock(millis))
  },
  fault: {
    done: "The fault is set.",
    run: (emulator, form) => Effect.flatMap(ruleOf(form), emulator.inject)
  },
  "delivery-fault": {
    done: "The fault is set: it applies to the next webhook.",
    run: (emulator, form) => Effect.flatMap(deliveryRuleOf(form), emulator.injectDelivery)
  },
  resend: {
    done: "The delivery is sent again.",
    run: (emulator, form) =>
      Effect.filterOrFail(
        emulator.resend(number(form, "sequence") ?? 0),
        (found) => found,
        () => "This delivery no longer exists."
      ).pipe(Effect.asVoid)
  },
  "clear-faults": { done: "All faults are cleared.", run: ({ clearFaults }) => clearFaults },
  "revoke-tokens": {
    done: "All access tokens issued so far are revoked.",
    run: ({ revokeTokens }) => revokeTokens
  },
  reset: { done: "The emulator was reset.", run: ({ reset }) => reset }
}
