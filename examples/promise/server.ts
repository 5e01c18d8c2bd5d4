// @effect-diagnostics globalConsole:off processEnv:off
/** Runs the shop, with the keys from the environment. */
import type { AddressInfo } from "node:net"
import { Vipps } from "@effect-vipps/promise"
import { shop } from "./shop.js"

const {
  VIPPS_CLIENT_ID: clientId = "",
  VIPPS_CLIENT_SECRET: clientSecret = "",
  VIPPS_SUBSCRIPTION_KEY: subscriptionKey = "",
  VIPPS_MERCHANT_SERIAL_NUMBER: merchantSerialNumber = "",
  VIPPS_BASE_URL: baseUrl,
  PORT = "3000"
} = process.env

const vipps = new Vipps({ clientId, clientSecret, subscriptionKey, merchantSerialNumber, baseUrl })

const server = shop(vipps, console.error).listen(Number(PORT), "127.0.0.1", () => {
  console.log(`The shop is open at http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
