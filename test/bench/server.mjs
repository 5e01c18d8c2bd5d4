/** A server that responds at once as Vipps does, so that a measurement is of the client. */
import { createServer } from "node:http"

const nok = (value) => ({ currency: "NOK", value })

export const payment = {
  aggregate: {
    authorizedAmount: nok(49900),
    cancelledAmount: nok(0),
    capturedAmount: nok(0),
    refundedAmount: nok(0)
  },
  amount: nok(49900),
  state: "AUTHORIZED",
  paymentMethod: { type: "WALLET", cardBin: "540185" },
  profile: { sub: "c06c4afe-d9e1-4c5d-939a-177d752a0944" },
  pspReference: "e6a1a3a7-9d3b-4b6c-8a43-5d4b1f6f1f8a",
  redirectUrl: "https://landing.vipps.no?token=abc123",
  reference: "order-2026-0001"
}

const json = (value) => Buffer.from(JSON.stringify(value))

const token = json({
  token_type: "Bearer",
  expires_in: "86400",
  ext_expires_in: "86400",
  expires_on: String(Math.floor(Date.now() / 1000) + 86400),
  not_before: "0",
  resource: "bench",
  access_token: "t".repeat(1200)
})

const answers = {
  GET: [200, json(payment)],
  POST: [201, json({ reference: payment.reference, redirectUrl: payment.redirectUrl })]
}

const server = createServer((request, response) => {
  request.resume()
  request.on("end", () => {
    const [status, body] = request.url === "/accesstoken/get" ? [200, token] : answers[request.method]
    response.writeHead(status, { "content-type": "application/json", "content-length": body.length })
    response.end(body)
  })
})
server.keepAliveTimeout = 60_000

/** One of the official SDKs knows no port of five digits. */
const listen = (port) =>
  server.once("error", () => listen(port + 1)).listen(port, "127.0.0.1", () => process.send(`http://127.0.0.1:${port}`))

listen(7000 + (process.pid % 2000))
process.on("disconnect", () => process.exit())
