/** A login as a till starts it, and one as a web page does, with the customer's part done by the emulator. */
import { LoginCancelledError, VippsLogin } from "@effect-vipps/login/promise"

const post = async (url, body = {}) => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body)
  })
  return await response.json()
}

export const logins = async ({ clientId, clientSecret }, emulator, phoneNumber) => {
  const login = new VippsLogin({ clientId, clientSecret, baseUrl: emulator })
  const hint = { phoneNumber }
  const exists = await login.userExists(hint)

  const begun = await login.startCiba({ hint, scope: ["name", "phoneNumber"], bindingMessage: "TILL-1" })
  await post(`${emulator}/_emulator/login/ciba/${begun.authReqId}/approve`)
  const { _tag: polled, login: atTill } = await login.pollCiba(begun)
  const { phone_number } = await login.userinfo(atTill)

  const redirectUri = "https://example.com/login"
  const { pending, url } = await login.start({ scope: ["name"], redirectUri })
  const { location } = await post(`${emulator}/_emulator/login/approve`, { authorizationUrl: url, ...hint })
  const inBrowser = await login.finish(location, pending)
  await login.logout(inBrowser)
  const ended = await login.userinfo(inBrowser).catch((error) => error)

  const other = await login.start({ scope: [], redirectUri })
  const refused = await post(`${emulator}/_emulator/login/reject`, { authorizationUrl: other.url })
  const cancelled = await login.finish(refused.location, other.pending).catch((error) => error)
  return {
    exists,
    polled,
    ownPhone: phone_number === phoneNumber,
    sameCustomer: atTill.sub === inBrowser.sub,
    ended: [ended._tag, ended.reason],
    cancelled: cancelled instanceof LoginCancelledError
  }
}
