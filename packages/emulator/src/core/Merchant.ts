/**
 * The sales units of the emulator: their keys and currencies.
 *
 * @since 0.1.0
 */

/**
 * The keys of a sales unit.
 *
 * @since 0.1.0
 * @category models
 */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  readonly subscriptionKey: string
  /** 4 to 10 digits. */
  readonly merchantSerialNumber: string
}

/**
 * A sales unit. Its currency is its market's: deadlines and smallest amounts follow from it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Merchant {
  /** What customers see. */
  readonly name: string
  /** Payments in another currency are refused with 5040. */
  readonly currency: "NOK" | "DKK" | "EUR"
  /** The redirect URIs registered for Login, exactly. Omit to accept any. */
  readonly redirectUris?: ReadonlyArray<string> | undefined
  readonly credentials: Credentials
}

const made = (name: string, currency: Merchant["currency"], digit: number): Merchant => ({
  name,
  currency,
  credentials: {
    clientId: `00000000-0000-4000-8000-00000000000${digit}`,
    clientSecret: `emulator-client-secret${digit === 0 ? "" : `-${digit}`}`,
    subscriptionKey: `emulator-subscription-key${digit === 0 ? "" : `-${digit}`}`,
    merchantSerialNumber: `${digit + 1}23456`
  }
})

/**
 * The default sales units of the emulator, one per market. Their keys are invented and not valid at Vipps.
 *
 * @since 0.1.0
 * @category constructors
 */
export const merchants = {
  norway: made("Sokkebutikken", "NOK", 0),
  denmark: made("Sokkebutikken.dk", "DKK", 1),
  finland: made("Sukkakauppa", "EUR", 2)
} as const

/**
 * The keys of the Norwegian one, the first of {@link merchants}.
 *
 * @since 0.1.0
 * @category constructors
 */
export const defaultCredentials: Credentials = merchants.norway.credentials

/**
 * Who keeps the books of merchants: keys that work with Report only.
 *
 * @since 0.1.0
 * @category models
 */
export interface AccountingPartner {
  readonly name: string
  readonly clientId: string
  readonly clientSecret: string
  /** The sales units that gave access to their ledgers. Omit for all. */
  readonly merchantSerialNumbers?: ReadonlyArray<string> | undefined
}

/**
 * The default accounting partner of the emulator. Its keys are invented and not valid at Vipps.
 *
 * @since 0.1.0
 * @category constructors
 */
export const accountingPartner: AccountingPartner = {
  name: "Regnskapshjelpen",
  clientId: "00000000-0000-4000-8000-0000000000a0",
  clientSecret: "emulator-accounting-secret"
}

/** @internal */
export const secrets = ({ credentials: { clientSecret, subscriptionKey } }: Merchant): ReadonlyArray<string> => [
  clientSecret,
  subscriptionKey
]
