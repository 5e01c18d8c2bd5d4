/** The customers: one invented person who has every phone number, unless a test describes somebody else. */
import { createHash } from "node:crypto"
import * as Option from "effect/Option"
import { table } from "../core/Table.js"
import type { World } from "../core/World.js"

/**
 * Where a customer lives; `country` has two letters. A floor or flat is a second line of the street address.
 *
 * @since 0.1.0
 * @category models
 */
export interface PostalAddress {
  readonly streetAddress: string
  readonly postalCode: string
  readonly region: string
  readonly country: string
}

/**
 * What Vipps knows of a customer. Nothing about the default person is real.
 *
 * @since 0.1.0
 * @category models
 */
export interface Person {
  /** With country code, digits only. */
  readonly phoneNumber: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly emailVerified: boolean
  /** `YYYY-MM-DD`. */
  readonly birthdate: string
  readonly gender: "male" | "female" | "other"
  /** The national identity number. */
  readonly nin: string
  /** The home; undefined for a customer without one. */
  readonly address: PostalAddress | undefined
}

export const testPerson = {
  phoneNumber: "4799999999",
  givenName: "Kari",
  familyName: "Testesen",
  email: "kari.testesen@example.com",
  emailVerified: true,
  birthdate: "1990-01-31",
  gender: "female",
  // 80 is added to the month: Norway's form of synthetic numbers.
  nin: "31819012345",
  address: { streetAddress: "Testveien 1", postalCode: "0001", region: "Oslo", country: "NO" }
} as const satisfies Person

/** The persons that a test has described, by phone number. */
export const people = table<Person>("people")

/** Whose phone number it is. */
export const personWith = (world: World, phoneNumber: string): Person =>
  Option.getOrElse(people.get(world, phoneNumber), (): Person => ({ ...testPerson, phoneNumber }))

export const putPerson = (world: World, person: Person): World => people.put(world, person.phoneNumber, person)

/** The customer's id: another for each sales unit, always the same there. */
export const subOf = (merchantSerialNumber: string, { phoneNumber }: Pick<Person, "phoneNumber">): string => {
  const digits = createHash("sha256").update(`${merchantSerialNumber} ${phoneNumber}`).digest("hex")
  const part = (from: number, to: number) => digits.slice(from, to)
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-8${part(17, 20)}-${part(20, 32)}`
}
