/** Report v2 over HTTP: https://developer.vippsmobilepay.com/api/report */
import * as Either from "effect/Either"
import { merchantOfToken } from "../accessToken/tokens.js"
import type { Merchant } from "../core/Merchant.js"
import type { World } from "../core/World.js"
import type { ApiRequest, Handler } from "../http/ApiRequest.js"
import { header } from "../http/ApiRequest.js"
import { type ApiResponse, json } from "../http/ApiResponse.js"
import { merchantOf } from "../http/gateway.js"
import { isDate, marketOf } from "../recurring/calendar.js"
import { settle } from "../recurring/time.js"
import { bookOf, isClosed, rangeOf } from "./book.js"
import { type Entry, handleOf, ledgerIdOf, type Topic } from "./Entry.js"
import type { operations } from "./operations.js"
import { problem, unauthorized } from "./problem.js"
import { switches } from "./tables.js"
import { partnerOfToken, token } from "./token.js"

/** The sales units whose ledgers the caller may read: a partner's, or its own, with its subscription key. [P] */
const readable = (call: ApiRequest, world: World): ReadonlyArray<Merchant> | undefined => {
  const { merchants } = call.settings
  const partner = partnerOfToken(call, world)
  if (partner !== undefined) {
    const { merchantSerialNumbers } = partner
    return merchants.filter(
      ({ credentials }) => merchantSerialNumbers?.includes(credentials.merchantSerialNumber) !== false
    )
  }
  const merchant = merchantOfToken(call, world)
  const keyed = Either.getOrUndefined(merchantOf(call))
  const msn = header(call, "Merchant-Serial-Number")
  if (merchant === undefined || merchant !== keyed) return undefined
  return msn === undefined || msn === merchant.credentials.merchantSerialNumber ? [merchant] : undefined
}

type Reading = (call: ApiRequest, world: World, merchants: ReadonlyArray<Merchant>) => ApiResponse

/** Charges that are due are booked first. */
const reading =
  (read: Reading): Handler =>
  (call, before) => {
    const merchants = readable(call, before)
    if (merchants === undefined) return [unauthorized, before]
    const world = settle(before, call.now)
    return [read(call, world, merchants), world]
  }

/** Opaque to callers; it holds what it is for, and how many entries come before. */
const cursorAt = (of: string, position: number): string => Buffer.from(`${of} ${position}`).toString("base64")

/** The position that a cursor stands for; undefined for one of something else. */
const positionOf = (of: string, cursor: string | null): number | undefined => {
  if (cursor === null || cursor === "") return 0
  const [, what, position] = /^(.*) (\d{1,12})$/.exec(Buffer.from(cursor, "base64").toString()) ?? []
  return what === of ? Number(position) : undefined
}

const invalidCursor = (call: ApiRequest): ApiResponse => problem(call, 400, "The cursor is invalid.")

const page = (world: World, body: object): ApiResponse => ({
  ...json(200, body),
  headers: { "vipps-feed-page-size": String(switches.of(world).pageSize) }
})

/** [U] The account numbers: here they are made from the sales unit's. */
const ledger = (merchant: Merchant) => {
  const { country } = marketOf(merchant.currency)
  const schemes = { NO: "business:NO:ORG", DK: "business:DK:CVR", FI: "business:FI:Y-tunnus" }
  const { credentials, currency, name } = merchant
  const recipientHandle = handleOf(merchant)
  return {
    ledgerId: ledgerIdOf(merchant),
    currency,
    payoutBankAccount: { scheme: `BBAN:${country}`, id: credentials.merchantSerialNumber.padStart(11, "86011117947") },
    owner: { scheme: schemes[country], id: credentials.merchantSerialNumber.padStart(9, "987654321") },
    settlesForRecipientHandles: [recipientHandle],
    salesUnits: [{ name, recipientHandle }]
  }
}

const getLedgers = reading((call, world, merchants) => {
  const position = positionOf("ledgers", call.query.get("cursor"))
  if (position === undefined) return invalidCursor(call)
  const handle = call.query.get("settlesForRecipientHandles")
  const found = merchants.filter((merchant) => handle === null || handleOf(merchant) === handle)
  const next = position + switches.of(world).pageSize
  return json(200, {
    items: found.slice(position, next).map(ledger),
    cursor: next < found.length ? cursorAt("ledgers", next) : ""
  })
})

const wire =
  (call: ApiRequest) =>
  ({ sensitive, ...entry }: Entry) => ({
    ...entry,
    ...(call.query.get("includeGDPRSensitiveData") === "true" ? sensitive : {})
  })

/** Runs `next` with the sales unit of the path's ledger. */
const ofLedger = (
  topic: Topic,
  next: (merchant: Merchant, entries: ReadonlyArray<Entry>, call: ApiRequest, world: World) => ApiResponse
): Handler =>
  reading((call, world, merchants) => {
    const merchant = merchants.find((one) => ledgerIdOf(one) === call.parameters["ledgerId"])
    return merchant === undefined
      ? problem(call, 404, "No such ledgerId")
      : next(merchant, bookOf(world, merchant, call.now)[topic], call, world)
  })

const byDate = (topic: Topic): Handler =>
  ofLedger(topic, (merchant, entries, call, world) => {
    const date = call.parameters["ledgerDate"] ?? ""
    if (!isDate(date)) return problem(call, 400, "The ledgerDate is not a date.")
    const of = `${ledgerIdOf(merchant)} ${topic} ${date}`
    const position = positionOf(of, call.query.get("cursor"))
    if (position === undefined) return invalidCursor(call)
    const { emptyPages, pageSize, settlement } = switches.of(world)
    const [from, to] = rangeOf(entries, date)
    const end = Math.min(to, from + position + pageSize)
    const items = entries.slice(Math.min(from + position, to), end)
    const hasMore = end < to || (emptyPages && items.length > 0)
    return page(world, {
      items: items.map(wire(call)),
      hasMore,
      ...(hasMore ? { cursor: cursorAt(of, end - from) } : {}),
      tryLater: !isClosed(bookOf(world, merchant, call.now), merchant, settlement, date, call.now)
    })
  })

const feed = (topic: Topic): Handler =>
  ofLedger(topic, (merchant, entries, call, world) => {
    const of = `${ledgerIdOf(merchant)} ${topic} feed`
    const position = positionOf(of, call.query.get("cursor"))
    if (position === undefined) return invalidCursor(call)
    const end = Math.max(position, Math.min(entries.length, position + switches.of(world).pageSize))
    return page(world, {
      items: entries.slice(position, end).map(wire(call)),
      cursor: cursorAt(of, end),
      tryLater: end >= entries.length
    })
  })

export const handlers: { readonly [Name in keyof typeof operations]: Handler } = {
  token,
  getLedgers,
  getFundsByDate: byDate("funds"),
  getFeesByDate: byDate("fees"),
  getFundsFeed: feed("funds"),
  getFeesFeed: feed("fees")
}
