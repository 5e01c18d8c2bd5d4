/** Serves Vipps' requests on AWS Lambda. */
import type { Handler, HandlerRequest } from "./handlerTypes.js"
import { misuse } from "./internal/failure.js"

/** What is read of an event of API Gateway (REST or HTTP API), of a function URL, or of an Application Load Balancer. */
export interface LambdaEvent {
  readonly httpMethod?: string | undefined
  readonly requestContext?: { readonly http?: { readonly method?: string | undefined } | undefined } | undefined
  readonly headers?: { readonly [name: string]: string | undefined } | null | undefined
  readonly multiValueHeaders?: { readonly [name: string]: ReadonlyArray<string> | undefined } | null | undefined
  readonly body?: string | null | undefined
  readonly isBase64Encoded?: boolean | undefined
}

/** What each of them turns into an HTTP response. */
export interface LambdaResult {
  readonly statusCode: number
  readonly headers: { [name: string]: string }
  readonly body: string
  readonly isBase64Encoded: false
}

/** An unreadable event is left to the handler, which reports it. */
const requestOf = (event: LambdaEvent): HandlerRequest => {
  try {
    return {
      method: (event.httpMethod ?? event.requestContext?.http?.method) as string,
      headers: (event.headers ?? event.multiValueHeaders) as Exclude<LambdaEvent["headers"], null | undefined>,
      body: event.body ?? null,
      isBase64Encoded: event.isBase64Encoded
    }
  } catch {
    return event as never
  }
}

/**
 * Adapts a handler to AWS Lambda: to events of API Gateway (REST and HTTP API), of function URLs and of an Application
 * Load Balancer. Decodes base64 bodies. Never rejects, as the handler itself. Throws a `VippsInputError` if `handler` is
 * no function.
 *
 * @example
 * ```ts
 * export const handler = lambdaHandler(
 *   webhookHandler({
 *     secret: process.env.VIPPS_WEBHOOK_SECRET ?? "",
 *     url: "https://example.com/vipps/webhooks",
 *     onEvent: async (event) => {
 *       if (event._tag === "EPayment" && event.name === "AUTHORIZED") await orders.paid(event.reference)
 *     }
 *   })
 * )
 * ```
 */
export const lambdaHandler = (handler: Handler): ((event: LambdaEvent) => Promise<LambdaResult>) => {
  if (typeof handler !== "function") throw misuse("lambdaHandler", "the handler must be a function")
  return async (event) => {
    const response = await handler(requestOf(event))
    const body = await response.text()
    return {
      statusCode: response.status,
      headers: body === "" ? {} : { "content-type": "application/json" },
      body,
      isBase64Encoded: false
    }
  }
}
