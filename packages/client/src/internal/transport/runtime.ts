/**
 * In Cloudflare's Workers what one request has begun belongs to it alone: another that waits for it is cancelled as
 * hung, and what goes on after the answer is dropped. There, only tokens that have come are shared.
 */
export const requestsAreIsolated = (): boolean =>
  (globalThis as { readonly navigator?: { readonly userAgent?: string } }).navigator?.userAgent === "Cloudflare-Workers"
