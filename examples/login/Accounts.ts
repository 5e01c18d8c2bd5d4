/** The shop's accounts and sessions, in memory. A real shop has them in its database. */
import { randomUUID } from "node:crypto"

export interface Account {
  readonly id: string
  readonly name: string
  /** Of Vipps, once linked. Never the phone number or the email address: those change owners. */
  readonly sub: string | undefined
}

export class Accounts {
  readonly #accounts = new Map<string, Account>()
  readonly #sessions = new Map<string, string>()

  constructor() {
    // Somebody who has bought here before, with a password.
    this.#put({ id: "old-customer", name: "Old customer", sub: undefined })
  }

  #put(account: Account): Account {
    this.#accounts.set(account.id, account)
    return account
  }

  /** The account of a session's cookie. */
  ofSession(session: string | undefined): Account | undefined {
    return this.#accounts.get(this.#sessions.get(session ?? "") ?? "")
  }

  ofSub(sub: string): Account | undefined {
    return [...this.#accounts.values()].find((account) => account.sub === sub)
  }

  create(name: string, sub: string): Account {
    return this.#put({ id: randomUUID(), name, sub })
  }

  link(id: string, sub: string): Account | undefined {
    const account = this.#accounts.get(id)
    return account && this.#put({ ...account, sub })
  }

  /** A new session: a login never keeps the one before it. */
  begin(accountId: string): string {
    const session = randomUUID()
    this.#sessions.set(session, accountId)
    return session
  }

  end(session: string | undefined): void {
    if (session !== undefined) this.#sessions.delete(session)
  }
}
