/** How pages write time and money. */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import type { Amount } from "./Amount.js"

/** In UTC. A clock that was moved too far has no date any more. */
export const iso = (millis: number): string =>
  Option.match(DateTime.make(millis), { onNone: () => "beyond all dates", onSome: DateTime.formatIso })

/** `2026-09-01 12:00:05`. */
export const dateAndTime = (millis: number): string => iso(millis).replace("T", " ").replace(/\..*/, "")

/** `12:00:05`. */
export const timeOfDay = (millis: number): string => dateAndTime(millis).slice(-8)

/** The two largest units, such as `9m 59s`. */
export const span = (millis: number): string =>
  millis < 1000
    ? "0s"
    : Duration.format(Duration.seconds(Math.floor(millis / 1000)))
        .split(" ")
        .slice(0, 2)
        .join(" ")

const decimal = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** `499.00`: every currency of ePayment has a hundred minor units. */
export const major = (value: number): string => decimal.format(value / 100)

/** `499.00 NOK`. */
export const money = ({ currency, value }: Amount): string => `${major(value)} ${currency}`
