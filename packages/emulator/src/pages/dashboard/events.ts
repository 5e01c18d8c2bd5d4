/** Notifies a browser of changes, as server-sent events. */
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

/** Changes within this time are reported as one. */
const patience = "200 millis"

/** Lets both ends detect that the other has disconnected. */
const heartbeat = "15 seconds"

/** One event after every change, at most five a second; a comment now and then. Ends with its reader. */
export const events = (changed: PubSub.PubSub<void>): Stream.Stream<Uint8Array> =>
  Stream.unwrapScoped(
    Effect.map(PubSub.subscribe(changed), (news) => {
      const change = Queue.take(news).pipe(
        Effect.zipRight(Effect.sleep(patience)),
        Effect.zipRight(Queue.takeAll(news)),
        Effect.as("event: changed\ndata: {}\n\n")
      )
      const alive = Effect.delay(Effect.succeed(": still here\n\n"), heartbeat)
      return Stream.make("retry: 1000\n\n").pipe(
        Stream.concat(Stream.merge(Stream.repeatEffect(change), Stream.repeatEffect(alive))),
        Stream.encodeText
      )
    })
  )
