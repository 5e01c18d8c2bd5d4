/** The reference of something, as a link to its page where it has one. */
import type { Subject } from "../../core/World.js"
import { pageOf, type Seen } from "./seen.js"

interface Props {
  readonly seen: Seen
  readonly reference: string
  /** Defaults to the first sales unit with this reference. */
  readonly merchantSerialNumber?: string | undefined
}

const subjects = ({ merchantSerialNumber, reference, seen }: Props): ReadonlyArray<Subject> =>
  merchantSerialNumber === undefined
    ? seen.merchants.map(({ credentials }) => ({ merchantSerialNumber: credentials.merchantSerialNumber, reference }))
    : [{ merchantSerialNumber, reference }]

export const About = (props: Props) => {
  const [href] = subjects(props).flatMap((subject) => pageOf(props.seen, subject) ?? [])
  return href === undefined ? <span>{props.reference}</span> : <a href={href}>{props.reference}</a>
}
