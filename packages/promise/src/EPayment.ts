/** What goes into the ePayment operations and what comes out, field by field documented. */
export type * from "@effect-vipps/client/epayment/CreatePayment"
export type * from "@effect-vipps/client/epayment/Customer"
export type * from "@effect-vipps/client/epayment/Modification"
export type * from "@effect-vipps/client/epayment/Payment"
export type * from "@effect-vipps/client/epayment/PaymentMethod"
export type * from "@effect-vipps/client/epayment/Receipt"
export type * from "@effect-vipps/client/epayment/Shipping"
