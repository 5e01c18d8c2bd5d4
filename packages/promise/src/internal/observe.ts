import type { Listener } from "@effect-vipps/client/internal/request/direct"
import { Failure } from "@effect-vipps/client/internal/request/failure"
import * as Context from "effect/Context"
import * as Exit from "effect/Exit"
import * as Tracer from "effect/Tracer"
import { notify } from "./notify.js"

/** One attempt of a call, as passed to `onEvent`. */
export interface CallEvent {
  /** `EPayment.capturePayment`, or `AccessToken.get` when a token was fetched for it. */
  readonly operation: string
  /** The payment's or session's reference; absent when the call has none. */
  readonly reference?: string
  /** The key of the attempt; absent for a read. Retry an aborted call with it. */
  readonly idempotencyKey?: string
  /** 1 for the first. */
  readonly attempt: number
  /** The HTTP status; absent when there was no response. */
  readonly status?: number
  /** The tag of the error, such as `VippsServerError`, or `interrupted` by a signal; absent after a success. */
  readonly error?: string
  readonly durationMs: number
}

const optional = <K extends string>(key: K, value: unknown) => (value === undefined ? {} : { [key]: value })

type Known = { readonly [field in keyof CallEvent]: unknown }

/** Without what is not known. */
const eventOf = ({ operation, attempt, durationMs, ...rest }: Known): CallEvent => {
  const { error, idempotencyKey, reference, status } = rest
  return {
    operation,
    ...optional("reference", reference),
    ...optional("idempotencyKey", idempotencyKey),
    attempt,
    ...optional("status", status),
    ...optional("error", error),
    durationMs
  } as CallEvent
}

/** Reports first attempts that are made without a fiber, and so without a tracer. */
export const reporter =
  (onEvent: (event: CallEvent) => void): NonNullable<Listener<unknown>["attempted"]> =>
  ({ attempts, idempotencyKey, operation, reference }, result, durationMs) => {
    const failed = result instanceof Failure ? result.facts : undefined
    const event = eventOf({
      operation: operation.name,
      reference,
      idempotencyKey,
      attempt: attempts,
      status: result instanceof Failure ? failed?.status : result?.status,
      error: result === undefined ? "interrupted" : failed?.tag,
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
            operation: String(attributes.get("vipps.operation")),
            reference: attributes.get("vipps.reference"),
            idempotencyKey: attributes.get("vipps.idempotency_key"),
            attempt: Number(attributes.get("http.request.resend_count") ?? 0) + 1,
            status: attributes.get("http.response.status_code"),
            error: attributes.get("error.type") ?? (Exit.isFailure(exit) ? "interrupted" : undefined),
            durationMs: Number(endTime - startTime) / 1e6
          })
          notify(() => onEvent(event))
        }
      }
    },
    context: (f) => f()
  })
