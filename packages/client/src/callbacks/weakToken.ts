/** Callbacks are not signed: the token is all that proves them to be Vipps'. */
const least = 16

/** A token that is easy to guess, for the log. Vipps accepts it, and shops have such tokens, so it is sent. */
export const weakToken = (path: string, token: string | undefined): ReadonlyArray<string> =>
  token === undefined || token.length >= least
    ? []
    : [`${path}: is easy to guess; use ${least} or more random characters`]
