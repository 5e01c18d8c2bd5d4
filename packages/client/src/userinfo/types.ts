/** The types of the Userinfo API without their schemas. */
export type { UserAddress, Userinfo } from "./UserinfoResponse.js"
