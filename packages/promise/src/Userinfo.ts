/** What customers share, with every field documented. */
export type { UserAddress, Userinfo } from "@effect-vipps/client/userinfo/UserinfoResponse"
