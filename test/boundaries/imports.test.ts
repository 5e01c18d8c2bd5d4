import { assert, describe, it } from "@effect/vitest"
import { cycles } from "./cycles.js"
import { exportsOf, type Import, importsIn, packageOf, packages } from "./imports.js"

interface Permission {
  /** Who imports. */
  readonly from: RegExp
  /** Of which package. */
  readonly of: string
  /** Which of its modules that are not exported. */
  readonly modules: RegExp
  readonly why: string
}

/** Who may import what a package does not export. */
const permissions: ReadonlyArray<Permission> = [
  {
    from: /^(packages\/promise\/src|test\/promise)\//,
    of: "client",
    modules: /./,
    why: "the facade bundles the client, so it ships with the very version it was built with"
  },
  {
    from: /^packages\/promise\/src\/testing\.ts$/,
    of: "testing",
    modules: /^(deliver|startVipps)$/,
    why: "the facade's entry for tests bundles what is for programs without Effect, and not the rest of the package"
  },
  {
    from: /^test\/spec\//,
    of: "emulator",
    modules: /^(\w+\/(requestSchemas|logistics|errorCodes|eventTypes|handlers)$|emulatedApis$|http\/app$)/,
    why: "its names, fields and codes are compared with the official specifications"
  },
  {
    from: /^test\/spec\//,
    of: "client",
    modules: /^(epayment\/EPaymentEvent|internal\/schema\/read)$/,
    why: "its fields, and how it reads responses, are compared with the official specifications"
  }
]

/** A package's own unit tests may import all of it. */
const isUnitTest = ({ from, target }: Import): boolean => from.startsWith(`test/${target?.name}/`)

const isAllowed = ({ from, target }: Import): boolean =>
  permissions.some((one) => one.of === target?.name && one.from.test(from) && one.modules.test(target.module))

/** Which packages a package is made from. The emulator knows nothing of the client: that makes it a check on it. */
const madeFrom: Readonly<Record<string, ReadonlyArray<string>>> = {
  cli: ["client", "promise"],
  client: [],
  emulator: [],
  login: ["client"],
  promise: ["client", "testing"],
  redis: ["client"],
  sql: ["client"],
  testing: ["client", "emulator"]
}

const all = importsIn("packages", "examples", "test")

/** Imports of what another package does not export. */
const reaching = all.filter(
  ({ from, target }) =>
    target !== undefined && packageOf(from) !== target.name && !exportsOf(target.name).includes(target.module)
)

const show = ({ from, specifier }: Import): string => `${from} imports ${specifier}`

describe("imports between packages", () => {
  it("imports lead to what a package exports, unless an exception with a reason allows more", () => {
    assert.deepStrictEqual(reaching.filter((one) => !isUnitTest(one) && !isAllowed(one)).map(show), [])
  })

  it("every exception for imports is needed", () => {
    for (const { from, modules, of, why } of permissions) {
      const isUsed = reaching.some(
        (one) => one.target?.name === of && from.test(one.from) && modules.test(one.target.module)
      )
      assert.isTrue(isUsed, `${from} ${of}: ${why}`)
    }
  })

  it("the client's tests do not import the emulator, which they reach through fetch", () => {
    const toEmulator = all.filter(({ from, target }) => from.startsWith("test/client/") && target?.name === "emulator")
    assert.deepStrictEqual(toEmulator.map(show), [])
  })

  it("packages and examples import other packages by name", () => {
    const byPath = all.filter(
      ({ from, specifier, target }) =>
        /^(packages|examples)\//.test(from) &&
        specifier.startsWith(".") &&
        target !== undefined &&
        target.name !== packageOf(from)
    )
    assert.deepStrictEqual(byPath.map(show), [])
  })

  it("packages import only the packages they are made from", () => {
    assert.sameMembers(Object.keys(madeFrom), [...packages])
    const others = all.filter(({ from, target }) => {
      const name = packageOf(from)
      return (
        name !== undefined && target !== undefined && name !== target.name && !madeFrom[name]?.includes(target.name)
      )
    })
    assert.deepStrictEqual(others.map(show), [])
  })
})

/**
 * The rooms of the client's `internal`, and which of the others each may import. No file stands outside a room. A room
 * whose row names another never appears in that one's row, so all arrows point one way.
 */
