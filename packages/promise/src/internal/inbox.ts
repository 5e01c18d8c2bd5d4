import * as WebhookInbox from "@effect-vipps/client/WebhookInbox"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Runtime from "effect/Runtime"
import type { Inbox } from "../handlerTypes.js"
import { fork } from "./runtime.js"

/** The result of a promise. A rejection is a defect: its kind is unknown. */
export const promised = <A>(work: () => A | Promise<A>): Effect.Effect<A> => Effect.promise(async () => work())

/** The inbox may call it in another context, such as that of a transaction: the handler then runs there. */
const runWith =
  <A, E, R>(runtime: Runtime.Runtime<R>, handle: Effect.Effect<A, E, R>) =>
  (): Promise<void> =>
    new Promise((resolve, reject) => {
      fork(runtime, handle).addObserver((exit) => (Exit.isSuccess(exit) ? resolve() : reject(Cause.squash(exit.cause))))
    })

/** A promise cannot be interrupted, so neither is what waits for one: its waiters are woken after the response, too. */
const ofOwn = (inbox: Inbox): WebhookInbox.Service => ({
  once: <A, E, R>(key: string, handle: Effect.Effect<A, E, R>) =>
    Effect.flatMap(Effect.runtime<R>(), (runtime) =>
      Effect.uninterruptible(promised(() => inbox.once(key, runWith(runtime, handle))))
    )
})

/** The inbox of a handler as a service: the given one, or a new one in memory. */
export const inboxOf = (inbox: Inbox | undefined): Context.Context<WebhookInbox.WebhookInbox> =>
  Context.make(WebhookInbox.WebhookInbox, inbox === undefined ? Effect.runSync(WebhookInbox.makeMemory) : ofOwn(inbox))
