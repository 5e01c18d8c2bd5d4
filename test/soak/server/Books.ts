/** What the ledger server keeps: each movement of money, and the first response to each idempotency key. */

/** A movement of money. `subject` is the reference of a payment or the id of a charge. */
export interface Movement {
  readonly subject: string
  readonly operation: "AUTHORIZED" | "CAPTURED" | "REFUNDED" | "CANCELLED"
  readonly value: number
  readonly idempotencyKey: string | undefined
}

export interface Reply {
  readonly status: number
  /** Undefined: no body. */
  readonly body?: unknown
}

/** Faults of the server itself, to show that the judge finds them. */
export type Defect = "books twice" | "books nothing" | "books unasked"

interface Stored {
  readonly request: string
  readonly reply: Reply
}

/** Every so many captures the defect shows. */
const period = 5

export class Books {
  readonly movements: Array<Movement> = []
  readonly #replies = new Map<string, Stored>()
  #captures = 0

  constructor(readonly defect?: Defect | undefined) {}

  /** Whether a correct server would have made this movement is for the caller to decide. */
  book(movement: Movement): void {
    const defective = movement.operation === "CAPTURED" && ++this.#captures % period === 0
    if (defective && this.defect === "books nothing") return
    this.movements.push(movement)
    if (defective && this.defect === "books twice") this.movements.push(movement)
    if (defective && this.defect === "books unasked") this.movements.push({ ...movement, value: 1 })
  }

  /** The sum of one kind of movement of a subject, where the defect does not show. */
  sum(subject: string, operation: Movement["operation"]): number {
    let sum = 0
    for (const one of this.movements) if (one.subject === subject && one.operation === operation) sum += one.value
    return sum
  }

  /**
   * The same key and request get the first response, also a refusal; the same key and another request are a conflict.
   * `scope` is the operation and its subject: official samples use one key for a payment's creation and its capture.
   */
  once(scope: string, key: string | undefined, request: string, conflict: Reply, run: () => Reply): Reply {
    if (key === undefined) return run()
    const id = `${scope} ${key}`
    const known = this.#replies.get(id)
    if (known !== undefined) return known.request === request ? known.reply : conflict
    const reply = run()
    this.#replies.set(id, { request, reply })
    return reply
  }
}
