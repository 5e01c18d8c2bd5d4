/** Times as a customer reads them. */
import * as Duration from "effect/Duration"

/** Such as "9 min 41 s"; whole days, hours and minutes are enough while there are days. */
export const timeLeft = (millis: number): string => {
  const { days, hours, minutes, seconds } = Duration.parts(Duration.seconds(Math.ceil(Math.max(millis, 0) / 1000)))
  const parts = [
    [days, "d"],
    [hours, "h"],
    [minutes, "min"],
    [seconds, "s"]
  ] as const
  const shown = parts.filter(([count]) => count > 0).slice(0, days > 0 ? 3 : 4)
  return shown.length === 0 ? "0 s" : shown.map(([count, unit]) => `${count} ${unit}`).join(" ")
}

/** Seconds until a page should say that the time is up, unless that is far away. */
export const refreshAt = (millis: number): number | undefined =>
  millis < 3_600_000 ? Math.ceil(millis / 1000) + 1 : undefined
