/**
 * The headers of a request: those of a web `Request`, of Node, of Effect's platform, or any record. Names may have any
 * case.
 *
 * @since 0.1.0
 * @category models
 */
export type RequestHeaders =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | ReadonlyArray<string> | undefined; readonly get?: never }

/** A header, whatever the case of its name; `undefined` if it is absent or empty. */
export const headerOf = (headers: RequestHeaders, name: string): string | undefined => {
  // Without types there may be no headers at all.
  if (typeof headers !== "object" || headers === null) return undefined
  if (typeof headers.get === "function") return headers.get(name) || undefined
  const record = headers as { readonly [name: string]: string | ReadonlyArray<string> | undefined }
  const key = name in record ? name : Object.keys(record).find((key) => key.toLowerCase() === name)
  const value = key === undefined ? undefined : record[key]
  if (typeof value === "string") return value || undefined
  return Array.isArray(value) ? value.join(", ") || undefined : undefined
}
