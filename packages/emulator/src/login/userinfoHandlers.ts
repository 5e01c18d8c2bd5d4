/** What the customer shares, by the access token of a login: https://developer.vippsmobilepay.com/docs/APIs/login-api/api-guide/user-info */
import * as Option from "effect/Option"
import { personWith, subOf } from "../customers/person.js"
import { profileOf } from "../customers/profile.js"
import type { ApiRequest, Handler } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import { type ApiResponse, json } from "../http/ApiResponse.js"
import { accessTokens } from "./tables.js"

const contentType = "application/json;charset=UTF-8"

/** The status is text. */
const userinfoProblem = ({ ids }: Pick<ApiRequest, "ids">, status: number, title: string): ApiResponse =>
  json(
    status,
    {
      type: "https://developer.vippsmobilepay.com/docs/knowledge-base/errors",
      title,
      status: String(status),
      detail: title,
      instance: ids.uuid(),
      extraInfo: {}
    },
    contentType
  )

const userinfo: Handler = (call, world) => {
  const [, value = ""] = /^Bearer (\S+)$/i.exec(header(call, "Authorization") ?? "") ?? []
  const token = Option.getOrUndefined(accessTokens.get(world, value))
  if (token === undefined || token.expiresAt <= call.now) {
    return [userinfoProblem(call, 401, "The access token is missing, unknown or expired."), world]
  }
  const person = personWith(world, token.phoneNumber)
  const body = { sub: subOf(token.merchantSerialNumber, person), ...profileOf(person, token.scope) }
  return [json(200, body, contentType), world]
}

export const handlers = { userinfo, userinfoOfMetadata: userinfo }
