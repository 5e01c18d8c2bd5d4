import type { Time } from "../transport/time.js"
import type { Outgoing, Transport } from "../transport/transport.js"
import { brokenBody, brokenConnection, seconds } from "./broken.js"
import { Answer, classify, type Origin } from "./classify.js"
import { type Failure, timeout, unsent } from "./failure.js"

/** The time limits of one attempt. */
export interface Limits {
  /** Milliseconds from the moment it has a connection until its whole response is read. */
  readonly attemptTimeout: number
  /** When the call ends, in epoch milliseconds. */
  readonly deadline: number
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 300

/** What happens to an attempt. */
export interface Attempted {
  /** The request may have been carried out, whatever comes of the attempt. */
  readonly lost: () => void
  readonly settle: (result: Answer | Failure) => void
}

/**
 * Step 4 of a call as a plain function: one request, its whole response, one timer. `settle` is called once, unless the
 * function that it returns is called before, which closes the connection.
 */
export const sendPlainly = (
  transport: Transport,
  time: Time,
  request: Outgoing,
  { attemptTimeout, deadline }: Limits,
  secrets: ReadonlyArray<string>,
  origin: Origin,
  { lost, settle }: Attempted
): (() => void) => {
  const begunAt = time.now()
  let startedAt: number | undefined
  let stopTimer: () => void
  let cancel = () => {}
  let isLast = false

  const expire = (): void => {
    const end = startedAt === undefined ? deadline : Math.min(startedAt + attemptTimeout, deadline)
    const left = Math.min(end - time.now(), attemptTimeout)
    if (left > 0 && !isLast) {
      // It had to wait for a connection, which does not count. Or the clock was set back: then this is the last wait.
      isLast = startedAt !== undefined
      stopTimer = time.after(left, expire)
      return
    }
    cancel()
    settle(
      startedAt === undefined
        ? unsent("Connection", `none was free within ${seconds(end - begunAt)}`, true)
        : timeout(`no complete response within ${seconds(end - startedAt)}`)
    )
  }
  stopTimer = time.after(Math.min(attemptTimeout, deadline - begunAt), expire)

  cancel = transport(request, {
    started: () => {
      startedAt = time.now()
    },
    lost,
    answered: (status, headers, body) => {
      stopTimer()
      const answer = new Answer(status, headers, body)
      settle(isSuccess(status) ? answer : classify(answer, time.now(), secrets, origin))
    },
    failed: (cause, status) => {
      stopTimer()
      if (status === undefined) return settle(brokenConnection(cause, "the connection broke", secrets))
      // An error needs no body to be one.
      settle(
        isSuccess(status)
          ? brokenBody(cause, status, request.maxResponseSize, secrets)
          : classify(new Answer(status, {}, ""), time.now(), secrets, origin)
      )
    }
  })
  return () => {
    stopTimer()
    cancel()
  }
}
