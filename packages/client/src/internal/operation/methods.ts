/** The functions of an API that send, as the methods of a service. */
import type { Endpoint, Operation } from "../../Operation.js"

/** A function that is composed of operations. */
export interface Composition<F> extends Pick<Endpoint, "kind" | "secretResponse"> {
  readonly of: F
  /** The index of its options, the last argument. */
  readonly options: number
  /** It may take minutes: it waits for something that happens at Vipps. */
  readonly waits?: boolean
  /** It returns a `Stream`, not an `Effect`. */
  readonly isStream?: boolean
}

/** How many arguments a function has before its options. */
type Before<F> = F extends (...args: infer Args) => unknown
  ? Required<Args> extends readonly [...infer Head, unknown]
    ? Head["length"]
    : never
  : never

/** A function that only reads. */
export const reading = <F>(of: F, options: Before<F>): Composition<F> => ({ of, options, kind: "Read" })

/** A function that waits for something. */
export const waiting = <F>(of: F, options: Before<F>): Composition<F> => ({ ...reading(of, options), waits: true })

/** A function that returns a stream of what it reads. */
export const streaming = <F>(of: F, options: Before<F>): Composition<F> => ({ ...waiting(of, options), isStream: true })

/** A function that may move money. */
export const moving = <F>(of: F, options: Before<F>): Composition<F> => ({ of, options, kind: "MoneyMovement" })

/** A function that changes something, and may return a secret. */
export const changing = <F>(of: F, options: Before<F>): Composition<F> => ({
  of,
  options,
  kind: "Change",
  secretResponse: true
})

/** The functions of `Module` with these names. */
export interface Methods<Module, Key extends keyof Module> {
  readonly operations: { readonly [key: string]: Operation<never, unknown, unknown> }
  readonly compositions: { readonly [key: string]: Composition<unknown> }
  /** Never there: it carries the type. */
  readonly functions?: { readonly [K in Key]: Module[K] }
}

/**
 * The operations of a module, and what else of it sends: the compiler checks that these are functions of the module. What
 * is composed stands for an operation of the same name.
 */
export const methods =
  <Module>() =>
  <Operations, Compositions>(
    operations: Operations & { readonly [K in Exclude<keyof Operations, keyof Module>]: never },
    compositions: Compositions & {
      readonly [K in keyof Compositions]: K extends keyof Module ? Composition<Module[K]> : never
    }
  ) =>
    ({ operations, compositions }) as unknown as Methods<Module, (keyof Operations | keyof Compositions) & keyof Module>
