/** What each Webhooks call is. */
import { bearer } from "../accessToken/bearer.js"
import { api } from "../internal/operation/api.js"
import { pattern } from "../internal/schema/rules.js"
import { ListResponse, RegisterRequest, RegisterResponse } from "./Registration.js"

const operation = api("Webhooks", bearer)

export const register = operation("register", {
  method: "POST",
  path: "/webhooks/v1/webhooks",
  kind: "Change",
  fails: "Common",
  notRepeatable: true,
  secretResponse: true,
  afterLoss:
    "a registration with an unknown secret may exist. List the registrations, delete the one with this URL and " +
    "register again, or use Webhooks.ensure",
  request: RegisterRequest,
  response: RegisterResponse
})

export const list = operation("list", {
  method: "GET",
  path: "/webhooks/v1/webhooks",
  kind: "Read",
  fails: "Common",
  response: ListResponse,
  result: ({ webhooks }: ListResponse) => webhooks
})

export const remove = operation("remove", {
  method: "DELETE",
  path: "/webhooks/v1/webhooks/{id}",
  kind: "Change",
  fails: "Read",
  parameters: {
    id: pattern(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, "a UUID, as returned by register and list")
  }
})
