/** The service from its parts. It wants a database, a mailer, and the configuration of Vipps. */
import { Vipps } from "@effect-vipps/client"
import * as Layer from "effect/Layer"
import * as Billing from "./Billing.js"
import * as Mail from "./Mail.js"
import * as Members from "./Members.js"
import * as Memberships from "./Memberships.js"

export const layer = Memberships.layer.pipe(
  Layer.provideMerge(Billing.layer),
  Layer.provideMerge(Layer.mergeAll(Members.layer, Mail.layer)),
  Layer.provide(Vipps.layer)
)
