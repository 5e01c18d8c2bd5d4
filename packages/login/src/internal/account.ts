/** What comes after a login: the customer's data, the end of the session, and of the consent. */
import { fromClaims } from "@effect-vipps/client/Userinfo"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as jose from "jose"
import * as oidc from "openid-client"
import type { LoginError, LoginVerificationError } from "../LoginError.js"
import type { Connection } from "./connection.js"
import { again, unverified } from "./failure.js"
import type { LoggedIn } from "./LoggedIn.js"
import type { ConsentRevoked, LoginUserinfo } from "./models.js"

type Session = Pick<LoggedIn, "sub" | "accessToken">

export const userinfo = (connection: Connection, session: Session): Effect.Effect<LoginUserinfo, LoginError> => {
  const operation = "Login.userinfo"
  return connection
    .call({ operation }, ({ config }) => oidc.fetchUserInfo(config, Redacted.value(session.accessToken), session.sub))
    .pipe(
      Effect.mapError((error) =>
        error._tag === "LoginRefusedError" && error.status === 401
          ? again({ operation, status: 401 }, "Expired", true)
          : error
      ),
      Effect.flatMap((claims) =>
        Either.match(fromClaims(claims), {
          onLeft: () => Effect.fail(unverified(operation, "Response")),
          // What only a login has passes through.
          onRight: (read) => Effect.succeed(read as LoginUserinfo)
        })
      )
    )
}

export const logout = (connection: Connection, session: Session): Effect.Effect<void, LoginError> =>
  connection.call({ operation: "Login.logout" }, ({ config }) =>
    oidc.tokenRevocation(config, Redacted.value(session.accessToken))
  )

/** [P] An unsigned token, valid for 5 minutes. */
export const readConsentRevoked = (body: string): Effect.Effect<ConsentRevoked, LoginVerificationError> => {
  const operation = "Login.readConsentRevoked"
  return Effect.flatMap(Clock.currentTimeMillis, (now) =>
    Effect.try({
      try: () => {
        const { payload } = jose.UnsecuredJWT.decode(String(body).trim(), {
          currentDate: DateTime.toDate(DateTime.unsafeMake(now)),
          clockTolerance: 30
        })
        const { event, exp, iat, sub } = payload as Record<string, unknown>
        const isComplete = event === "CONSENT_REVOKED" && typeof sub === "string" && typeof exp === "number"
        if (!isComplete || typeof iat !== "number") throw unverified(operation, "Response")
        return { sub, revokedAt: iat * 1000 }
      },
      catch: (thrown) => unverified(operation, thrown instanceof jose.errors.JWTExpired ? "Lifetime" : "Response")
    })
  )
}
