/** How reports are made, and entries that no payment makes. */
import * as Chunk from "effect/Chunk"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { action } from "../core/Action.js"
import { Int, OneOf, optional, Text } from "../core/rules.js"
import { runStep, type Step, unknownReference, type Where } from "../core/steps.js"
import { handleOf } from "./Entry.js"
import { extras, switches } from "./tables.js"

const Switches = Schema.Struct({
  pageSize: optional(Int({ min: 1, max: 100_000 })),
  feeBasisPoints: optional(Int({ min: 0, max: 10_000 })),
  settlement: optional(OneOf("DAILY", "WEEKLY", "MONTHLY")),
  emptyPages: optional(Schema.Boolean)
})

/** Sets how reports are made. Entries are derived from the ledger, so fees and payouts of the past change with it. */
export const behave = action({
  name: "report",
  summary: "Sets how reports are made",
  path: "/report",
  input: Switches,
  inputIs: "switches are",
  run: ({ store }, _, changes) => store.update(switches.change(changes)),
  output: Schema.Struct({
    pageSize: Schema.Int,
    feeBasisPoints: Schema.Int,
    settlement: Schema.Literal("DAILY", "WEEKLY", "MONTHLY"),
    emptyPages: Schema.Boolean
  }),
  view: (switches) => switches
})

export const NewEntry = Schema.Struct({
  topic: optional(OneOf("funds", "fees")),
  entryType: Text({ min: 1 }),
  amount: Int(),
  reference: optional(Schema.String),
  recipientHandle: optional(Schema.String),
  message: optional(Schema.String),
  name: optional(Schema.String),
  maskedPhoneNo: optional(Schema.String)
})

export type NewEntry = typeof NewEntry.Type

const added =
  ({ reference: merchantSerialNumber }: Where, entry: NewEntry): Step<{ readonly pspReference: string }> =>
  ({ ids, now, settings }, world) => {
    const merchant = settings.merchants.find(
      ({ credentials }) => credentials.merchantSerialNumber === merchantSerialNumber
    )
    if (merchant === undefined) return [unknownReference({ reference: merchantSerialNumber }), world]
    const {
      amount,
      entryType,
      recipientHandle = handleOf(merchant),
      reference = "",
      topic = "funds",
      ...sensitive
    } = entry
    const pspReference = ids.uuid()
    const after = { movements: Chunk.size(world.ledger), extras: extras.size(world) }
    const row = { merchantSerialNumber, topic, entryType, amount, reference, pspReference, recipientHandle, sensitive }
    return [Either.right({ pspReference }), extras.put(world, pspReference, { ...row, bookedAt: now, after })]
  }

/** Puts an entry into the ledger of a sales unit: a correction, a top-up, or one of a type that nobody knows. */
export const addEntry = action({
  name: "report-entry",
  summary: "Puts an entry into the ledger of a sales unit",
  path: "/report/{merchantSerialNumber}/entries",
  input: NewEntry,
  inputIs: "entry is",
  run: (context, where, entry) => runStep(context, added(where, entry)),
  output: Schema.Struct({ pspReference: Schema.String }),
  view: (result) => result
})
