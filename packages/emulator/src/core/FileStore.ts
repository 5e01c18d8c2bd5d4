/** Writes the world to a file with LMDB: a transaction is on disk completely or not at all. */
import { accessSync, closeSync, constants, existsSync, openSync, readSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { RootDatabase } from "lmdb"
import { DataFileError } from "../EmulatorError.js"
import type { Store } from "./StateStore.js"
import type { Change, World } from "./World.js"
import * as Worlds from "./World.js"

type Key = readonly [table: string, key: string]

interface Row {
  readonly key: Key
  readonly value: unknown
}

const worldOf = (rows: Iterable<Row>): World => {
  const tables: Record<string, Array<readonly [string, unknown]>> = {}
  for (const { key, value } of rows) {
    const [table, id] = key
    tables[table] ??= []
    tables[table].push([id, value])
  }
  return Worlds.restore(tables)
}

/** What a file of LMDB's has after the header of its first page, in the byte order of almost every machine. */
const magic = Buffer.from([0xde, 0xc0, 0xef, 0xbe])
const magicAt = 24

const beginsLikeLmdb = (file: string): boolean => {
  const begin = Buffer.alloc(magicAt + magic.length)
  const opened = openSync(file, "r")
  try {
    const read = readSync(opened, begin)
    return read === 0 || begin.subarray(magicAt).equals(magic)
  } finally {
    closeSync(opened)
  }
}

/** LMDB opens any file, and crashes on files of other kinds. */
const check = (file: string): void => {
  accessSync(dirname(file), constants.W_OK)
  if (existsSync(file) && !beginsLikeLmdb(file)) throw new Error("it is a file of another kind.")
}

/** Files that are open in this process. */
const openHere = new Set<string>()

/** LMDB's table of readers, whose lines begin with the process of each. Those of processes that died were cleared. */
const isOpenElsewhere = (readers: string): boolean =>
  [...readers.matchAll(/^\s*(\d+)\s/gm)].some(([, pid]) => Number(pid) !== process.pid)

const inUse = "another emulator has it open. Stop that one, or name another file."

const missing = "the package lmdb, which writes it, is not installed here. Install it: npm install lmdb"

/** Loaded on demand: most emulators keep nothing, and it is native code. */
const load = (file: string) =>
  Effect.tryPromise({ try: () => import("lmdb"), catch: () => new DataFileError({ file, reason: missing }) })

/** Two emulators with one file would overwrite each other's changes. */
const openAlone = (file: string): Effect.Effect<RootDatabase<unknown, Array<string>>, DataFileError, Scope.Scope> =>
  Effect.gen(function* () {
    const path = resolve(file)
    const { open } = yield* load(file)
    if (openHere.has(path)) return yield* new DataFileError({ file, reason: inUse })
    yield* Effect.acquireRelease(
      Effect.sync(() => openHere.add(path)),
      () => Effect.sync(() => openHere.delete(path))
    )
    const database = yield* Effect.acquireRelease(
      Effect.try({
        try: () => {
          check(path)
          return open<unknown, Array<string>>({ path, noSubdir: true, encoding: "json", overlappingSync: false })
        },
        catch: (cause) => new DataFileError({ file, reason: cause instanceof Error ? cause.message : String(cause) })
      }),
      (opened) => Effect.promise(() => opened.close())
    )
    // The first read enters this process into the table, where it stays until the end.
    const readers = yield* Effect.sync(() => {
      for (const _ of database.getKeys({ limit: 1 })) break
      return database.readerList()
    })
    return isOpenElsewhere(readers) ? yield* new DataFileError({ file, reason: inUse }) : database
  })

/** Bytes; LMDB takes 1,978 for the table and the key. */
const maxKeySize = 1900

/** LMDB would keep what was written before the key that it refuses: half a step. */
const checkKeys = (changes: ReadonlyArray<Change | "reset">): void => {
  const long = changes.find((change) => change !== "reset" && Buffer.byteLength(change.key) > maxKeySize)
  if (long !== undefined && long !== "reset")
    throw new Error(`a key of ${long.table} is longer than ${maxKeySize} bytes: ${long.key.slice(0, 50)}...`)
}

/**
 * Opens or creates the file. A write is done when it is on disk, so that every response survives a crash of the process
 * and of the machine; concurrent writes share a transaction. A write that fails is lost, and fails its own step only.
 */
export const make = (file: string): Effect.Effect<Store, DataFileError, Scope.Scope> =>
  Effect.gen(function* () {
    const database = yield* openAlone(file)
    let settled: Promise<unknown> = Promise.resolve()
    return {
      load: Effect.sync(() => worldOf(database.getRange() as Iterable<unknown> as Iterable<Row>)),
      write: async (changes) => {
        if (changes.length === 0) return void (await settled)
        checkKeys(changes)
        const written = database.transaction(() => {
          for (const change of changes) {
            if (change === "reset") for (const key of [...database.getKeys()]) database.remove(key)
            else if (change.value === undefined) database.remove([change.table, change.key])
            else database.put([change.table, change.key], change.value)
          }
        })
        settled = written.catch(() => undefined)
        await written
      }
    }
  })
