/** What customers do with logins, and how the provider is made to behave. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { action } from "../core/Action.js"
import { isMerchantUrl } from "../core/merchantUrls.js"
import { OneOf, optional, Pattern } from "../core/rules.js"
import { type Moment, runStep, type Step, unknownReference, type Where } from "../core/steps.js"
import { keyOf, type World } from "../core/World.js"
import { consents } from "../customers/consents.js"
import { personWith, subOf, testPerson } from "../customers/person.js"
import { CallbackFailedError, InvalidDetailsError, WrongStateError } from "../EmulatorError.js"
import * as Authorization from "./authorization.js"
import { rotate } from "./keys.js"
import { operations } from "./operations.js"
import * as Tables from "./tables.js"

const PhoneNumber = optional(Pattern(/^\d{9,15}$/))

/** Where the customer's browser goes next. */
const LocationView = Schema.Struct({ location: Schema.String })

type Location = typeof LocationView.Type

const CibaView = Schema.Struct({
  state: Schema.Literal("APPROVED", "REJECTED"),
  location: Schema.optional(Schema.String)
})

/**
 * What the customer decided about a login that the merchant started.
 *
 * @since 0.1.0
 * @category models
 */
export interface DecidedCiba {
  readonly state: "APPROVED" | "REJECTED"
  /** Where the customer's browser goes next; in the redirect variant only. */
  readonly location?: string | undefined
}

const invalid = (reason: string) => Either.left(new InvalidDetailsError({ reference: "the login", reason }))

/** The request of an authorization URL of this emulator's. */
const requestIn = (
  authorizationUrl: string,
  { settings }: Moment
): Either.Either<Authorization.AuthorizationRequest, InvalidDetailsError> => {
  const url = URL.canParse(authorizationUrl, settings.publicUrl)
    ? new URL(authorizationUrl, settings.publicUrl)
    : undefined
  if (url?.pathname !== operations.authorize.path)
    return invalid("authorizationUrl is not a login URL of this emulator.")
  return Either.match(Authorization.parse(url.searchParams, settings), {
    onRight: (request) => Either.right(request),
    onLeft: (refusal) =>
      invalid(
        "shown" in refusal
          ? `its request is refused with ${refusal.shown}: check client_id and redirect_uri.`
          : `its request is refused: ${refusal.location}`
      )
  })
}

const approved =
  (authorizationUrl: string, phoneNumber: string): Step<Location> =>
  (moment, world) =>
    Either.match(requestIn(authorizationUrl, moment), {
      onLeft: (error) => [Either.left(error), world] as const,
      onRight: (request) => {
        const [location, next] = Authorization.approve(world, moment, request, phoneNumber)
        return [Either.right({ location }), next] as const
      }
    })

/** The customer logs in, without a browser: returns where the browser would go. */
export const approve = action({
  name: "approve-login",
  summary: "The customer logs in; the response says where the browser goes",
  path: "/login/approve",
  input: Schema.Struct({ authorizationUrl: Schema.String, phoneNumber: PhoneNumber }),
  inputIs: "approval is",
  run: (context, _, { authorizationUrl, phoneNumber = testPerson.phoneNumber }) =>
    runStep(context, approved(authorizationUrl, phoneNumber)),
  output: LocationView,
  view: (result) => result
})

/** The login ends with an error: the customer's, unless another is named. */
export const reject = action({
  name: "reject-login",
  summary: "The login of a customer ends with an error",
  path: "/login/reject",
  input: Schema.Struct({ authorizationUrl: Schema.String, error: optional(Pattern(/^[a-z_]{1,64}$/)) }),
  inputIs: "rejection is",
  run: (context, _, { authorizationUrl, error = "access_denied" }) =>
    runStep<Location>(context, (moment, world) => [
      Either.map(requestIn(authorizationUrl, moment), (request) => ({
        location: Authorization.reject(request, error)
      })),
      world
    ]),
  output: LocationView,
  view: (result) => result
})

