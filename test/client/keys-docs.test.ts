/** What the documentation of a call promises about its idempotency key, compared with what the call does. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as client from "@effect-vipps/client"
import { isIntent } from "@effect-vipps/client/internal/request/intent"
import type { Endpoint } from "@effect-vipps/client/Operation"

const src = join(import.meta.dirname, "../../packages/client/src")

const promise = "an equal call after an unknown outcome retries the request with its key"

/** The documentation of each call at the door of an API, on one line. */
const documented = (api: string): ReadonlyMap<string, string> => {
  const door = readFileSync(join(src, `${api}.ts`), "utf8")
  const blocks = door.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const (\w+):[^=]*(?:=>[^=]*)*= call\(/g)
  return new Map(Array.from(blocks, ([, text = "", name = ""]) => [name, text.replace(/\s*\n \*\s*/g, " ")]))
}

const apis = Object.entries(client).flatMap(([name, module]) =>
  "operations" in module
    ? [[name, Object.entries(module.operations) as ReadonlyArray<[string, Endpoint]>] as const]
    : []
)

describe("the documentation of a call", () => {
  it("promises that a key is remembered only where it is", () => {
    const promised = apis.flatMap(([api, operations]) => {
      const docs = documented(api)
      return operations.filter(([name]) => docs.get(name)?.includes(promise))
    })
    assert.isAtLeast(promised.length, 9)
    for (const [, operation] of promised) {
      assert.isTrue(isIntent(operation) && operation.idempotencyKey !== "None", operation.name)
    }
  })
})
