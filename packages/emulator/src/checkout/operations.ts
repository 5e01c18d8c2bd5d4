import type { Operations } from "../http/routes.js"

const session = "/checkout/v3/session"

export const operations = {
  createSession: { method: "POST", path: session, takesReference: true },
  getSession: { method: "GET", path: `${session}/{reference}` },
  updateSession: { method: "PATCH", path: `${session}/{reference}` },
  expireSession: { method: "POST", path: `${session}/{reference}/expire` }
} as const satisfies Operations
