/** The shop's pages. */
import type { Account } from "./Accounts.js"

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const style = `
:root { color-scheme: light dark; }
body { margin: 0 auto; padding: 1rem; max-width: 32rem; font: 1rem/1.5 system-ui, sans-serif; }
a, button { display: inline-block; font: inherit; padding: .625rem 1rem; margin: .25rem .5rem .25rem 0; cursor: pointer;
  border: 1px solid light-dark(#1f4fbf, #8fb2ff); border-radius: .375rem; background: transparent;
  color: light-dark(#1f4fbf, #8fb2ff); text-decoration: none; }
.primary { background: light-dark(#1f4fbf, #8fb2ff); color: light-dark(#ffffff, #10151e); }
:focus-visible { outline: 3px solid light-dark(#1f4fbf, #8fb2ff); outline-offset: 2px; }
[role="alert"] { border-left: .25rem solid light-dark(#b3261e, #ff9c94); padding-left: 1rem; }`

const layout = (title: string, main: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><main><h1>${escaped(title)}</h1>${main}</main></body></html>`

const button = (path: string, text: string, kind = "", fields = ""): string =>
  `<form method="post" action="${path}">${fields}<button class="${kind}">${escaped(text)}</button></form>`

const logIn = button("/login", "Log in with Vipps", "primary")

export const home = (account: Account | undefined): string => {
  if (account === undefined) {
    return layout(
      "The sock shop",
      `<p>You are not logged in.</p>${logIn}${button("/password", "Log in with a password")}`
    )
  }
  const link =
    account.sub === undefined
      ? `<p>Log in faster next time:</p>${button("/login", "Link with Vipps", "primary")}`
      : "<p>Your account is linked with Vipps.</p>"
  return layout(`Welcome, ${account.name}`, `${link}${button("/logout", "Log out")}`)
}

export const problem = (text: string): string =>
  layout("Not logged in", `<div role="alert"><p>${escaped(text)}</p></div>${logIn}<p><a href="/">To the shop</a></p>`)

export const otherBrowser = ({ name }: Account, token: string): string =>
  layout(
    "Is it you?",
    `<p>This login began in another browser. Continue only if that was you, and not if somebody sent you a link.</p>
    ${button("/login/confirm", `Continue as ${name}`, "primary", `<input type="hidden" name="token" value="${escaped(token)}">`)}
    <p><a href="/">To the shop</a></p>`
  )
