/** Runs the program in this process. */
import { sleeper } from "../../packages/cli/src/abort.js"
import { main } from "../../packages/cli/src/main.js"

interface Keys {
  readonly clientId: string
  readonly clientSecret: string
  readonly subscriptionKey: string
  readonly merchantSerialNumber: string
}

/** Of nobody, for servers that a test scripts. */
const nobody: Keys = {
  clientId: "a-client-id",
  clientSecret: "a-client-secret",
  subscriptionKey: "a-subscription-key",
  merchantSerialNumber: "123456"
}

/** The variables that lead to a server. */
export const variables = (url: string, keys: Keys = nobody): Record<string, string> => ({
  VIPPS_CLIENT_ID: keys.clientId,
  VIPPS_CLIENT_SECRET: keys.clientSecret,
  VIPPS_SUBSCRIPTION_KEY: keys.subscriptionKey,
  VIPPS_MERCHANT_SERIAL_NUMBER: keys.merchantSerialNumber,
  VIPPS_BASE_URL: url
})

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  /** The JSON lines of standard output. */
  readonly json: () => ReadonlyArray<Record<string, unknown>>
}

interface Given {
  readonly isTTY?: boolean
  /** Receives what standard error holds so far, after each write. */
  readonly onErr?: (text: string) => void
  readonly onOut?: (text: string) => void
  readonly signal?: AbortSignal
  readonly hurry?: AbortSignal
  /** Stands in for time. */
  readonly sleep?: (millis: number) => Promise<boolean>
}

/** Runs the program in this process, in a pipe or as on a terminal. */
export const vipps = (
  env: Readonly<Record<string, string>>,
  args: ReadonlyArray<string>,
  { hurry, isTTY = false, onErr, onOut, signal = new AbortController().signal, sleep = sleeper(signal) }: Given = {}
): Promise<Ran> => {
  let out = ""
  let err = ""
  const system = {
    env,
    signal,
    ...(hurry === undefined ? {} : { hurry }),
    sleep,
    emulator: () => ["--import", "tsx", "packages/emulator/src/bin.ts"],
    out: {
      isTTY,
      write: (text: string) => {
        out += text
        onOut?.(out)
      }
    },
    err: {
      isTTY,
      write: (text: string) => {
        err += text
        onErr?.(err)
      }
    }
  }
  return main(args, system).then((code) => ({
    code,
    out,
    err,
    json: () =>
      out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
  }))
}
