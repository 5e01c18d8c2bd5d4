/** Asks for pages over real HTTP, as a browser would. */
import * as Http from "node:http"
import * as Effect from "effect/Effect"

export interface PageReply {
  readonly status: number
  readonly location: string | undefined
  readonly text: string
}

interface Ask {
  /** Sent as a form. */
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: string
}

/** Without following redirects. */
export const ask = (url: string, { form, headers = {}, method = form === undefined ? "GET" : "POST" }: Ask = {}) =>
  Effect.async<PageReply>((resume) => {
    const type = form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }
    const request = Http.request(url, { method, headers: { ...type, ...headers }, agent: false }, (response) => {
      const chunks: Array<Buffer> = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.on("end", () =>
        resume(
          Effect.succeed({
            status: response.statusCode ?? 0,
            location: response.headers.location,
            text: Buffer.concat(chunks).toString("utf8")
          })
        )
      )
    })
    request.on("error", (error) => resume(Effect.die(error)))
    request.end(form === undefined ? undefined : new URLSearchParams(form).toString())
  })
