import * as Option from "effect/Option"
import { parseJson } from "../schema/parseJson.js"
import { fitToShow, withoutSecrets } from "./redact.js"

/** The content of an error body, in any of Vipps' shapes. */
export interface Problem {
  /** An address, the last part of which names the kind of problem. */
  readonly type?: string | undefined
  readonly code?: string | undefined
  readonly title?: string | undefined
  readonly detail?: string | undefined
  readonly traceId?: string | undefined
  readonly extraDetails?: ReadonlyArray<{ readonly name: string; readonly reason: string }> | undefined
}

type Json = { readonly [key: string]: unknown }

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)

const firstText = (...values: ReadonlyArray<unknown>): string | undefined =>
  values.find((value): value is string => typeof value === "string" && value.trim() !== "")

/** Text or HTML, as one line without tags. */
export const plain = (text: string): string | undefined =>
  firstText(
    text
      .slice(0, 4000)
      .replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ")
      .replace(/<[^>]*>/g, " ")
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 300)
  )

const texts = (entry: Json): ReadonlyArray<{ readonly name: string; readonly reason: string }> =>
  Object.entries(entry).flatMap(([name, reason]) =>
    typeof reason === "string" && name !== "name" && name !== "field" ? [{ name, reason }] : []
  )

/**
 * `[{ name, reason }]` of ePayment, `[{ field, text }]` of older APIs, `[{ status: reason }]` of an older Recurring, or
 * Checkout's `{ path: [reasons] }`.
 */
const detailsOf = (json: Json): Problem["extraDetails"] => {
  const list = [json["extraDetails"], json["invalidParams"]].find(Array.isArray) ?? []
  const named = list.filter(isObject).flatMap((entry) => {
    const reason = firstText(entry["reason"], entry["text"], entry["errorMessage"])
    return reason === undefined ? texts(entry) : [{ name: firstText(entry["name"], entry["field"]) ?? "", reason }]
  })
  const errors = isObject(json["errors"]) ? Object.entries(json["errors"]) : []
  const pathed = errors.flatMap(([name, reasons]) =>
    (Array.isArray(reasons) ? reasons : [reasons])
      .filter((reason): reason is string => typeof reason === "string")
      .map((reason) => ({ name, reason }))
  )
  const all = [...named, ...pathed]
  return all.length === 0 ? undefined : all
}

const ofObject = (json: Json): Problem => {
  const extraDetails = detailsOf(json)
  const responseInfo = [json["responseInfo"], json["ResponseInfo"]].find(isObject)
  const errorInfo = isObject(json["errorInfo"]) ? json["errorInfo"] : undefined
  const result = isObject(json["result"]) ? json["result"] : undefined
  return {
    type: firstText(json["type"]),
    code: firstText(extraDetails?.find(({ name }) => name === "ErrorCode")?.reason, json["errorCode"]),
    title: firstText(json["title"], json["error"]),
    detail: firstText(
      json["detail"],
      json["error_description"],
      json["message"],
      responseInfo?.["responseMessage"],
      responseInfo?.["ResponseMessage"],
      errorInfo?.["errorMessage"],
      json["errorMessage"],
      result?.["message"]
    ),
    traceId: firstText(json["traceId"], json["contextId"], json["trace_id"], json["correlation_id"]),
    extraDetails
  }
}

const ofArray = (json: ReadonlyArray<unknown>): Problem => ({
  detail: firstText(
    json
      .slice(0, mostDetails)
      .map((entry) => (isObject(entry) ? firstText(entry["errorMessage"], entry["message"]) : firstText(entry)))
      .filter((entry) => entry !== undefined)
      .join("; ")
  )
})

/** More of them make a message unreadable. */
const mostDetails = 50

/** Codes and trace ids are short and printable; anything else is not one. */
const identifier = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\x21-\x7e]{1,200}$/.test(text) ? text : undefined

/** Never throws. The result is safe to show: without secrets and personal data, and bounded. */
export const parseProblem = (body: string, secrets: ReadonlyArray<string>): Problem => {
  const json = Option.getOrElse(parseJson(body), () => body)
  const problem: Problem = Array.isArray(json)
    ? ofArray(json)
    : isObject(json)
      ? ofObject(json)
      : { detail: plain(body) }
  const show = (text: string) => fitToShow(text, secrets)
  const shown = (text: string | undefined) => (text === undefined ? undefined : show(text))
  return {
    type: identifier(shown(problem.type)),
    code: identifier(shown(problem.code)),
    title: shown(problem.title),
    detail: shown(problem.detail),
    traceId: identifier(problem.traceId === undefined ? undefined : withoutSecrets(problem.traceId, secrets)),
    extraDetails: problem.extraDetails
      ?.slice(0, mostDetails)
      .map(({ name, reason }) => ({ name: fitToShow(name, secrets, 200), reason: show(reason) }))
  }
}
