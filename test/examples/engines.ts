/** What the documentation uses of workflow engines that this project does not install. */
export const engines = `
declare module "@temporalio/common" {
  export class ApplicationFailure extends Error {
    static create(options: {
      readonly message?: string
      readonly type?: string
      readonly nonRetryable?: boolean
      readonly nextRetryDelay?: number | string
    }): ApplicationFailure
  }
}
declare module "inngest" {
  export class NonRetriableError extends Error {
    constructor(message: string, options?: { readonly cause?: unknown })
  }
  export class RetryAfterError extends Error {
    constructor(message: string, retryAfter: number | string | Date, options?: { readonly cause?: unknown })
  }
}
declare module "cloudflare:workers" {
  export abstract class WorkflowStep {
    do<A>(
      name: string,
      config: {
        readonly retries?: {
          readonly limit: number
          readonly delay: string | number
          readonly backoff?: "constant" | "linear" | "exponential"
        }
        readonly timeout?: string | number
      },
      callback: () => Promise<A>
    ): Promise<A>
  }
}
declare module "cloudflare:workflows" {
  export class NonRetryableError extends Error {
    constructor(message: string, name?: string)
  }
}
declare module "@dbos-inc/dbos-sdk" {
  export const DBOS: {
    runStep<A>(
      step: () => Promise<A>,
      config?: {
        readonly name?: string
        readonly retriesAllowed?: boolean
        readonly maxAttempts?: number
        readonly intervalSeconds?: number
        readonly backoffRate?: number
        readonly shouldRetry?: (error: unknown) => boolean | Promise<boolean>
      }
    ): Promise<A>
  }
}
`
