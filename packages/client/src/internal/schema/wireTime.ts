// @effect-diagnostics globalDate:off
/** A date, a time with or without a fraction, and an offset: `Z`, `+02:00` or `+0200`, all of which have been seen. */
const shape = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)(\.\d{1,3})?\d*)?(?:(Z)|([+-]\d{2}):?(\d{2}))?$/i

/**
 * Reads a time that Vipps wrote: epoch milliseconds, or `undefined` for any other text. Cuts off what is smaller than a
 * millisecond, since not every runtime reads it.
 *
 * [U] Without an offset it counts as UTC, and never as the time zone of this machine.
 */
export const millisOf = (text: string): number | undefined => {
  const parts = shape.exec(text)
  if (parts === null) return undefined
  const [, date, time = "00:00:00", fraction = "", , hours, minutes] = parts
  const at = Date.parse(`${date}T${time}${fraction}${hours === undefined ? "Z" : `${hours}:${minutes}`}`)
  return Number.isNaN(at) ? undefined : at
}
