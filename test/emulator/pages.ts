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
  /** Sent as JSON. */
  readonly json?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A POST where there is something to send. Redirects are not followed. */
export const ask = (url: string, { form, headers = {}, json }: Ask = {}): Effect.Effect<PageReply> =>
  Effect.async((resume) => {
    const body = form === undefined ? json && JSON.stringify(json) : new URLSearchParams(form).toString()
    const type = `application/${form === undefined ? "json" : "x-www-form-urlencoded"}`
    const options = { method: body === undefined ? "GET" : "POST", headers: { "content-type": type, ...headers } }
    const request = Http.request(url, { ...options, agent: false }, (response) => {
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
    request.end(body)
  })
