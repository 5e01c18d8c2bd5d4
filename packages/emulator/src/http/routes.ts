/** Finds the route of a request. */

export interface Route {
  readonly method: string
  /** With any number of `{parameters}`. */
  readonly path: string
  /** The case of the path does not matter. */
  readonly anyCase?: boolean
  /** Also with a slash at its end. */
  readonly anySlash?: boolean
  /** The field of a response that names what was made, where neither the path nor the request does. */
  readonly made?: string
  /** Bytes of a body. Defaults to 1 MiB. */
  readonly maxBodySize?: number
  /** The body of a create names the reference, which the path does not. */
  readonly takesReference?: boolean
}

/** The operations of an API, by name: facts, which its handlers and the rules for faults are made from. */
export type Operations = { readonly [name: string]: Route }

export interface Match<R> {
  readonly route: R
  readonly parameters: { readonly [name: string]: string }
}

export type Matcher<R> = (method: string, path: string) => Match<R> | undefined

/** What cannot be decoded stays as it is. */
const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** Paths are case-sensitive, unless a route says otherwise. [U] A parameter is never empty. */
export const matcher = <R extends Route>(routes: ReadonlyArray<R>): Matcher<R> => {
  const known = routes.map((route) => ({
    route,
    parts: route.path.split("/").map((part) => ({ part, name: /^\{(\w+)\}$/.exec(part)?.[1] }))
  }))
  return (method, path) => {
    const exact = path.split("/")
    const lower = path.toLowerCase().split("/")
    const found = known.find(
      ({ parts, route }) =>
        route.method === method &&
        (parts.length === exact.length ||
          (route.anySlash === true && parts.length === exact.length - 1 && exact.at(-1) === "")) &&
        parts.every(({ name, part }, at) =>
          name === undefined ? part === (route.anyCase === true ? lower : exact)[at] : exact[at] !== ""
        )
    )
    if (found === undefined) return undefined
    const parameters: Record<string, string> = {}
    found.parts.forEach(({ name }, at) => {
      if (name !== undefined) parameters[name] = decoded(exact[at] ?? "")
    })
    return { route: found.route, parameters }
  }
}