/** The customer responds to the push message. The redirect variant has a page to go to. */
const decide =
  ({ reference }: Where, state: DecidedCiba["state"]): Step<DecidedCiba> =>
  (moment, world) => {
    const ciba = Option.getOrUndefined(Tables.cibas.get(world, reference))
    if (ciba === undefined) return [unknownReference({ reference }), world]
    const now = ciba.state === "PENDING" && ciba.expiresAt <= moment.now ? "EXPIRED" : ciba.state
    if (now !== "PENDING") {
      const operation = state === "APPROVED" ? "approve" : "reject"
      return [Either.left(new WrongStateError({ reference, operation, state: now })), world]
    }
    const next = Tables.cibas.put(world, reference, { ...ciba, state })
    const { redirectUri } = ciba
    if (redirectUri === undefined) return [Either.right({ state }), next]
    if (state === "REJECTED") {
      return [Either.right({ state, location: Authorization.returning(redirectUri, { error: "access_denied" }) }), next]
    }
    const [code, after] = Authorization.issueCode(next, moment, {
      ...ciba,
      redirectUri,
      approvedAt: moment.now,
      challenge: undefined,
      acr: undefined
    })
    return [Either.right({ state, location: Authorization.returning(redirectUri, { code }) }), after]
  }

export const approveCiba = action({
  name: "approve-ciba",
  summary: "The customer approves a login that the merchant started",
  path: "/login/ciba/{authReqId}/approve",
  input: Schema.Struct({}),
  inputIs: "body is",
  run: (context, where) => runStep(context, decide(where, "APPROVED")),
  output: CibaView,
  view: (result) => result,
  done: "The customer approved the login."
})

export const rejectCiba = action({
  name: "reject-ciba",
  summary: "The customer rejects a login that the merchant started",
  path: "/login/ciba/{authReqId}/reject",
  input: Schema.Struct({}),
  inputIs: "body is",
  run: (context, where) => runStep(context, decide(where, "REJECTED")),
  output: CibaView,
  view: (result) => result,
  done: "The customer rejected the login."
})

/** New signing keys. The old ones stay published, unless `withdraw` is true. */
export const rotateKeys = action({
  name: "rotate-keys",
  summary: "Makes new signing keys; the old ones stay published, or are withdrawn",
  path: "/login/keys/rotate",
  input: Schema.Struct({ withdraw: optional(Schema.Boolean) }),
  inputIs: "body is",
  run: (context, _, { withdraw = false }) =>
    runStep<object>(context, ({ ids }, world) => [Either.right({}), rotate(world, ids, withdraw)]),
  output: Schema.Struct({}),
  view: (result) => result,
  done: "Login has new signing keys.",
  fromForm: ({ withdraw }) => (withdraw === undefined ? {} : { withdraw: true })
})

/** Faults, and what a sales unit chooses in the business portal. */
export const behave = action({
  name: "login",
  summary: "Sets how Login behaves",
  path: "/login",
  input: Schema.Struct({
    rogueKey: optional(Schema.Boolean),
    reusedCode: optional(Schema.Boolean),
    clientAuth: optional(OneOf("client_secret_basic", "client_secret_post")),
    encodedBasic: optional(Schema.Boolean),
    unknownUsers: optional(Schema.Array(Schema.String)),
    outdatedApps: optional(Schema.Array(Schema.String))
  }),
  inputIs: "body is",
  run: ({ store }, _, changes) => store.update(Tables.switches.change(changes)),
  output: Schema.Struct({
    rogueKey: Schema.Boolean,
    reusedCode: Schema.Boolean,
    clientAuth: Schema.Literal("client_secret_basic", "client_secret_post"),
    encodedBasic: Schema.Boolean,
    unknownUsers: Schema.Array(Schema.String),
    outdatedApps: Schema.Array(Schema.String)
  }),
  view: (switches) => switches
})

