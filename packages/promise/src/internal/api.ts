import { call } from "@effect-vipps/client/internal/operation/call"
import type { Operation } from "@effect-vipps/client/Operation"
import type { VippsError } from "@effect-vipps/client/VippsError"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { Call, Making, Needs } from "./call.js"
import type { Promises } from "./derive.js"
import { callSite, earlySite } from "./failure.js"
import { iterate } from "./iterate.js"
import type { Runner } from "./run.js"

/** A function that is no single operation. */
interface Other<F> extends Omit<Call, "name"> {
  readonly of: F
  readonly isStream?: boolean
}

/** How many arguments a function has before its options. */
type Before<F> = F extends (...args: infer Args) => unknown
  ? Required<Args> extends readonly [...infer Head, unknown]
    ? Head["length"]
    : never
  : never

/** A function that only reads. */
export const reading = <F>(of: F, options: Before<F>): Other<F> => ({ of, options, kind: "Read" })

/** A function that waits for something. */
export const waiting = <F>(of: F, options: Before<F>): Other<F> => ({ of, options, kind: "Read", waits: true })

/** A function that returns a stream of what it reads. */
export const streaming = <F>(of: F, options: Before<F>): Other<F> => ({ ...waiting(of, options), isStream: true })

/** A function that may move money. */
export const moving = <F>(of: F, options: Before<F>): Other<F> => ({ of, options, kind: "MoneyMovement" })

/** A function that changes something, and may return a secret. */
export const changing = <F>(of: F, options: Before<F>): Other<F> => ({
  of,
  options,
  kind: "Change",
  secretResponse: true
})

type FunctionOf<O> =
  O extends Operation<infer Args, infer A, infer E> ? (...args: Args) => Effect.Effect<A, E, Needs> : never

type Operations = { readonly [key: string]: Operation<never, unknown, unknown> }
type Others = { readonly [key: string]: Other<(...args: never) => unknown> }

type Api<Ops, More> = Promises<
  { readonly [K in keyof Ops]: FunctionOf<Ops[K]> } & {
    readonly [K in keyof More]: More[K] extends Other<infer F> ? F : never
  }
>

type Make = (runner: Runner, key: string, call: Call, make: never) => unknown

/** Methods have the name of their function. */
const methodOf = (runner: Runner, key: string, call: Call, make: Making<Effect.Effect<unknown, VippsError, Needs>>) =>
  ({ [key]: (...args: ReadonlyArray<unknown>) => runner.run(call, make, args, earlySite()) })[key]

const iteratorOf = (runner: Runner, key: string, call: Call, make: Making<Stream.Stream<unknown, VippsError, Needs>>) =>
  ({ [key]: (...args: ReadonlyArray<unknown>) => iterate(runner, call, make, args, callSite()) })[key]

/** What each client makes a method of. */
const methodsOf = (operations: Operations, others: Others) => {
  const [{ name: some } = { name: "" }] = Object.values(operations)
  const prefix = some.slice(0, some.indexOf(".") + 1)
  return [
    ...Object.entries(operations).map(([key, operation]) => {
      const { kind, name, secretResponse } = operation
      const known: Call = { name, kind, secretResponse, options: operation.arguments.length }
      return { key, known, method: methodOf as Make, make: call(operation) }
    }),
    ...Object.entries(others).map(([key, { isStream, of, ...rest }]) => {
      const known: Call = { ...rest, name: `${prefix}${key}` }
      return { key, known, method: (isStream === true ? iteratorOf : methodOf) as Make, make: of }
    })
  ]
}

/**
 * The methods of an API: one for each operation of its table, and one for each other function. All that a method needs
 * is made once, when the first client uses the API.
 */
export const api = <Ops extends Operations, More extends Others>(
  operations: Ops,
  others: More
): ((runner: Runner) => Api<Ops, More>) => {
  let methods: ReturnType<typeof methodsOf> | undefined
  return (runner) => {
    methods ??= methodsOf(operations, others)
    return Object.fromEntries(
      methods.map(({ key, known, make, method }) => [key, method(runner, key, known, make as never)])
    ) as Api<Ops, More>
  }
}
