/** The dashboard's pages, and the targets of its links and forms, which lead back to the page they are on. */
import type { Subject } from "../../core/World.js"

/** What a page is asked for; other parameters are dropped. */
const asked = ["reference", "q", "state", "before", "after"] as const

export type Query = { readonly [N in (typeof asked)[number]]?: string }

/** A page: no segments for the overview, else `payments` or `payments`, `123456`, `order-0001`. */
export interface Place {
  readonly segments: ReadonlyArray<string>
  readonly query: Query
}

export const queryIn = (params: URLSearchParams): Query =>
  Object.fromEntries(
    asked.flatMap((name) => {
      const value = params.get(name)?.trim() ?? ""
      return value === "" ? [] : [[name, value]]
    })
  )

const written = (path: string, query: Readonly<Record<string, string>>): string => {
  const params = new URLSearchParams(query)
  return params.size === 0 ? path : `${path}?${params}`
}

const pathOf = ({ segments }: Place): string => segments.map(encodeURIComponent).join("/")

export const href = (place: Place, more: Readonly<Record<string, string>> = {}): string =>
  written(["/_emulator", ...(place.segments.length === 0 ? [] : ["dashboard", pathOf(place)])].join("/"), {
    ...place.query,
    ...more
  })

/** The part of the page that follows what happens. */
export const liveHref = (place: Place): string =>
  written(["/_emulator/live", ...(place.segments.length === 0 ? [] : [pathOf(place)])].join("/"), { ...place.query })

/** The target of a form, which returns to this page. */
export const action = (name: string, place: Place): string =>
  written(`/_emulator/dashboard/${name}`, {
    ...place.query,
    ...(place.segments.length === 0 ? {} : { at: pathOf(place) })
  })

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** The page that a form is on. */
export const placeIn = (params: URLSearchParams): Place => ({
  segments: (params.get("at") ?? "").split("/").flatMap((segment) => (segment === "" ? [] : [decoded(segment)])),
  query: queryIn(params)
})

export const overview: Place = { segments: [], query: {} }

export const list = (name: string, query: Query = {}): string => href({ segments: [name], query })

export const page = (name: string, { merchantSerialNumber, reference }: Subject): string =>
  href({ segments: [name, merchantSerialNumber, reference], query: {} })

/** The id of a row on a page. */
export const anchor = (kind: string, merchantSerialNumber: string, reference: string): string =>
  `${kind}-${merchantSerialNumber}-${reference}`
