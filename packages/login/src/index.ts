/**
 * Log in with Vipps or MobilePay: OpenID Connect in the browser, and logins that the merchant starts.
 *
 * @since 0.1.0
 */
export * as Login from "./Login.js"
export * as LoginError from "./LoginError.js"