/** [P] An unsigned token, for 5 minutes. */
const revocation = (sub: string, now: number): string => {
  const iat = Math.floor(now / 1000)
  const parts = [{ alg: "none" }, { exp: iat + 300, iat, nbf: iat, sub, event: "CONSENT_REVOKED" }]
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.`
}

interface Revoked {
  readonly merchantSerialNumber: string
  readonly phoneNumber?: string
  readonly sub?: string
}

const consentOf = (world: World, merchantSerialNumber: string, sub: string) =>
  Option.getOrUndefined(consents.get(world, keyOf({ merchantSerialNumber, reference: sub })))

/** Whose `sub` it is, of those who share something or are logged in. */
const phoneNumberOf = (world: World, merchantSerialNumber: string, sub: string): string | undefined =>
  consentOf(world, merchantSerialNumber, sub)?.phoneNumber ??
  [...Tables.accessTokens.values(world)].find(
    (token) => token.merchantSerialNumber === merchantSerialNumber && subOf(merchantSerialNumber, token) === sub
  )?.phoneNumber

/** [U] That what was shared can no longer be read; `sub` stays. */
const revoked =
  ({ merchantSerialNumber, sub: named, phoneNumber: given = testPerson.phoneNumber }: Revoked): Step<string> =>
  ({ now }, world) => {
    const phoneNumber = named === undefined ? given : phoneNumberOf(world, merchantSerialNumber, named)
    if (phoneNumber === undefined) return [unknownReference({ reference: named ?? "" }), world]
    const sub = subOf(merchantSerialNumber, personWith(world, phoneNumber))
    const loggedOut = Tables.accessTokens.removeWhere(
      world,
      (token) => token.phoneNumber === phoneNumber && token.merchantSerialNumber === merchantSerialNumber
    )
    const consent = consentOf(world, merchantSerialNumber, sub)
    const key = keyOf({ merchantSerialNumber, reference: sub })
    return [
      Either.right(revocation(sub, now)),
      consent === undefined ? loggedOut : consents.put(loggedOut, key, { ...consent, granted: {} })
    ]
  }

/**
 * The customer, by `sub` or phone number, revokes the consent: access tokens end, and the merchant's `url` is notified.
 * [U] How Vipps knows that URL; here the test names it.
 */
export const revokeConsent = action({
  name: "revoke-consent",
  summary: "The customer revokes the consent; its message is sent to the URL",
  path: "/login/consent/revoke",
  input: Schema.Struct({
    sub: optional(Schema.String),
    phoneNumber: PhoneNumber,
    merchantSerialNumber: optional(Schema.String),
    url: optional(Schema.String)
  }),
  inputIs: "body is",
  run: (context, _, { merchantSerialNumber, url, ...customer }) => {
    const [first] = context.settings.merchants
    const msn = merchantSerialNumber ?? first?.credentials.merchantSerialNumber ?? ""
    const failed = (reason: string) => new CallbackFailedError({ reference: "the consent", url: url ?? "", reason })
    if (url !== undefined && !isMerchantUrl(url, context.settings))
      return Effect.fail(failed("it must be https, or http on this machine."))
    return Effect.flatMap(runStep(context, revoked({ ...customer, merchantSerialNumber: msn })), (body) =>
      url === undefined
        ? Effect.succeed({ body })
        : context.outgoing.execute(HttpClientRequest.post(url, { body: HttpBody.text(body, "text/plain") })).pipe(
            Effect.scoped,
            Effect.timeout("10 seconds"),
            Effect.mapError(() => failed("it could not be reached.")),
            Effect.as({ body })
          )
    )
  },
  output: Schema.Struct({ body: Schema.String }),
  view: (result) => result,
  done: "The customer revoked the consent.",
  fromForm: ({ merchantSerialNumber = "", reference = "" }) => ({ sub: reference, merchantSerialNumber })
})
