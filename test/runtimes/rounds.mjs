/**
 * Requests at once to a Worker whose requests share one client, at every age of its token. What one request of a Worker
 * has begun cannot be waited for by another, and is dropped with its response: neither may cost another its token.
 */
import { setTimeout as after } from "node:timers/promises"

const requestsAtOnce = 20
const lifeMs = 5000

/** Slow enough for all requests of a round to be there before a token, and for a response to be there before a refresh. */
export const tokens = { delayMs: 200, expiresIn: String(lifeMs / 1000) }

/** Between the client's refresh, after 90 %, and the end of its use, after 98 %. */
const refreshing = 0.94
const expired = 1

/** What went wrong with a request, if anything. */
const troubleWith = async (url, signal) => {
  try {
    const answer = await fetch(url, { signal })
    const body = await answer.text()
    return answer.ok ? undefined : `${answer.status} ${body}`
  } catch (error) {
    return error.message
  }
}

/** How many succeeded and, for example, what went wrong with another. */
const summary = (troubles) => {
  const failed = troubles.filter((trouble) => trouble !== undefined)
  const succeeded = troubles.length - failed.length
  return failed.length === 0 ? { succeeded } : { succeeded, otherwise: failed[0] }
}

export const expectedRounds = {
  coldStart: { succeeded: requestsAtOnce },
  fresh: { succeeded: requestsAtOnce },
  // A token that has arrived is used by all.
  tokensWhileFresh: 0,
  refreshing: { succeeded: requestsAtOnce },
  expired: { succeeded: requestsAtOnce }
}

export const rounds = async (url, reference, proxy, signal) => {
  const fetched = () => proxy.requests.filter(({ path }) => path === "/accesstoken/get")
  const round = async (name) => {
    const urls = Array.from({ length: requestsAtOnce }, (_, index) => `${url}/${reference}-${name}-${index}`)
    return summary(await Promise.all(urls.map((one) => troubleWith(one, signal))))
  }

  const coldStart = await round("cold")
  const first = fetched()
  const issuedAt = Math.max(...first.map(({ answeredAt }) => answeredAt ?? 0))
  const atAge = (part) => after(Math.max(0, issuedAt + part * lifeMs - performance.now()))

  const fresh = await round("fresh")
  const tokensWhileFresh = fetched().length - first.length
  await atAge(refreshing)
  const whileRefreshing = await round("refreshing")
  await atAge(expired)
  return { coldStart, fresh, tokensWhileFresh, refreshing: whileRefreshing, expired: await round("expired") }
}
