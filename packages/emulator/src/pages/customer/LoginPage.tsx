/** The customer's page of a login: who asks, what they get to know, and whether the customer agrees. */
import type { AuthorizationRequest } from "../../login/authorization.js"
import { Alert } from "./parts.js"

const shares: Readonly<Record<string, string>> = {
  name: "your name",
  email: "your email address",
  phoneNumber: "your phone number",
  address: "your addresses",
  birthDate: "your date of birth",
  gender: "your gender",
  nin: "your national identity number"
}

interface Props {
  readonly request: AuthorizationRequest
  readonly phoneNumber: string
  readonly problem: string | undefined
}

export const loginPage = ({ phoneNumber, problem, request: { acr, merchant, redirectUri, scope } }: Props) => {
  const shared = scope.flatMap((one) => (one === "openid" ? [] : [shares[one] ?? one]))
  return {
    title: `Log in, ${merchant.name}`,
    children: (
      <>
        <h1>Log in to {merchant.name}</h1>
        <Alert text={problem} />
        {shared.length === 0 ? (
          <p>{merchant.name} gets to know that it is you, and nothing else.</p>
        ) : (
          <>
            <p>{merchant.name} gets to know:</p>
            <ul>
              {shared.map((one) => (
                <li>{one}</li>
              ))}
            </ul>
          </>
        )}
        <dl>
          <dt>Returns to</dt>
          <dd>{new URL(redirectUri).host || redirectUri}</dd>
          {acr === undefined ? null : (
            <>
              <dt>Confirmation</dt>
              <dd>in the app</dd>
            </>
          )}
        </dl>
        <form method="post">
          <label for="phoneNumber">Your phone number, with country code</label>
          <input
            id="phoneNumber"
            name="phoneNumber"
            type="tel"
            autocomplete="tel"
            inputmode="numeric"
            required
            pattern="[0-9]{9,15}"
            title="9 to 15 digits, with the country code"
            value={phoneNumber}
          />
          <div class="actions">
            <button type="submit" class="primary" name="action" value="approve">
              Log in
            </button>
            <button type="submit" name="action" value="cancel" formnovalidate>
              Cancel
            </button>
          </div>
        </form>
      </>
    )
  }
}
