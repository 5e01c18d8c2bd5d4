/** What a customer has shared. */
import * as Schema from "effect/Schema"
import { isFields } from "../internal/schema/plain.js"
import { detail, type Open, open } from "../internal/schema/rules.js"

/**
 * An address of a customer. A part that Vipps does not know is absent.
 *
 * @since 0.1.0
 * @category models
 */
export interface UserAddress {
  readonly address_type?: Open<"home" | "work" | "other"> | undefined
  /** ISO 3166, two letters. */
  readonly country?: string | undefined
  /** All of it, in lines. */
  readonly formatted?: string | undefined
  readonly postal_code?: string | undefined
  /** The town. */
  readonly region?: string | undefined
  /** The street, and in lines of their own what follows: unit or floor. */
  readonly street_address?: string | undefined
}

/**
 * What a customer has agreed to share. Only what was in the scope of the consent is there.
 *
 * @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/
 * @since 0.1.0
 * @category models
 */
export interface Userinfo {
  /** The customer's id at this sales unit. Stays when the phone number changes; is new for a new profile. */
  readonly sub: string
  readonly sid?: string | undefined
  readonly name?: string | undefined
  readonly given_name?: string | undefined
  readonly family_name?: string | undefined
  /** `YYYY-MM-DD`. */
  readonly birthdate?: string | undefined
  readonly email?: string | undefined
  readonly email_verified?: boolean | undefined
  /** With country code, digits only; as sent, where it has other characters. It may change for the same `sub`. */
  readonly phone_number?: string | undefined
  readonly phone_number_verified?: boolean | undefined
  /** Absent for a customer without an address. */
  readonly address?: UserAddress | undefined
  readonly other_addresses: ReadonlyArray<UserAddress>
  /** The national identity number, in the form of its country. */
  readonly nin?: string | undefined
  /** Login only. */
  readonly gender?: Open<"male" | "female" | "other"> | undefined
  /** What was shared but is no longer readable, 168 hours after the consent: `["email", "name"]`. */
  readonly expired: ReadonlyArray<string>
}

const text = Schema.optional(detail(Schema.String))

const Address: Schema.Schema<UserAddress> = Schema.Struct({
  address_type: Schema.optional(detail(open("home", "work", "other"))),
  country: text,
  formatted: text,
  postal_code: text,
  region: text,
  street_address: text
})

/** As Vipps sends it. An expired value may stand anywhere, so all but the id is lenient. */
export const UserinfoResponse = Schema.Struct({
  sub: Schema.String,
  sid: text,
  name: text,
  given_name: text,
  family_name: text,
  birthdate: text,
  email: text,
  email_verified: Schema.optional(detail(Schema.Union(Schema.Boolean, Schema.String))),
  phone_number: text,
  phone_number_verified: Schema.optional(detail(Schema.Union(Schema.Boolean, Schema.String))),
  address: Schema.optional(detail(Schema.Union(Address, Schema.String))),
  other_addresses: Schema.optional(detail(Schema.Union(Schema.Array(Address), Schema.String))),
  nin: text,
  gender: Schema.optional(detail(open("male", "female", "other")))
})

const expired = "[Expired]"

/** Known forms: with `+` or `00`, and with separators. Anything else stays. */
const phoneNumber = (text: string): string => {
  const compact = text.replace(/[\s\-().]/g, "").replace(/^(\+|00)/, "")
  return /^\d+$/.test(compact) ? compact : text
}

/** Also a list of which one is: what is left would look like all there is. */
const isExpired = (value: unknown): boolean =>
  value === expired ||
  (Array.isArray(value) && value.some(isExpired)) ||
  (isFields(value) && Object.values(value).some((part) => part === expired))

/** An address without its empty parts; nothing for one of only those. */
const addressOf = (address: unknown): UserAddress | undefined => {
  if (!isFields(address)) return undefined
  const parts = Object.entries(address).filter(([, part]) => part !== "" && part !== undefined && part !== expired)
  return parts.length === 0 ? undefined : Object.fromEntries(parts)
}

const flag = (value: unknown): boolean | undefined =>
  typeof value === "boolean" ? value : value === "true" ? true : value === "false" ? false : undefined

/** A response as callers read it: what is empty or expired is absent. */
export const userinfoOf = (response: typeof UserinfoResponse.Type): Userinfo => {
  const gone: Array<string> = []
  const fields: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(response)) {
    if (isExpired(value)) gone.push(key)
    else if (value !== "" && value !== undefined) fields[key] = value
  }
  const { address, email_verified, other_addresses, phone_number, phone_number_verified, ...rest } = fields
  const known = {
    email_verified: flag(email_verified),
    phone_number: typeof phone_number === "string" ? phoneNumber(phone_number) : undefined,
    phone_number_verified: flag(phone_number_verified),
    address: addressOf(address)
  }
  const others = Array.isArray(other_addresses) ? other_addresses : []
  return {
    ...(rest as Omit<Userinfo, "other_addresses" | "expired">),
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
    other_addresses: others.map(addressOf).filter((one) => one !== undefined),
    expired: gone
  }
}

/**
 * The lines of a street address: the street first, then unit or floor.
 *
 * @since 0.1.0
 * @category addresses
 */
export const streetLines = ({ street_address }: Pick<UserAddress, "street_address">): ReadonlyArray<string> =>
  (street_address ?? "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
