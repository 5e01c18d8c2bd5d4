/** The APIs of the service `Vipps` and of the facade. */
export { checkout } from "./checkout/methods.js"
export { ePayment } from "./epayment/methods.js"
export { orderManagement } from "./orderManagement/methods.js"
export { qr } from "./qr/methods.js"
export { recurring } from "./recurring/methods.js"
export { report } from "./report/methods.js"
export { userinfo } from "./userinfo/methods.js"
export { webhooks } from "./webhooks/methods.js"
