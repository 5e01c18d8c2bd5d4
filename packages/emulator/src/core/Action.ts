/**
 * An action of the customer, or a view of what an API keeps: described once and offered in process, over HTTP, in the
 * OpenAPI document of the control endpoints and, for an action, on the dashboard.
 */
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { EmulatorError } from "../EmulatorError.js"
import type { EmulatorContext } from "./EmulatorContext.js"
import type { Settings } from "./Settings.js"
import type { Where } from "./steps.js"

/** A submitted form; the last value of a repeated name. */
export type Form = Readonly<Record<string, string>>

export interface Described<A, I, B> {
  /** The dashboard's form has this name. */
  readonly name: string
  /** What it does, for the OpenAPI document. Defaults to `done`, or the name. */
  readonly summary?: string
  /** A view, whose input is the query, where all is text. Defaults to an action. */
  readonly method?: "GET"
  /** Below `/_emulator`, with the reference as its `{parameter}`. */
  readonly path: string
  /** The schema of the request's body, which is optional when all its fields are. */
  readonly input: Schema.Schema<A, I> & { readonly fields?: Readonly<Record<string, unknown>> }
  /** Completes "The ... malformed.": `approval is`. */
  readonly inputIs: string
  readonly run: (context: EmulatorContext, where: Where, input: A) => Effect.Effect<B, EmulatorError>
  /** The schema of the response, for the OpenAPI document. */
  readonly output: Pick<Schema.Schema.Any, "ast">
  /** The JSON of the response. */
  readonly view: (result: B, settings: Settings) => unknown
  /** The dashboard's message afterwards. Omit for no form on the dashboard. */
  readonly done?: string
  /** The input in a form of the dashboard. Defaults to none. */
  readonly fromForm?: (form: Form) => unknown
}

/** An action whose input and result only it knows. */
export type Action = Described<never, never, never>

export const action = <A, I, B>(described: Described<A, I, B>): Described<A, I, B> & Action =>
  described as unknown as Described<A, I, B> & Action
