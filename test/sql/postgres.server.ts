/** A PostgreSQL of the tests' own, from the system's programs, on a socket in a folder that is removed with it. */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, readdirSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { TestProject } from "vitest/node"

declare module "vitest" {
  export interface ProvidedContext {
    /** The folder of the socket, which is what `host` may be. */
    readonly postgres: string
  }
}

const debian = "/usr/lib/postgresql"

/** Debian keeps the server's programs out of the path, one folder per version. */
const newest = (): string | undefined =>
  existsSync(debian)
    ? readdirSync(debian)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(debian, version, "bin"))
        .find((bin) => existsSync(join(bin, "initdb")))
    : undefined

const programs = (): string => {
  const found = newest()
  if (found !== undefined) return found
  try {
    return execFileSync("pg_config", ["--bindir"], { encoding: "utf8" }).trim()
  } catch {
    throw new Error(
      "These tests need PostgreSQL's own programs. On Debian and Ubuntu: apt-get install postgresql. On macOS: brew install postgresql. The tests start a server of their own, as any user."
    )
  }
}

/** PostgreSQL refuses to run as root; its package brings a user for it. */
const unprivileged = (): { readonly uid: number; readonly gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }))
  return { uid: id("-u"), gid: id("-g") }
}

/** Restarts at each line of its input, and stops when the process at the other end of it ends or crashes. */
const untilInputEnds = `
  folder=$1; shift; "$@" & server=$!
  while read -r line; do kill -QUIT $server; wait $server; "$@" & server=$!; done
  kill -INT $server; wait $server; rm -rf "$folder"`

export interface Server {
  /** The folder of the socket. */
  readonly host: string
  /** Ends the server as a crash would, and starts it again. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

export const start = async (): Promise<Server> => {
  const bin = programs()
  const user = unprivileged()
  const host = mkdtempSync(join(tmpdir(), "vipps-postgres-"))
  if (user !== undefined) chownSync(host, user.uid, user.gid)
  const data = join(host, "data")
  const options = { cwd: host, env: { PATH: "/usr/bin:/bin", LC_ALL: "C" }, ...user }

  const initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
  execFileSync(join(bin, "initdb"), initdb, { ...options, stdio: ["ignore", "ignore", "inherit"] })

  const settings = { unix_socket_directories: host, listen_addresses: "", fsync: "off", max_connections: "60" }
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
  const server = spawn("/bin/sh", ["-c", untilInputEnds, "sh", host, join(bin, "postgres"), "-D", data, ...args], {
    ...options,
    detached: true,
    stdio: ["pipe", "ignore", "pipe"]
  })
  const ended = once(server, "close")
  let log = ""
  server.stderr.on("data", (text) => {
    log += String(text)
  })
  const ready = async (): Promise<void> => {
    for (const signal = AbortSignal.timeout(30_000); !log.includes("ready to accept connections"); ) {
      if (server.exitCode !== null) throw new Error(`PostgreSQL does not start:\n${log}`)
      if (signal.aborted) throw new Error(`PostgreSQL is not ready in 30 seconds:\n${log}`)
      await pause(20)
    }
  }
  await ready()
  return {
    host,
    restart: async () => {
      log = ""
      server.stdin.write("restart\n")
      await ready()
    },
    stop: async () => {
      server.stdin.end()
      await ended
    }
  }
}

/** Vitest's global setup. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const { host, stop } = await start()
  project.provide("postgres", host)
  return stop
}
