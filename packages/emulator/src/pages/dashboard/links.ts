/** The targets of the dashboard's links and forms, which keep the filter. */
const withFilter = (path: string, filter: string, more: Readonly<Record<string, string>> = {}): string => {
  const query = new URLSearchParams({ ...(filter === "" ? {} : { reference: filter }), ...more })
  return query.size === 0 ? path : `${path}?${query}`
}

export const home = (filter: string, more: Readonly<Record<string, string>> = {}): string =>
  withFilter("/_emulator", filter, more)

export const action = (name: string, filter: string): string => withFilter(`/_emulator/dashboard/${name}`, filter)

/** The id of a payment, session or agreement on the page. */
export const anchor = (kind: string, merchantSerialNumber: string, reference: string): string =>
  `${kind}-${merchantSerialNumber}-${reference}`
