import { call } from "@effect-vipps/client/internal/operation/call"
import type { Methods } from "@effect-vipps/client/internal/operation/methods"
import type { VippsError } from "@effect-vipps/client/VippsError"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { Call, Making, Needs } from "./call.js"
import type { MethodsOf } from "./derive.js"
import { callSite, earlySite } from "./failure.js"
import { iterate } from "./iterate.js"
import type { Runner } from "./run.js"

type Make = (runner: Runner, key: string, call: Call, make: never) => unknown

/** Methods have the name of their function. */
const methodOf = (runner: Runner, key: string, call: Call, make: Making<Effect.Effect<unknown, VippsError, Needs>>) =>
  ({ [key]: (...args: ReadonlyArray<unknown>) => runner.run(call, make, args, earlySite()) })[key]

const iteratorOf = (runner: Runner, key: string, call: Call, make: Making<Stream.Stream<unknown, VippsError, Needs>>) =>
  ({ [key]: (...args: ReadonlyArray<unknown>) => iterate(runner, call, make, args, callSite()) })[key]

/** What each client makes a method of. */
const callsOf = ({ compositions, operations }: Pick<Methods<object, never>, "compositions" | "operations">) => {
  const [{ name: some } = { name: "" }] = Object.values(operations)
  const prefix = some.slice(0, some.indexOf(".") + 1)
  return [
    ...Object.entries(operations).map(([key, operation]) => {
      const { kind, name, secretResponse } = operation
      const known: Call = { name, kind, secretResponse, options: operation.arguments.length }
      return { key, known, method: methodOf as Make, make: call(operation) as unknown }
    }),
    ...Object.entries(compositions).map(([key, { isStream, of, ...rest }]) => {
      const known: Call = { ...rest, name: `${prefix}${key}` }
      return { key, known, method: (isStream === true ? iteratorOf : methodOf) as Make, make: of }
    })
  ]
}

/**
 * The methods of an API: one for each operation of its table, and one for each function composed of them. All that a
 * method needs is made once, when the first client uses the API.
 */
export const api = <Module, Key extends keyof Module>(
  methods: () => Methods<Module, Key>
): ((runner: Runner) => MethodsOf<Methods<Module, Key>>) => {
  let calls: ReturnType<typeof callsOf> | undefined
  return (runner) => {
    calls ??= callsOf(methods())
    return Object.fromEntries(
      calls.map(({ key, known, make, method }) => [key, method(runner, key, known, make as never)])
    ) as MethodsOf<Methods<Module, Key>>
  }
}
