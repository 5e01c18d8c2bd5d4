/** The frame of every page: plain HTML, readable on a phone, without anything of Vipps' own look. */
import type { ComponentChildren } from "preact"
import { render } from "preact-render-to-string"

interface Props {
  readonly title: string
  /** Wide pages are for overviews, narrow ones for customers. */
  readonly width?: "narrow" | "wide"
  /** Reloads the page after this many seconds. */
  readonly refresh?: number | undefined
  readonly children: ComponentChildren
}

export const Layout = ({ children, refresh, title, width = "narrow" }: Props) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      {refresh === undefined ? null : <meta http-equiv="refresh" content={String(refresh)} />}
      <title>{title}</title>
      <link rel="stylesheet" href="/_emulator/style.css" />
    </head>
    <body class={width}>
      <header>
        <p>
          <strong>Local emulator</strong>: no money moves here.
        </p>
      </header>
      <main>{children}</main>
    </body>
  </html>
)

/** A page as text. */
export const page = (props: Props): string => `<!doctype html>${render(<Layout {...props} />)}`
