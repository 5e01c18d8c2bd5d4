/** What the program prints when it is ready. */
import type { Credentials, Merchant } from "./core/Merchant.js"

/** The environment variables that hold a sales unit's keys, for the client and for the emulator. */
export const variables = {
  clientId: "VIPPS_CLIENT_ID",
  clientSecret: "VIPPS_CLIENT_SECRET",
  subscriptionKey: "VIPPS_SUBSCRIPTION_KEY",
  merchantSerialNumber: "VIPPS_MERCHANT_SERIAL_NUMBER"
} as const satisfies Record<keyof Credentials, string>

/** All that a client of this sales unit needs in its environment. */
export const environment = (url: string, { credentials }: Merchant): ReadonlyArray<string> => [
  `VIPPS_BASE_URL=${url}`,
  ...Object.entries(variables).map(([name, variable]) => `${variable}=${credentials[name as keyof Credentials]}`)
]

/** Programs read the URL from the first line, and the variables from the lines that start with their names. */
export const banner = (
  { listensOn, url }: { readonly url: string; readonly listensOn: string },
  first: Merchant,
  others: ReadonlyArray<Merchant>
): string => {
  const width = Math.max(...others.map(({ name }) => name.length))
  return [
    `Vipps emulator: ${url}`,
    ...(listensOn === url ? [] : [`Listens on: ${listensOn}`]),
    "",
    ...environment(url, first),
    "",
    `Dashboard  ${url}/_emulator`,
    `Inbox      ${url}/_emulator/inbox`,
    "",
    "Other sales units; their keys are on the dashboard:",
    ...others.map(
      ({ credentials, currency, name }) =>
        `  ${name.padEnd(width)}  ${currency}  ${credentials.merchantSerialNumber}  ${credentials.clientId}`
    )
  ].join("\n")
}
