/** Log in with Vipps, for any web framework: express.ts and hono.ts are the two that use it here. */
import { randomUUID } from "node:crypto"
import {
  LoginCancelledError,
  LoginOutdatedAppError,
  LoginRetryError,
  LoginVerificationError,
  type PendingLogin,
  type VippsLogin
} from "@effect-vipps/login/promise"
import type { Account, Accounts } from "./Accounts.js"
import * as Pages from "./pages.js"

/** What a request has, whatever the framework. */
export interface Request {
  readonly session: string | undefined
  /** The cookie of the login that this browser has begun. */
  readonly begun: string | undefined
}

/** What the framework makes of it: a page, or a redirect, and the cookies to set; "" deletes one. */
export interface Reply {
  readonly status: number
  readonly html?: string
  readonly location?: string
  readonly cookies?: { readonly session?: string; readonly begun?: string }
}

interface Begun {
  readonly pending: PendingLogin
  /** The account to link, where its owner was logged in. */
  readonly accountId: string | undefined
}

const page = (html: string, status = 200): Reply => ({ status, html })
const home = (cookies: Reply["cookies"]): Reply => ({ status: 303, location: "/", ...(cookies && { cookies }) })

export class Shop {
  /** By state. In a database, with a time after which they are deleted: 10 minutes. */
  readonly #begun = new Map<string, Begun>()
  /** Logins that came back in another browser, by a token that only that browser has. */
  readonly #returned = new Map<string, Account>()

  constructor(
    readonly login: VippsLogin,
    readonly accounts: Accounts,
    readonly redirectUri: string
  ) {}

  home({ session }: Request): Reply {
    return page(Pages.home(this.accounts.ofSession(session)))
  }

  /** The login that the shop has had all along; here without a password. */
  logInWithPassword(): Reply {
    return home({ session: this.accounts.begin("old-customer") })
  }

  async begin({ session }: Request): Promise<Reply> {
    try {
      const { pending, url } = await this.login.start({ scope: ["name", "email"], redirectUri: this.redirectUri })
      this.#begun.set(pending.state, { pending, accountId: this.accounts.ofSession(session)?.id })
      return { status: 303, location: url, cookies: { begun: pending.state } }
    } catch (error) {
      return explain(error)
    }
  }

  /** The browser is back, with the query of this URL. */
  async finish(url: string, request: Request): Promise<Reply> {
    const state = new URL(url, this.redirectUri).searchParams.get("state") ?? ""
    const begun = this.#begun.get(state)
    // Once, also when the customer reloads the page.
    this.#begun.delete(state)
    if (begun === undefined) return page(Pages.problem("This login is over. Log in again."), 400)
    try {
      const customer = await this.login.finish(url, begun.pending)
      const account = this.accounts.ofSub(customer.sub)
      const isSameBrowser = request.begun === state
      if (account !== undefined) return isSameBrowser ? this.#enter(account) : this.#ask(account)
      if (begun.accountId !== undefined) {
        // Nobody else's account: the browser that began is still logged in to it.
        const own = this.accounts.ofSession(request.session)?.id === begun.accountId
        const linked = own ? this.accounts.link(begun.accountId, customer.sub) : undefined
        return linked === undefined
          ? page(Pages.problem("Link your account in the browser that you are logged in with."), 400)
          : this.#enter(linked)
      }
      const { name = "Customer" } = await this.login.userinfo(customer)
      const created = this.accounts.create(name, customer.sub)
      return isSameBrowser ? this.#enter(created) : this.#ask(created)
    } catch (error) {
      return explain(error)
    }
  }

  #enter({ id }: Account): Reply {
    return home({ session: this.accounts.begin(id), begun: "" })
  }

  /** An app may return in another browser. But a stranger may also have sent this link: so ask. */
  #ask(account: Account): Reply {
    const token = randomUUID()
    this.#returned.set(token, account)
    return page(Pages.otherBrowser(account, token))
  }

  /** The customer says yes in that browser. */
  confirm(token: string): Reply {
    const account = this.#returned.get(token)
    this.#returned.delete(token)
    return account === undefined ? home({}) : this.#enter(account)
  }

  logOut({ session }: Request): Reply {
    this.accounts.end(session)
    return home({ session: "" })
  }
}

/** What the customer can do about it. */
const explain = (error: unknown): Reply => {
  if (error instanceof LoginCancelledError) return page(Pages.problem("You cancelled the login."))
  if (error instanceof LoginOutdatedAppError) return page(Pages.problem("Your app is too old. Update it first."))
  if (error instanceof LoginRetryError) return page(Pages.problem("That failed. Log in again."), 503)
  if (error instanceof LoginVerificationError) return page(Pages.problem("This login is not yours. Log in again."), 400)
  throw error
}
