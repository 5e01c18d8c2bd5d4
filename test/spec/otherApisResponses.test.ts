/** Responses of the emulated QR, Order Management and Report beside the specifications: the client calls each operation. */
import { assert, describe, it } from "@effect/vitest"
import { Vipps } from "@effect-vipps/promise"
import { startVipps } from "@effect-vipps/testing"
import { extract, fieldsOf } from "./extract.js"
import { apis, pair } from "./otherSides.js"
import { wrongIn } from "./wrongIn.js"

/** What of the emulator's responses is not in the extract, and why. */
const meant: Readonly<Record<string, string>> = {
  "body put-category-v2": "a bare string, which the extract has no name for",
  "body post-receipt-v2": "a bare string, which the extract has no name for"
}

const image = Buffer.concat([Buffer.from("89504e470d0a1a0a0000000d49484452000000a7000000a7", "hex"), Buffer.alloc(16)])

/** Each operation once at least, done and refused. */
const drive = async () => {
  const emulator = await startVipps()
  const vipps = new Vipps(emulator.options)
  const { orderManagement, qr, report } = vipps
  const order = (reference: string) => ({
    reference,
    amount: { value: 10_000, currency: "NOK" } as const,
    paymentMethod: { type: "WALLET" } as const
  })
  const { redirectUrl = "" } = await vipps.ePayment.createPayment({
    ...order("order-0001"),
    userFlow: "WEB_REDIRECT",
    returnUrl: "https://shop.example/return"
  })
  await qr.createOneTime({ url: redirectUrl })
  await qr.createRedirect({ id: "poster-1", redirectUrl: "https://example.com/p" })
  await qr.createRedirect({ id: "poster-3", redirectUrl: "https://example.com/p", ttl: 600 }, { format: "CONTENT" })
  await qr.listRedirects({ format: "PNG", size: 200 })
  await qr.getRedirect("poster-1")
  await qr.updateRedirect("poster-1", { redirectUrl: "https://example.com/q" })
  await qr.putCallback("till-1", { locationDescription: "Till 1", category: "IN_STORE" })
  await qr.adoptMobilePayQr("beacon-1", { locationDescription: "Till 2" })
  await qr.listCallbacks()
  await qr.getCallback("till-1", { format: "PNG", size: 200 })
  const { customerToken } = await emulator.checkIn("till-1")
  await qr.exchangeCustomerToken({ customer: { customerToken } })
  await qr.exchangePersonalQr(await emulator.showPersonalQr())
  await vipps.ePayment.createPayment({ ...order("order-0002"), customer: { customerToken }, userFlow: "PUSH_MESSAGE" })
  await emulator.approve("order-0001")
  const modificationAmount = { value: 10_000, currency: "NOK" } as const
  await vipps.ePayment.capturePayment("order-0001", { modificationAmount })
  await orderManagement.addImage({ image, imageId: "socks" })
  await orderManagement.putCategory("ecom", "order-0001", {
    category: "RECEIPT",
    orderDetailsUrl: "https://example.com/o/1",
    imageId: "socks"
  })
  const line = { name: "Socks", id: "1", totalAmount: 10_000, totalAmountExcludingTax: 8_000, totalTaxAmount: 2_000 }
  const receipt = {
    orderLines: [
      { ...line, taxRate: 2_500, unitInfo: { unitPrice: 5_000, quantity: "2", quantityUnit: "PCS" as const } }
    ],
    bottomLine: { currency: "NOK" as const, receiptNumber: "42", paymentSources: { card: 1 } }
  }
  await orderManagement.addReceipt("ecom", "order-0001", receipt)
  await orderManagement.getOrder("ecom", "order-0001")
  const { ledgerId } = (await report.getLedgers()).items[0] ?? { ledgerId: "" }
  const today = (await report.getFundsFeed(ledgerId)).items[0]?.ledgerDate ?? ""
  await report.getFeesFeed(ledgerId)
  await emulator.moveClock(86_400_000)
  await report.getFundsByDate(ledgerId, today)
  await report.getFeesByDate(ledgerId, today)
  const refusals: ReadonlyArray<Promise<unknown>> = [
    qr.createOneTime({ url: "https://api.vipps.no/x?token=unknown" }),
    qr.createRedirect({ id: "poster-1", redirectUrl: "https://example.com/p" }),
    qr.getRedirect("poster-2"),
    qr.getCallback("till-2"),
    qr.exchangePersonalQr({ qrCode: "https://qr.vipps.no/p/unknown" }),
    orderManagement.addReceipt("ecom", "order-0001", receipt),
    orderManagement.getOrder("ecom", "order-0003"),
    report.getFundsFeed("unknown")
  ]
  for (const [i, refused] of (await Promise.allSettled(refusals)).entries()) {
    assert.strictEqual(refused.status, "rejected", String(i))
  }
  await qr.deleteRedirect("poster-1")
  await qr.deleteCallback("till-1")
  const exchanges = await emulator.requests()
  await emulator.close()
  return exchanges
}

/** Statuses that the emulator returns although the specification does not list them, and why. */
const statusesMeant: Readonly<Record<string, string>> = {
  "404 getReportFeed": "an unknown ledger: documented in words"
}

describe("responses of the emulated QR, Order Management and Report", () => {
  it("responses of QR, Order Management and Report match the specification", async () => {
    const found = new Set<string>()
    const statuses = new Set<string>()
    const seen = new Set<string>()
    for (const { operation, responseBody, status = 0 } of await drive()) {
      const named = apis.flatMap(({ name, operations }) =>
        operations.flatMap((one) => (one.name === operation ? [{ one, of: extract(name) }] : []))
      )[0]
      if (named === undefined) continue
      const official = named.of.operations.find((one) => pair(one) === pair(named.one))
      if (official === undefined) throw new Error(`unknown: ${operation}`)
      seen.add(operation ?? "")
      if (!official.statuses.includes(String(status))) statuses.add(`${status} ${official.id}`)
      if (status >= 300) continue
      if (official.response === undefined) {
        if (responseBody !== "") found.add(`body ${official.id}`)
        continue
      }
      for (const wrong of wrongIn(JSON.parse(responseBody), fieldsOf(named.of, official, "response"))) {
        found.add(`${official.id} ${wrong}`)
      }
    }
    assert.sameMembers(
      [...seen],
      apis.flatMap(({ operations }) => operations.map(({ name }) => name))
    )
    assert.sameMembers([...found], Object.keys(meant))
    assert.sameMembers([...statuses], Object.keys(statusesMeant))
  })
})
