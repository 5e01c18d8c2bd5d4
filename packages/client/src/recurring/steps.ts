/** The parts of calls that combine operations. */

import { send } from "../internal/operation/send.js"
import { inputError } from "../internal/schema/checkOptions.js"
import { VippsBusyError, VippsInputError } from "../VippsError.js"
import * as operations from "./operations.js"

export const sendGetAgreement = send(operations.getAgreement)
export const sendUpdateAgreement = send(operations.updateAgreement)
export const sendListAgreements = send(operations.listAgreements)
export const sendCreateCharge = send(operations.createCharge)
export const sendGetCharge = send(operations.getCharge)
export const sendListCharges = send(operations.listCharges)
export const sendCancelCharge = send(operations.cancelCharge)
export const sendCaptureCharge = send(operations.captureCharge)
export const sendRefundCharge = send(operations.refundCharge)

/** Refuses what a read has shown to be impossible or harmful. Unlike for invalid input, requests were sent: reads. */
export const refusal = (operation: string, subject: string, path: string, message: string): VippsInputError => {
  const { issues } = inputError(operation, [{ path, message }])
  return new VippsInputError(
    {
      message: `${operation} ${subject}: nothing was changed. ${path}: ${message}.`,
      operation,
      reference: subject,
      attempts: 0,
      retryable: false,
      outcome: "refused",
      issues
    },
    { disableValidation: true }
  )
}

/** Vipps has accepted movements and not carried them out: what depends on them was not sent. */
export const pending = (operation: string, subject: string, message: string): VippsBusyError =>
  new VippsBusyError(
    {
      message: `${operation} ${subject}: ${message}`,
      operation,
      reference: subject,
      attempts: 0,
      retryable: true,
      outcome: "unknown",
      status: 202
    },
    { disableValidation: true }
  )
