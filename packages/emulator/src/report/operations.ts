import type { Operations } from "../http/routes.js"

const ledger = "/report/v2/ledgers/{ledgerId}"

export const operations = {
  token: { method: "POST", path: "/miami/v1/token" },
  getLedgers: { method: "GET", path: "/settlement/v1/ledgers" },
  getFundsByDate: { method: "GET", path: `${ledger}/funds/dates/{ledgerDate}` },
  getFeesByDate: { method: "GET", path: `${ledger}/fees/dates/{ledgerDate}` },
  getFundsFeed: { method: "GET", path: `${ledger}/funds/feed` },
  getFeesFeed: { method: "GET", path: `${ledger}/fees/feed` }
} as const satisfies Operations
