/** Compares the ledger with what callers intended and what calls reported to them. */
import type { Entry, Reported } from "./journal.js"
import type { Life, Step } from "./plan.js"

/** A movement of money in a server's ledger. */
export interface Movement {
  readonly subject: string
  readonly operation: "AUTHORIZED" | "CAPTURED" | "REFUNDED" | "CANCELLED"
  readonly value: number
}

/** What must not happen. */
export const kinds = [
  "doubled",
  "lost",
  "unintended",
  "refused, and took effect",
  "success, and did not",
  "read wrongly",
  "unresolved"
] as const

export type Finding = { readonly kind: (typeof kinds)[number]; readonly detail: string }

export interface Verdict {
  readonly findings: ReadonlyArray<Finding>
  readonly movements: number
  /** Calls that move money, by what they reported. */
  readonly calls: Readonly<Record<Reported | "killed", number>>
  /** Steps, by how the truth was learned. */
  readonly resolved: Readonly<Record<"response" | "refusal" | "reading" | "nobody", number>>
}

type Resolved = Extract<Entry, { readonly _tag: "Resolved" }>

const operationOf = { capture: "CAPTURED", refund: "REFUNDED", cancel: "CANCELLED", charge: "CAPTURED" } as const

/** Why there are fewer or more movements of a value than its steps have made. */
const compare = (
  what: string,
  count: number,
  steps: ReadonlyArray<Step>,
  resolved: ReadonlyMap<string, Resolved>
): ReadonlyArray<Finding> => {
  const results = steps.flatMap(({ name }) => resolved.get(name) ?? [])
  const done = results.filter(({ happened }) => happened)
  const differ = Math.abs(count - done.length)
  if (differ === 0) return []
  const detail = `${what}: ${count} in the ledger, ${done.length} of ${steps.map(({ name }) => name).join(", ")} taken for done`
  if (count < done.length) {
    return [{ kind: done.some(({ by }) => by === "response") ? "success, and did not" : "lost", detail }]
  }
  const denied = results.find(({ happened }) => !happened)
  if (denied !== undefined)
    return [{ kind: denied.by === "refusal" ? "refused, and took effect" : "read wrongly", detail }]
  return [{ kind: done.length > 0 ? "doubled" : "unintended", detail }]
}

const judgeMoney = (
  life: Life,
  steps: ReadonlyArray<Step>,
  ledger: ReadonlyArray<Movement>,
  resolved: ReadonlyMap<string, Resolved>
): ReadonlyArray<Finding> => {
  const findings: Array<Finding> = []
  const captured = ledger.reduce((sum, { operation, value }) => (operation === "CAPTURED" ? sum + value : sum), 0)
  for (const operation of ["CAPTURED", "REFUNDED", "CANCELLED"] as const) {
    const own = steps.filter(({ kind }) => operationOf[kind] === operation)
    const moved = ledger.filter((one) => one.operation === operation).map(({ value }) => value)
    // A cancellation has no value of its own: it releases what is left.
    const valueIn = ({ kind, value }: Step) => (kind === "cancel" ? life.value - captured : value)
    for (const value of new Set([...own.map(valueIn), ...moved])) {
      const ofValue = own.filter((step) => valueIn(step) === value)
      const what = `${life.reference} ${operation} ${value}`
      findings.push(...compare(what, moved.filter((one) => one === value).length, ofValue, resolved))
    }
  }
  return findings
}

/** A life that the deadline cut off did not report its last calls: there is nothing to compare the ledger with. */
const isFinished = (entries: ReadonlyArray<Entry>): boolean => entries.some(({ _tag }) => _tag === "Finished")

const judgeLife = (
  life: Life,
  entries: ReadonlyArray<Entry>,
  ledgerOf: (subject: string) => ReadonlyArray<Movement>
) => {
  const findings: Array<Finding> = []
  const resolved = new Map(
    entries.flatMap((entry) => (entry._tag === "Resolved" ? [[entry.step, entry] as const] : []))
  )
  const stored = new Map(
    entries.flatMap((entry) => (entry._tag === "Stored" ? [[entry.step, entry.value] as const] : []))
  )
  const [, chargeId] = JSON.parse(stored.get("agreement") ?? "[]") as ReadonlyArray<string>
  const subject = life.kind === "Recurring" ? (chargeId ?? "") : life.reference
  if (!isFinished(entries)) {
    findings.push({ kind: "unresolved", detail: `${life.reference}, which did not end` })
    return { findings, subjects: [subject, ...stored.values()] }
  }
  const nobody = [...resolved.values()].filter(({ by }) => by === "nobody")
  for (const { step } of nobody) findings.push({ kind: "unresolved", detail: `${life.reference} ${step}` })
  const ledger = ledgerOf(subject)
  const approvals = ledger.filter(({ operation, value }) => operation === "AUTHORIZED" && value === life.value).length
  const expected = life.approves ? 1 : 0
  if (approvals > expected)
    findings.push({ kind: expected === 1 ? "doubled" : "unintended", detail: `${subject} AUTHORIZED` })
  if (approvals < expected) findings.push({ kind: "lost", detail: `${subject} AUTHORIZED` })
  const scheduled = life.steps.filter(({ kind }) => kind === "charge")
  findings.push(
    ...judgeMoney(
      life,
      life.steps.filter((step) => !scheduled.includes(step)),
      ledger,
      resolved
    )
  )

  const subjects = [subject]
  for (const step of scheduled) {
    const id = stored.get(step.name)
    if (id === undefined) continue
    subjects.push(id)
    const captures = ledgerOf(id).filter(({ operation, value }) => operation === "CAPTURED" && value === step.value)
    findings.push(...compare(`${id} CAPTURED ${step.value}`, captures.length, [step], resolved))
  }
  return { findings, subjects }
}

const grouped = <A, K>(all: ReadonlyArray<A>, keyOf: (one: A) => K): Map<K, Array<A>> => {
  const groups = new Map<K, Array<A>>()
  for (const one of all) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return groups
}

/** `ledgers` holds the movements of each server; `lives` are all that were planned. */
export const judge = (
  lives: ReadonlyArray<Life>,
  journal: ReadonlyArray<Entry>,
  ledgers: { readonly [S in Life["server"]]: ReadonlyArray<Movement> }
): Verdict => {
  const byLife = grouped(journal, ({ life }) => life)
  const findings: Array<Finding> = []
  for (const server of ["emulator", "ledger"] as const) {
    const bySubject = grouped(ledgers[server], ({ subject }) => subject)
    const own = lives.filter((one) => one.server === server)
    const areAllFinished = own.every(({ id }) => isFinished(byLife.get(id) ?? []))
    for (const life of own) {
      const judged = judgeLife(life, byLife.get(life.id) ?? [], (subject) => bySubject.get(subject) ?? [])
      findings.push(...judged.findings)
      for (const subject of judged.subjects) bySubject.delete(subject)
    }
    // A life that was cut off may not have stored what it had made.
    const kind = areAllFinished ? "unintended" : "unresolved"
    for (const subject of bySubject.keys()) findings.push({ kind, detail: `${subject} at the ${server}` })
  }
  const calls = { success: 0, refused: 0, unknown: 0, aborted: 0, killed: 0 }
  const resolved = { response: 0, refusal: 0, reading: 0, nobody: 0 }
  for (const entry of journal) {
    if (entry._tag === "Intent") calls.killed++
    if (entry._tag === "Resolved") resolved[entry.by]++
    if (entry._tag === "Reported") {
      calls[entry.reported]++
      calls.killed--
    }
  }
  return { findings, movements: ledgers.emulator.length + ledgers.ledger.length, calls, resolved }
}
