import type { Command } from "../Command.js"
import { call } from "./call.js"
import { doctor } from "./doctor.js"
import { emulator } from "./emulator.js"
import { events } from "./events.js"
import { get } from "./get.js"
import { listen } from "./listen.js"
import { logs } from "./logs.js"
import { cancel, capture, refund } from "./modify.js"
import { pay } from "./pay.js"
import { reconcile } from "./reconcile.js"
import { trigger } from "./trigger.js"
import { webhooks } from "./webhooks.js"

export const commands: { readonly [name: string]: Command } = {
  doctor,
  emulator,
  get,
  events,
  reconcile,
  pay,
  capture,
  refund,
  cancel,
  webhooks,
  listen,
  trigger,
  logs,
  call
}
