import type { Operations } from "../http/routes.js"

/** [P] The path's case does not matter. */
export const operations = {
  get: { method: "POST", path: "/accesstoken/get", anyCase: true }
} as const satisfies Operations
