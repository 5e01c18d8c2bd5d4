/** What each Userinfo call is. */
import { bearer } from "../accessToken/bearer.js"
import { api } from "../internal/operation/api.js"
import { pattern } from "../internal/schema/rules.js"
import { UserinfoResponse, userinfoOf } from "./UserinfoResponse.js"

/** [P] A UUID; nothing else is relied on. */
const Sub = pattern(/^[A-Za-z0-9-]{1,128}$/, "a sub: letters, digits and hyphens")

const operation = api("Userinfo", bearer)

export const getUserinfo = operation("getUserinfo", {
  method: "GET",
  path: "/vipps-userinfo-api/userinfo/{sub}",
  kind: "Read",
  fails: "Read",
  parameters: { sub: Sub },
  // [U] Sources disagree: optional, required, or refused with 401.
  without: ["ocp-apim-subscription-key"],
  when: { userinfoSubscriptionKey: { without: [] } },
  response: UserinfoResponse,
  result: userinfoOf
})
