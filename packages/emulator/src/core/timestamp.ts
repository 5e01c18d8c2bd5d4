import * as DateTime from "effect/DateTime"

/** RFC 3339 in UTC with milliseconds. */
export const timestamp = (millis: number): string => DateTime.formatIso(DateTime.unsafeMake(millis))
