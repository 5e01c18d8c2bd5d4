import {
  collect,
  type Incoming,
  logged,
  type Receiver,
  type Reply,
  receive
} from "@effect-vipps/client/internal/receive"
import * as WebhookInbox from "@effect-vipps/client/WebhookInbox"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import type { Handler, HandlerRequest, Inbox } from "../handlers.js"

/** The last secrets used: the client imports the key of a wrapped one only once. */
const wrapped = new Map<string, Redacted.Redacted>()

const wrap = (secret: string): Redacted.Redacted => {
  const known = wrapped.get(secret)
  if (known !== undefined) return known
  if (wrapped.size >= 100) wrapped.clear()
  const fresh = Redacted.make(secret)
  wrapped.set(secret, fresh)
  return fresh
}

/** A secret or several, wrapped so that no one prints them. */
export const secretsOf = (secret: string | ReadonlyArray<string>): ReadonlyArray<Redacted.Redacted> =>
  (Array.isArray(secret) ? secret : [secret]).map(wrap)

/** What a promise comes to. What it rejects with is a defect: it is of no known kind. */
export const promised = <A>(work: () => A | Promise<A>): Effect.Effect<A> => Effect.promise(async () => work())

/**
 * A promise cannot be interrupted, so neither is the inbox while it waits for one: what is done after the answer is
 * remembered all the same, and the next delivery waits for it.
 */
const uninterrupted = (inbox: WebhookInbox.Service): WebhookInbox.Service => ({
  once: (key, handle) => Effect.uninterruptible(inbox.once(key, handle))
})

const runWith =
  <A, E>(handle: Effect.Effect<A, E>) =>
  async (): Promise<void> => {
    const exit = await Effect.runPromiseExit(handle)
    if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
  }

const ofOwn = (inbox: Inbox): WebhookInbox.Service => ({
  once: (key, handle) =>
    Effect.contextWithEffect((context) => promised(() => inbox.once(key, runWith(Effect.provide(handle, context)))))
})

/** The inbox of a handler: one's own, or a new one in memory. */
export const inboxOf = (inbox: Inbox | undefined): WebhookInbox.Service =>
  uninterrupted(inbox === undefined ? Effect.runSync(WebhookInbox.makeMemory) : ofOwn(inbox))

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>
  cancel(): Promise<unknown>
}

/** The chunks of a web stream, or of Node's. */
async function* chunksOf(stream: { getReader(): Reader } | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (!("getReader" in stream)) return yield* stream
  const reader = stream.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) if (next.value) yield next.value
  } finally {
    await reader.cancel()
  }
}

const isStream = (body: unknown): body is Parameters<typeof chunksOf>[0] =>
  typeof body === "object" && body !== null && ("getReader" in body || Symbol.asyncIterator in body)

/** The raw body: what a framework has read of it, or the stream, which is the request itself with Node's servers. */
const readOf =
  (request: HandlerRequest): Incoming["read"] =>
  (limit) => {
    const body = request.bodyUsed === true ? undefined : request.body === undefined ? request : request.body
    if (!isStream(body)) {
      const size = typeof body === "string" ? body.length : (body as Uint8Array | null | undefined)?.byteLength
      if (Number(size) > limit) return Effect.fail("TooLarge" as const)
      // No body at all is an empty one; what is no body is told by the verification.
      return Effect.succeed((body === null ? "" : body) as string)
    }
    return Effect.flatMap(
      Effect.tryPromise({
        try: async () => {
          const collected = collect(limit)
          for await (const chunk of chunksOf(body)) if (!collected.add(chunk)) return undefined
          return collected.bytes()
        },
        catch: () => "Broken" as const
      }),
      (bytes) => (bytes === undefined ? Effect.fail("TooLarge" as const) : Effect.succeed(bytes))
    )
  }

const responseOf = ({ body, status }: Reply): Response =>
  new Response(body ?? null, {
    status,
    headers: body !== undefined ? { "content-type": "application/json" } : status === 405 ? { allow: "POST" } : {}
  })

/** A receiver for web requests. What goes wrong is told to `onError`, or logged by its kind. */
export const serve = <A, E, R>(
  receiver: Receiver<A, E, R>,
  provide: (effect: Effect.Effect<Reply, never, R>) => Effect.Effect<Reply>,
  onError: ((error: unknown) => void) | undefined
): Handler => {
  const run = receive(receiver)
  const tell = (reply: Reply) =>
    onError === undefined
      ? logged(receiver, reply)
      : Effect.ignore(Effect.try(() => reply.problem !== undefined && onError(reply.problem)))
  return (request) =>
    Effect.runPromise(
      provide(run({ method: request.method, headers: request.headers, read: readOf(request) })).pipe(
        Effect.tap(tell),
        Effect.map(responseOf)
      )
    )
}
