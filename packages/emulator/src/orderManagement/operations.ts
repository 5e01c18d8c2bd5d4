import type { Operations } from "../http/routes.js"

const base = "/order-management"

/** Two megabytes, in base64, with what is around it. */
const largestImage = 3_145_728

export const operations = {
  addImage: { method: "POST", path: `${base}/v1/images`, maxBodySize: largestImage },
  putCategory: { method: "PUT", path: `${base}/v2/{paymentType}/categories/{orderId}` },
  addReceipt: { method: "POST", path: `${base}/v2/{paymentType}/receipts/{orderId}` },
  getOrder: { method: "GET", path: `${base}/v2/{paymentType}/{orderId}` }
} as const satisfies Operations
