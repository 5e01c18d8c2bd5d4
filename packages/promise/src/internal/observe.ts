import type { Listener } from "@effect-vipps/client/internal/request/direct"
import { Failure } from "@effect-vipps/client/internal/request/failure"
import type { CallObserver } from "@effect-vipps/client/internal/request/observer"
import * as Context from "effect/Context"
import * as Exit from "effect/Exit"
import * as Tracer from "effect/Tracer"
import { notify } from "./notify.js"

/** An attempt of a call, or its end, as passed to `onEvent`. */
export interface CallEvent {
  /** `attempt` for each request, then `call` once for the end of the call. Invalid input makes no call. */
  readonly type: "attempt" | "call"
  /** `EPayment.capturePayment`, or `AccessToken.get` when a token was fetched for it. */
  readonly operation: string
  /** The payment's or session's reference; absent when the call has none. */
  readonly reference?: string
  /** The key of the attempt; absent for a read. Retry an aborted call with it. */
  readonly idempotencyKey?: string
  /** 1 for the first. At the end of a call, how many it made. */
  readonly attempt: number
  /** The HTTP status; absent when there was no response, and at the end of a call that succeeded. */
  readonly status?: number
  /** The tag of the error, such as `VippsServerError`, or `interrupted` by a signal; absent after a success. */
  readonly error?: string
  /** What Vipps' support asks for; present where an error had one. */
  readonly traceId?: string
  /** At the end of a call that failed: whether the same call may be made again later, with its key. */
  readonly retryable?: boolean
  /** At the end of a call that failed: whether something may have changed. */
  readonly outcome?: "refused" | "unknown"
  readonly durationMs: number
}

/** Without what is not known. */
const eventOf = (fields: { readonly [Field in keyof CallEvent]: unknown }): CallEvent =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as CallEvent

/** Reports first attempts that are made without a fiber, and so without a tracer. */
export const reporter =
  (onEvent: (event: CallEvent) => void): NonNullable<Listener<unknown>["attempted"]> =>
  ({ attempts, idempotencyKey, operation, reference }, result, durationMs) => {
    const failed = result instanceof Failure ? result.facts : undefined
    const event = eventOf({
      type: "attempt",
      operation: operation.name,
      reference,
      idempotencyKey,
      attempt: attempts,
      status: result?.status,
      error: result === undefined ? "interrupted" : failed?.tag,
      traceId: failed?.traceId,
      durationMs
    })
    notify(() => onEvent(event))
  }

/** Reports the ends of calls. */
export const endReporter =
  (onEvent: (event: CallEvent) => void): CallObserver =>
  ({ attempts, idempotencyKey, operation, reference }, ending, durationMs) => {
    const error = ending === "Success" ? undefined : ending
    const failed =
      error === undefined || error._tag === "CutOff" || error._tag === "VippsInputError" ? undefined : error
    const event = eventOf({
      type: "call",
      operation: operation.name,
      reference,
      idempotencyKey,
      attempt: attempts,
      status: failed !== undefined && "status" in failed ? failed.status : undefined,
      error: error?._tag === "CutOff" ? error.by : error?._tag,
      traceId: failed !== undefined && "traceId" in failed ? failed.traceId : undefined,
      retryable: failed?.retryable,
      outcome: failed?.outcome,
      durationMs
    })
    notify(() => onEvent(event))
  }

/** The client makes a span for each other attempt; this tracer reports their ends, and keeps nothing. */
export const observer = (onEvent: (event: CallEvent) => void): Tracer.Tracer =>
  Tracer.make({
    span: (name, parent, _context, links, startTime, kind) => {
      const attributes = new Map<string, unknown>()
      let status: Tracer.SpanStatus = { _tag: "Started", startTime }
      return {
        _tag: "Span",
        name,
        spanId: "",
        traceId: "",
        parent,
        context: Context.empty(),
        get status() {
          return status
        },
        attributes,
        links,
        sampled: false,
        kind,
        attribute: (key, value) => void attributes.set(key, value),
        event: () => {},
        addLinks: () => {},
        end: (endTime, exit) => {
          status = { _tag: "Ended", startTime, endTime, exit }
          if (kind !== "client") return
          const event = eventOf({
            type: "attempt",
            operation: String(attributes.get("vipps.operation")),
            reference: attributes.get("vipps.reference"),
            idempotencyKey: attributes.get("vipps.idempotency_key"),
            attempt: Number(attributes.get("http.request.resend_count") ?? 0) + 1,
            status: attributes.get("http.response.status_code"),
            error: attributes.get("error.type") ?? (Exit.isFailure(exit) ? "interrupted" : undefined),
            traceId: attributes.get("vipps.trace_id"),
            durationMs: Number(endTime - startTime) / 1e6
          })
          notify(() => onEvent(event))
        }
      }
    },
    context: (f) => f()
  })
