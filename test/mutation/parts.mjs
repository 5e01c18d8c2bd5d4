/** What is changed, and the tests that must notice. Few tests for each, so that a run takes minutes and not days. */
const client = "packages/client/src"
const request = `${client}/internal/request`

export const parts = {
  redact: {
    mutate: [`${request}/redact.ts`],
    tests: ["client/redact"]
  },
  classification: {
    mutate: [`${request}/classify.ts`, `${request}/problem.ts`],
    tests: ["client/classify", "client/redact"]
  },
  verification: {
    mutate: [`${client}/internal/receive/signature.ts`, `${client}/webhooks/verifier.ts`],
    tests: ["client/signature"]
  },
  tokens: {
    mutate: [`${request}/tokenCache.ts`, `${request}/token.ts`],
    tests: ["client/tokenCache.model", "client/AccessToken", "client/AccessToken-life"]
  },
  retries: {
    mutate: [`${request}/retry.ts`, `${request}/retryBudget.ts`, `${request}/exchange.ts`],
    tests: ["client/retryBudget.model", "client/retry", "client/schedules", "client/AccessToken"]
  },
  path: {
    mutate: ["attempt", "plainAttempt", "call", "headers", "intent", "failure", "unsettled", "decode"].map(
      (name) => `${request}/${name}.ts`
    ),
    tests: ["client/retry", "client/headers", "client/intents", "client/unsettled"]
  },
  inbox: {
    mutate: ["packages/sql/src/SqlWebhookInbox.ts", "packages/sql/src/internal/*.ts"],
    tests: ["sql/SqlWebhookInbox"]
  }
}
