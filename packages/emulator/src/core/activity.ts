/** One line for each request that arrives and for each that is sent to a merchant, as a terminal shows it. */
import { maskCallback } from "./maskSecrets.js"
import { timestamp } from "./timestamp.js"

export interface Activity {
  /** Epoch milliseconds, on the emulator's clock. */
  readonly at: number
  /** `in` arrived at the emulator, `out` was sent to a merchant. */
  readonly direction: "in" | "out"
  /** The status, or why there was none. */
  readonly result: number | string
  readonly method: string
  /** A path or a URL; its query and credentials are left out, which may hold secrets and personal data. */
  readonly target: string
  /** Such as the reference and the event; those that are undefined or empty are left out. */
  readonly about: ReadonlyArray<string | undefined>
}

/** References are the caller's text: what would control the terminal is left out. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e\xa0-\uffff]/g, "").slice(0, 200)

const arrows = { in: "<--", out: "-->" } as const

/** `2026-01-05 11:00:00  <-- [201] POST /epayment/v1/payments  order-0001`. */
export const lineOf = ({ about, at, direction, method, result, target }: Activity): string => {
  const time = timestamp(at).slice(0, 19).replace("T", " ")
  const path = maskCallback(target).split(/[?#]/)[0] ?? ""
  const details = about.flatMap((one) => (one === undefined || one === "" ? [] : [one]))
  return printable([`${time}  ${arrows[direction]} [${result}] ${method} ${path}`, ...details].join("  "))
}
