/** A Worker as most are: one client, made with the module and shared by all requests. Creates the payment in the path. */
import { env } from "cloudflare:workers"
import Vipps from "@effect-vipps/promise"

const { keys, baseUrl } = JSON.parse(env.INPUT)
// A shorter timeout than the default, so that a call that waits in vain fails before the test ends.
const { ePayment } = new Vipps({ ...keys, baseUrl, timeoutMs: 5000 })

export default {
  async fetch(request) {
    try {
      const { reference } = await ePayment.createPayment({
        reference: new URL(request.url).pathname.slice(1),
        amount: { value: 49900, currency: "NOK" },
        paymentMethod: { type: "WALLET" },
        userFlow: "WEB_REDIRECT",
        returnUrl: "https://example.com/thanks"
      })
      return new Response(reference)
    } catch (error) {
      return new Response(`${error.name}: ${error.message}`, { status: 500 })
    }
  }
}
