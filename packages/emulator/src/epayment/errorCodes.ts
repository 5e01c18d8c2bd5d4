/**
 * The ErrorCodes of ePayment that this emulator returns, with title and HTTP status.
 *
 * Source: https://developer.vippsmobilepay.com/docs/APIs/epayment-api/api-guide/errors
 * [U] The docs give a status for few codes; the others are 400 here.
 */
const table = {
  "3010": [500, "Internal server error"],
  "4010": [409, "Idempotency key was used for another capture"],
  "4020": [409, "Idempotency key already exists"],
  "4040": [400, "Invalid amount"],
  "4050": [400, "Invalid customer token"],
  "4060": [400, "Invalid personal QR"],
  "4070": [400, "Invalid phone number"],
  "4080": [400, "Invalid scope"],
  "4090": [400, "Invalid URL"],
  "4100": [400, "Too many metadata entries"],
  "4120": [400, "Metadata key is too long"],
  "4130": [400, "Metadata value is too long"],
  "4140": [400, "Missing parameter"],
  // The code is documented; [U] that its status is 409.
  "4150": [409, "Reference already exists"],
  "4160": [400, "Payment method type does not fit cardPassthrough"],
  "5010": [400, "Blocking payment sources is not available"],
  "5020": [400, "Express is not possible for this payment"],
  "5030": [400, "Illegal scope for this payment"],
  "5040": [400, "Currency does not match"],
  "5070": [422, "Payment cannot be created"],
  "5080": [400, "Push message is not possible"],
  "5090": [404, "Payment not found"],
  "5100": [400, "Refund is not possible for this payment"],
  "6010": [400, "Amount is too small"],
  "6020": [400, "Cannot refund before capture"],
  "6030": [400, "Too late to cancel"],
  "6040": [400, "Cannot cancel a captured payment"],
  "6050": [400, "Payment is already cancelled"],
  "6060": [400, "Cannot cancel an authorized transaction"],
  "6070": [400, "Cannot capture a cancelled payment"],
  "6080": [400, "Cannot capture before reservation"],
  "6090": [400, "Capture amount is too high"],
  "6100": [400, "Too late to capture"],
  "6110": [400, "expiresAt is too late"],
  "6120": [400, "expiresAt is too soon"],
  "6130": [400, "expiresAt needs a receipt"],
  "6150": [400, "Refund amount is too high"],
  "6170": [400, "Payment is already fully captured"],
  "6180": [400, "Payment is already fully refunded"],
  "6190": [400, "Payment has ended and cannot be cancelled"],
  "6200": [400, "Payment has ended and cannot be captured"],
  "6210": [400, "Payment has ended and cannot be refunded"],
  "6220": [400, "Too late to refund"],
  "6230": [400, "Payment is already authorized"],
  "7010": [400, "The customer cannot make this payment"],
  "10010": [400, "Approval failed"],
  "10030": [400, "The customer or the token does not belong to this payment"],
  "10040": [400, "The customer's payment source does not work"],
  "10060": [400, "Approval is not supported for this payment"]
} as const satisfies Record<string, readonly [status: number, title: string]>

/** All the codes that this emulator returns. */
export const refusalCodes: ReadonlyArray<string> = Object.keys(table)

/** A documented ErrorCode, as the string that `extraDetails` carries. */
export type RefusalCode = keyof typeof table

export const statusOf = (code: RefusalCode): number => table[code][0]

export const titleOf = (code: RefusalCode): string => table[code][1]
