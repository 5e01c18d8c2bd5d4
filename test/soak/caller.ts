/** The process that calls Vipps, and may be killed at any moment. Its argument is the path of its settings. */
import { readFileSync } from "node:fs"
import { customerOf } from "./customer.js"
import { openJournal } from "./journal.js"
import { live } from "./lives.js"
import { lifeOf, type servers } from "./plan.js"
import { type Keys, type Shop, shopOf } from "./shop.js"

export interface Settings {
  readonly seed: number
  readonly lives: number
  readonly today: string
  readonly journal: string
  readonly concurrency: number
  readonly keys: Keys
  /** By server: where the client calls, and where customers act. */
  readonly urls: { readonly [S in (typeof servers)[number]]: { readonly api: string; readonly control: string } }
}

const {
  concurrency,
  journal: path,
  keys,
  lives,
  seed,
  today,
  urls
} = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Settings

const journal = openJournal(path)
const shops = new Map<string, Shop>()
const finished = new Set(journal.past.flatMap((entry) => (entry._tag === "Finished" ? [entry.life] : [])))
const waiting = Array.from({ length: lives }, (_, id) => id).filter((id) => !finished.has(id))

/** One shop for all lives of a caller and a server: it holds the token, the quota and the remembered keys. */
const shopFor = ({ caller, server }: ReturnType<typeof lifeOf>): Shop => {
  const name = `${caller} ${server}`
  const shop = shops.get(name) ?? shopOf(caller, keys, urls[server].api)
  shops.set(name, shop)
  return shop
}

const work = async (): Promise<void> => {
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    const life = lifeOf(seed, id)
    await live(life, {
      shop: shopFor(life),
      customer: customerOf(urls[life.server].control),
      today,
      past: journal.past.filter((entry) => entry.life === id),
      write: journal.write
    })
  }
}

await Promise.all(Array.from({ length: concurrency }, work))
// Connections that are kept alive would hold the process.
process.exit(0)
