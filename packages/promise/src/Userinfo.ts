import type { Methods } from "./internal/derive.js"

export type * as Userinfo from "@effect-vipps/client/userinfo/types"

/** What customers share. @see https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/ */
export type UserinfoApi = Methods<"userinfo">
