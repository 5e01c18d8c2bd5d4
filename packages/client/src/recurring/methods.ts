/** What the service `Vipps` and the facade offer of Recurring. */
import { methods, moving, reading, streaming, waiting } from "../internal/operation/methods.js"
import type * as Recurring from "../Recurring.js"
import { awaitAgreement } from "./awaitAgreement.js"
import { chargeForPeriod } from "./chargeForPeriod.js"
import * as operations from "./operations.js"
import { reconcileAgreement } from "./reconcileAgreement.js"
import { captureRemaining, refundRemaining, releaseRemaining } from "./remaining.js"
import { stopAgreement } from "./stopAgreement.js"
import { agreements, charges } from "./streams.js"

export const recurring = methods<typeof Recurring>()(operations, {
  agreements: streaming(agreements, 1),
  awaitAgreement: waiting(awaitAgreement, 1),
  captureRemaining: moving(captureRemaining, 2),
  chargeForPeriod: moving(chargeForPeriod, 3),
  charges: streaming(charges, 2),
  reconcileAgreement: reading(reconcileAgreement, 1),
  refundRemaining: moving(refundRemaining, 3),
  releaseRemaining: moving(releaseRemaining, 2),
  stopAgreement: moving(stopAgreement, 2)
})
