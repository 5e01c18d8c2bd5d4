import type { Operations } from "../http/routes.js"

const redirects = "/qr/v1/merchant-redirect"
const callbacks = "/qr/v1/merchant-callback"

export const operations = {
  // The specification has no slash at its end, the guides have one.
  createOneTime: { method: "POST", path: "/qr/v1", anySlash: true },
  createRedirect: { method: "POST", path: redirects },
  listRedirects: { method: "GET", path: redirects },
  getRedirect: { method: "GET", path: `${redirects}/{id}` },
  updateRedirect: { method: "PUT", path: `${redirects}/{id}` },
  deleteRedirect: { method: "DELETE", path: `${redirects}/{id}` },
  listCallbacks: { method: "GET", path: callbacks },
  getCallback: { method: "GET", path: `${callbacks}/{merchantQrId}` },
  putCallback: { method: "PUT", path: `${callbacks}/{merchantQrId}` },
  deleteCallback: { method: "DELETE", path: `${callbacks}/{merchantQrId}` },
  adoptMobilePayQr: { method: "PUT", path: `${callbacks}/mobilepay/{beaconId}` },
  exchangePersonalQr: { method: "POST", path: "/qr/v1/exchange" },
  exchangeCustomerToken: { method: "POST", path: "/qr/v1/exchange/customer" }
} as const satisfies Operations
