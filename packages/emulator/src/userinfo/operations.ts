import type { Operations } from "../http/routes.js"

export const operations = {
  getUserinfo: { method: "GET", path: "/vipps-userinfo-api/userinfo/{sub}" }
} as const satisfies Operations
