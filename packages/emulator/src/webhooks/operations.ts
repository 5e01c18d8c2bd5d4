import type { Operations } from "../http/routes.js"

const webhooks = "/webhooks/v1/webhooks"

export const operations = {
  register: { method: "POST", path: webhooks },
  list: { method: "GET", path: webhooks },
  remove: { method: "DELETE", path: `${webhooks}/{id}` }
} as const satisfies Operations