const rooms: Readonly<Record<string, ReadonlyArray<string>>> = {
  schema: [],
  transport: [],
  request: ["schema", "transport"],
  operation: ["schema", "transport", "request"],
  outcome: ["schema", "transport", "request", "operation"],
  receive: ["schema", "transport", "request", "outcome"]
}

const internal = "packages/client/src/internal/"

/** `request` of `packages/client/src/internal/request/call.ts`. */
const roomOf = (file: string | undefined): string | undefined =>
  file?.startsWith(internal) ? (file.slice(internal.length).split("/").at(-2) ?? "no room") : undefined

/** Doors and other modules beside the APIs that rooms may import. */
const shared = /^(Metrics|Operation|VippsConfig|VippsError|WebhookInbox|Money|error\/body|config\/\w+)$/

describe("imports of the client's internals", () => {
  const own = all.filter(({ from }) => from.startsWith(internal))

  it("each room of the client imports only the rooms below it", () => {
    const others = own.filter(({ file, from }) => {
      const [here, there] = [roomOf(from), roomOf(file)]
      return there !== undefined && here !== there && rooms[here ?? ""]?.includes(there) !== true
    })
    assert.deepStrictEqual(others.map(show), [])
    assert.sameMembers([...new Set(own.map(({ from }) => roomOf(from)))], Object.keys(rooms))
  })

  it("every permission between rooms is used", () => {
    for (const [here, belows] of Object.entries(rooms)) {
      for (const there of belows) {
        assert.isTrue(
          own.some((one) => roomOf(one.from) === here && roomOf(one.file) === there),
          `${here} -> ${there}`
        )
      }
    }
  })

  it("the client's internals import no API", () => {
    const others = own.filter(
      ({ file, target }) => target?.name === "client" && roomOf(file) === undefined && !shared.test(target.module)
    )
    assert.deepStrictEqual(others.map(show), [])
  })
})

describe("imports of the emulator", () => {
  const source = "packages/emulator/src/"
  const own = all.filter(({ file, from }) => from.startsWith(source) && file?.startsWith(source))
  const folderOf = (file: string | undefined): string => /^([^/]+)\//.exec(file?.slice(source.length) ?? "")?.[1] ?? ""

  /** What every API uses, and what serves them: the app and the control endpoints read the list of APIs. */
  const shared = ["core", "delivery", "faults", "http"]
  const lists = /^(apis|emulatedApis)\.ts$/

  it("what all APIs share imports none of them, but for the list of them", () => {
    const others = own.filter(({ file, from }) => {
      const to = folderOf(file)
      return shared.includes(folderOf(from)) && to !== "" && !shared.includes(to)
    })
    assert.deepStrictEqual(others.map(show), [])
    const reading = own.filter(
      ({ file, from }) => shared.includes(folderOf(from)) && lists.test(file?.slice(source.length) ?? "")
    )
    assert.sameMembers([...new Set(reading.map(({ from }) => folderOf(from)))], ["http"])
  })

  it("an API counts requests and parses bodies by the guard and the reader that all share", () => {
    const byThemselves = own.filter(
      ({ file, from }) =>
        !["", "pages", ...shared].includes(folderOf(from)) &&
        /^core\/(rateLimits|json)\.ts$/.test(file?.slice(source.length) ?? "")
    )
    assert.deepStrictEqual(byThemselves.map(show), [])
  })

  it("an API imports no page", () => {
    const pages = own.filter(
      ({ file, from }) => folderOf(file) === "pages" && folderOf(from) !== "pages" && folderOf(from) !== ""
    )
    assert.deepStrictEqual(pages.map(show), [])
  })
})

describe("imports between files", () => {
  it("imports between files make no cycle, not even of types", () => {
    assert.deepStrictEqual(cycles(all), [])
  })

  it("a cycle of imports is found where there is one", () => {
    const edge = (from: string, to: string): Import => ({ from, specifier: "", target: undefined, file: to })
    assert.deepStrictEqual(cycles([edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("c", "d")]), [["a", "b", "c"]])
    assert.deepStrictEqual(cycles([edge("a", "b"), edge("a", "c"), edge("b", "c")]), [])
  })
})
