/** Fields as text: of a form, of a query string, of headers. */

export type Fields = { readonly [field: string]: unknown }

/** A list repeats its key. What is not given is left out. */
const pairsOf = (fields: Fields): Array<[key: string, value: string]> =>
  Object.entries(fields).flatMap(([key, value]) => {
    if (value === undefined) return []
    return (Array.isArray(value) ? value : [value]).map((one): [string, string] => [key, String(one)])
  })

export const formText = (fields: Fields): string => new URLSearchParams(pairsOf(fields)).toString()

/** Fields as a query string, but for those that are sent as headers of these names. */
export const splitFields = (fields: Fields, names: { readonly [field: string]: string } = {}) => {
  const pairs = pairsOf(fields)
  const search = new URLSearchParams(pairs.filter(([key]) => !Object.hasOwn(names, key))).toString()
  const own = pairs.flatMap(([key, value]) => (Object.hasOwn(names, key) ? [[names[key], value]] : []))
  return {
    search: search === "" ? "" : `?${search}`,
    headers: own.length === 0 ? undefined : (Object.fromEntries(own) as { readonly [name: string]: string })
  }
}
