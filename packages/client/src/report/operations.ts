/** What each Report call is. */
import * as Schema from "effect/Schema"
import { bearer } from "../accessToken/bearer.js"
import { api } from "../internal/operation/api.js"
import { TokenResponse } from "../internal/request/tokenResponse.js"
import { DatePage, EntriesQuery, FeedPage, LedgerDate, LedgerId, LedgerPage, LedgersQuery } from "./Entry.js"

/** Headers that accounting keys have no values for. */
const without = ["ocp-apim-subscription-key", "merchant-serial-number"]

const token = api("Report", { auth: "Basic" })("token", {
  method: "POST",
  path: "/miami/v1/token",
  kind: "Read",
  fails: "Common",
  contentType: "application/x-www-form-urlencoded",
  without,
  request: Schema.Struct({ grant_type: Schema.optional(Schema.Literal("client_credentials")) }),
  requestOptional: true,
  defaults: { grant_type: "client_credentials" },
  secretResponse: true,
  response: TokenResponse
})

const byDate = {
  method: "GET",
  kind: "Read",
  fails: "Read",
  parameters: { ledgerId: LedgerId, ledgerDate: LedgerDate },
  subject: "ledgerId",
  query: EntriesQuery,
  response: DatePage
} as const

const feed = {
  method: "GET",
  kind: "Read",
  fails: "Read",
  parameters: { ledgerId: LedgerId },
  subject: "ledgerId",
  query: EntriesQuery,
  response: FeedPage
} as const

const operation = api("Report", { ...bearer, when: { accountingKeys: { token, without } } })

export const getLedgers = operation("getLedgers", {
  method: "GET",
  path: "/settlement/v1/ledgers",
  kind: "Read",
  fails: "Common",
  query: LedgersQuery,
  response: LedgerPage
})

export const getFundsByDate = operation("getFundsByDate", {
  ...byDate,
  path: "/report/v2/ledgers/{ledgerId}/funds/dates/{ledgerDate}"
})

export const getFeesByDate = operation("getFeesByDate", {
  ...byDate,
  path: "/report/v2/ledgers/{ledgerId}/fees/dates/{ledgerDate}"
})

export const getFundsFeed = operation("getFundsFeed", { ...feed, path: "/report/v2/ledgers/{ledgerId}/funds/feed" })

export const getFeesFeed = operation("getFeesFeed", { ...feed, path: "/report/v2/ledgers/{ledgerId}/fees/feed" })
