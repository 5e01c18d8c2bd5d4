import type * as Schema from "effect/Schema"
import type { AnySchema, Bytes, CallOptions, Endpoint, Fails, Header, Operation } from "../../Operation.js"
import type { ErrorUnions } from "../../VippsError.js"

/** What all operations of an API have in common; an operation's own fields win. */
type Common = Partial<Endpoint>

/** What an operation is described by: what neither the API has in common nor its name says. */
type Described = Partial<Omit<Operation<never, unknown, unknown>, "name" | "arguments" | "types">> &
  Pick<Endpoint, "method" | "path" | "kind" | "fails">

/** The names in braces, in order. */
type Names<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? [Name, ...Names<Rest>] : []

type TypeOf<S> = S extends Schema.Schema<infer A, infer _, infer _> ? A : never

type Parameters<D, N> = {
  -readonly [I in keyof N]: D extends { readonly parameters: infer P } ? TypeOf<P[N[I] & keyof P]> : never
}

type Request<D> = D extends { readonly request: infer S extends AnySchema }
  ? D extends { readonly requestOptional: true }
    ? [request?: TypeOf<S> | undefined]
    : [request: TypeOf<S>]
  : []

type Query<D> = D extends { readonly query: infer S extends AnySchema }
  ? Record<never, never> extends TypeOf<S>
    ? [query?: TypeOf<S> | undefined]
    : [query: TypeOf<S>]
  : []

/** What the function of an operation takes. */
type Arguments<D> = [
  ...Parameters<D, D extends { readonly path: infer Path } ? Names<Path> : []>,
  ...Request<D>,
  ...Query<D>,
  options?: CallOptions | undefined
]

type Body<D> = D extends { readonly response: infer S }
  ? TypeOf<S>
  : D extends { readonly responseFormat: "bytes" }
    ? Bytes
    : D extends { readonly responseFormat: "text" }
      ? string
      : void

/** What the function of an operation returns. */
type Result<D> = D extends { readonly result: (...given: never) => infer A } ? A : Body<D>

type Failures<D> = D extends { readonly fails: infer F }
  ? F extends Fails
    ? ErrorUnions[F]
    : F extends ReadonlyArray<infer Name extends Fails>
      ? ErrorUnions[Name]
      : never
  : never

/** What the compiler checks of a description beyond its fields: its parameters are those of its path, its functions fit its schemas. */
type Consistent<D> = (Names<D extends { readonly path: infer Path } ? Path : never> extends infer N extends
  ReadonlyArray<string>
  ? N extends readonly []
    ? { readonly parameters?: undefined }
    : { readonly parameters: { readonly [Name in N[number]]: AnySchema } }
  : never) & {
  readonly warnings?: (request: Exclude<Request<D>[0], undefined>) => ReadonlyArray<string>
  readonly subject?:
    | Names<D extends { readonly path: infer Path } ? Path : never>[number]
    | ((request: Exclude<Request<D>[0], undefined>) => string | undefined)
  readonly result?: (body: Body<D>, header: Header) => unknown
}

/** The names of the path parameters, in order. */
export const namesIn = (path: string): ReadonlyArray<string> =>
  Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = ""]) => name)

const argumentsOf = ({ path, query, request }: Described): ReadonlyArray<string> => [
  ...namesIn(path),
  ...(request === undefined ? [] : ["request"]),
  ...(query === undefined ? [] : ["query"])
]

/** Without keys, a second POST is a second request. */
const isLost = ({ idempotencyKey, kind, method }: Pick<Endpoint, "idempotencyKey" | "kind" | "method">): boolean =>
  idempotencyKey === "None" && method === "POST" && kind !== "Read"

/** Makes the operations of an API, each from its name, what all have in common, and what it is. */
export const api =
  (api: string, common: Common) =>
  <const D extends Described>(
    name: string,
    described: D & Consistent<D>
  ): Operation<Arguments<D>, Result<D>, Failures<D>> => {
    const whole = { auth: "None", ...common, ...(described as Described) } as const
    return {
      notRepeatable: isLost(whole),
      ...whole,
      name: `${api}.${name}`,
      arguments: argumentsOf(described)
    }
  }
