/** What a customer does about an agreement, and how the emulator behaves where Vipps does both. */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { action, type Form } from "../core/Action.js"
import { Int, int32Max } from "../core/rules.js"
import type { Settings } from "../core/Settings.js"
import { runStep, type Step, unknownReference, type Where } from "../core/steps.js"
import type { World } from "../core/World.js"
import { testPerson } from "../customers/person.js"
import { WrongStateError } from "../EmulatorError.js"
import type { Agreement } from "./Agreement.js"
import { raiseMax as raise } from "./agreementStates.js"
import { agreementAt } from "./find.js"
import * as Lifecycle from "./lifecycle.js"
import type { Refusal } from "./refusals.js"
import * as Tables from "./tables.js"
import { settle } from "./time.js"
import { AgreementView } from "./views.js"
import * as Wire from "./wire.js"

const onAgreement =
  (
    operation: string,
    where: Where,
    run: (agreement: Agreement, world: World, now: number) => Either.Either<readonly [Agreement, World], Refusal>
  ): Step<Agreement> =>
  (moment, before) => {
    const { now } = moment
    const world = settle(before, now)
    const agreement = agreementAt(where, moment, world)
    if (agreement === undefined) return [unknownReference(where), world]
    return Either.match(run(agreement, world, now), {
      onLeft: ({ detail, identifier }) =>
        [
          Either.left(
            new WrongStateError({
              reference: agreement.id,
              operation,
              state: agreement.status,
              ...(identifier === "illegal-agreement-update" ? {} : { reason: detail })
            })
          ),
          world
        ] as const,
      onRight: ([changed, next]) => [Either.right(changed), next] as const
    })
  }

/** [U] An agreement that names no customer is the test person's. */
const phoneOf = ({ phoneNumber = testPerson.phoneNumber }: Agreement): string => phoneNumber

const ofAgreement = (agreement: Agreement, { publicUrl }: Settings): unknown => Wire.agreement(agreement, publicUrl)

const Nothing = Schema.Struct({})
const Stop = Schema.Struct({ actor: Schema.optionalWith(Schema.Literal("USER", "ADMIN"), { exact: true }) })
const MaxAmount = Int({ min: 1, max: int32Max })

const maxAmountOf = ({ maxAmount = "" }: Form) => (maxAmount.trim() === "" ? {} : { maxAmount: Number(maxAmount) })

/** The customer approves; the initial charge is paid, or the agreement expires. */
export const approve = action({
  name: "approve-agreement",
  summary: "The customer approves the agreement, and its initial charge is paid",
  path: "/agreements/{agreementId}/approve",
  input: Schema.Struct({ maxAmount: Schema.optionalWith(MaxAmount, { exact: true }) }),
  inputIs: "approval is",
  run: (context, where, { maxAmount }) =>
    runStep(
      context,
      onAgreement("approve", where, (agreement, world, now) =>
        Lifecycle.approve(world, agreement, { maxAmount, phoneNumber: phoneOf(agreement) }, now)
      )
    ),
  output: AgreementView,
  view: ofAgreement,
  done: "The customer approved the agreement.",
  fromForm: maxAmountOf
})

export const reject = action({
  name: "reject-agreement",
  summary: "The customer rejects the agreement",
  path: "/agreements/{agreementId}/reject",
  input: Nothing,
  inputIs: "body is",
  run: (context, where) =>
    runStep(
      context,
      onAgreement("reject", where, (agreement, world, now) => Lifecycle.reject(world, agreement, now))
    ),
  output: AgreementView,
  view: ofAgreement,
  done: "The customer rejected the agreement."
})

/** The customer stops the agreement in the app; as `ADMIN` Vipps does, for example because the profile was deleted. */
export const stop = action({
  name: "stop-agreement",
  summary: "The customer stops the agreement",
  path: "/agreements/{agreementId}/stop",
  input: Stop,
  inputIs: "body is",
  run: (context, where, { actor = "USER" }) =>
    runStep(
      context,
      onAgreement("stop", where, (agreement, world, now) =>
        Lifecycle.stop(world, agreement, actor, { now, idempotencyKey: undefined })
      )
    ),
  output: AgreementView,
  view: ofAgreement,
  done: "The customer stopped the agreement."
})

export const raiseMax = action({
  name: "raise-max",
  summary: "The customer allows another maximum for a charge, in minor units",
  path: "/agreements/{agreementId}/raise-max",
  input: Schema.Struct({ maxAmount: MaxAmount }),
  inputIs: "body is",
  run: (context, where, { maxAmount }) =>
    runStep(
      context,
      onAgreement("raise the maximum of", where, (agreement, world, now) =>
        Either.map(raise(agreement, maxAmount, now), (raised) => [raised, Tables.putAgreement(world, raised)] as const)
      )
    ),
  output: AgreementView,
  view: ofAgreement,
  done: "The customer’s maximum was changed.",
  fromForm: maxAmountOf
})

/** `POST /_emulator/recurring`: the switches. */
export const behave = action({
  name: "recurring",
  summary: "Sets how Recurring behaves where Vipps may do both",
  path: "/recurring",
  input: Schema.Struct({
    draftIgnoresKey: Schema.optionalWith(Schema.Boolean, { exact: true }),
    activatedFirst: Schema.optionalWith(Schema.Boolean, { exact: true }),
    changesLater: Schema.optionalWith(Schema.Boolean, { exact: true })
  }),
  inputIs: "body is",
  run: ({ store }, _, changes) => store.update(Tables.switches.change(changes)),
  output: Schema.Struct({
    draftIgnoresKey: Schema.Boolean,
    activatedFirst: Schema.Boolean,
    changesLater: Schema.Boolean
  }),
  view: (switches) => switches
})
