/** A Redis of the tests' own, on a socket, in memory alone. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface RedisServer {
  readonly socket: string
  /** Sends a signal: SIGSTOP makes it hang. */
  readonly signal: (signal: NodeJS.Signals) => void
  readonly stop: () => Promise<void>
}

/** Debian and Ubuntu: `apt-get install redis-server`. */
export const startRedis = async (): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), "vipps-redis-"))
  const socket = join(folder, "redis.sock")
  const args = ["--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no", "--dir", folder]
  const server = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] })
  const ended = once(server, "exit")
  const kill = () => server.kill("SIGKILL")
  process.once("exit", kill)
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    ended.then(() => reject(new Error("redis-server does not start")), reject)
    server.stdout.on("data", (text) => {
      if (String(text).includes("eady to accept connections")) resolve()
    })
  })
  return {
    socket,
    signal: (signal) => void server.kill(signal),
    stop: async () => {
      kill()
      await ended
      process.removeListener("exit", kill)
      await rm(folder, { recursive: true, force: true })
    }
  }
}
