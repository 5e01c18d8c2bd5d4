/** What the emulator does by itself, on worlds that no request makes. */
import { assert, describe, it } from "@effect/vitest"
import * as Worlds from "../../packages/emulator/src/core/World.js"
import type { Charge, ChargeStatus } from "../../packages/emulator/src/recurring/Charge.js"
import * as Tables from "../../packages/emulator/src/recurring/tables.js"
import { settle } from "../../packages/emulator/src/recurring/time.js"

const charge = (status: ChargeStatus): Charge => ({
  id: "chr-1",
  agreementId: "agr_gone",
  merchantSerialNumber: "123456",
  status,
  type: "RECURRING",
  transactionType: "DIRECT_CAPTURE",
  amount: 100,
  currency: "NOK",
  description: "January",
  due: "2026-01-10",
  retryDays: 2,
  processingMode: "MULTIPLE_ATTEMPTS",
  externalId: undefined,
  externalAgreementId: undefined,
  captured: 0,
  refunded: 0,
  cancelled: 0,
  transactionId: "5000000000",
  createdAt: 0,
  attempts: 0,
  failureReason: undefined,
  nextAt: 1,
  lastCaptureAt: undefined,
  history: [
    {
      occurred: 0,
      event: "CREATE",
      amount: 100,
      idempotencyKey: "key-1",
      success: true,
      transactionId: "5000000000"
    }
  ]
})

describe("settling", () => {
  for (const status of ["PENDING", "DUE", "PROCESSING", "RESERVED", "CHARGED"] as const) {
    it(`settling ends for a ${status} charge whose agreement is not there, and moves no money`, () => {
      const settled = settle(Tables.putCharge(Worlds.empty, charge(status)), Number.MAX_SAFE_INTEGER)
      assert.strictEqual(Tables.nextChange(settled), Number.POSITIVE_INFINITY)
      assert.deepStrictEqual([...settled.ledger], [])
      const found = Tables.findCharge(settled, { merchantSerialNumber: "123456", reference: "chr-1" })
      assert.strictEqual(found?.status, status)
    })
  }
})
