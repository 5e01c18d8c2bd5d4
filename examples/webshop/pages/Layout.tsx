/** The frame of every page: plain HTML, readable on a phone, and no script. */
import type { ComponentChildren } from "preact"
import { render } from "preact-render-to-string"

export interface Props {
  readonly title: string
  /** Reloads the page after this many seconds. */
  readonly refresh?: number | undefined
  readonly children: ComponentChildren
}

const Layout = ({ children, refresh, title }: Props) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      {refresh === undefined ? null : <meta http-equiv="refresh" content={String(refresh)} />}
      <title>{title} - Sokkebutikken</title>
      <link rel="stylesheet" href="/style.css" />
    </head>
    <body>
      <header>
        <a href="/">Sokkebutikken</a>
        <a href="/admin">Back room</a>
      </header>
      <main>{children}</main>
    </body>
  </html>
)

/** A page as text. */
export const page = (props: Props): string => `<!doctype html>${render(<Layout {...props} />)}`

export const Alert = ({ text }: { readonly text: string }) => <p role="alert">{text}</p>

export const messagePage = (title: string, text: string): Props => ({
  title,
  children: (
    <>
      <h1>{title}</h1>
      <p>{text}</p>
      <p>
        <a href="/">To the shop</a>
      </p>
    </>
  )
})
