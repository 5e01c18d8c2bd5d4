/** What a charge is for, when it may be due, and what became of it: pure functions. */
export { agreementOutcomeOf as agreementOutcome } from "@effect-vipps/client/recurring/AgreementOutcome"
export { ceiling, chargedIn } from "@effect-vipps/client/recurring/Ceiling"
export { chargeKey } from "@effect-vipps/client/recurring/ChargeKey"
export { outcomeOf as chargeOutcome } from "@effect-vipps/client/recurring/ChargeOutcome"
export {
  captureDeadline,
  dueDateOf,
  earliestDue,
  latestDue,
  nextPeriods,
  refundDeadline,
  retryWindowEnd,
  toDueDate
} from "@effect-vipps/client/recurring/Dates"
export { reconcile as reconcileCharges, unbilled } from "@effect-vipps/client/recurring/Reconciliation"
