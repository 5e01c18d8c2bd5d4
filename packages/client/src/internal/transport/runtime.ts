/**
 * In Cloudflare Workers a request cannot wait for what another one has begun: it is cancelled as hung, and what continues
 * after the response is dropped. There, only tokens that have arrived are shared.
 */
export const requestsAreIsolated = (): boolean =>
  (globalThis as { readonly navigator?: { readonly userAgent?: string } }).navigator?.userAgent === "Cloudflare-Workers"
