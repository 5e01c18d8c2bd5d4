import type { ParseArgsConfig } from "node:util"
import type { Vipps, VippsOptions } from "@effect-vipps/promise"
import type { Send } from "./changes.js"
import type { ExitCode } from "./exitCodes.js"
import type { Printer } from "./print.js"
import type { System } from "./System.js"

/** Where requests go: real money, Vipps' test environment, or another server such as the emulator. */
export type Environment = "production" | "test" | "server"

export interface Connection {
  readonly environment: Environment
  readonly options: VippsOptions
  readonly vipps: Vipps
}

/** One run of a command. */
export interface Run {
  readonly args: ReadonlyArray<string>
  readonly system: System
  readonly print: Printer
  /** The value of an option, where it was given. */
  readonly option: (name: string) => string | undefined
  readonly flag: (name: string) => boolean
  /** The environment variables, with those of `--env-file` below them. */
  readonly env: System["env"]
  /** Made when first used: some commands need no keys. */
  readonly connect: () => Promise<Connection>
  /** Sends what changes something. */
  readonly send: Send
}

export interface Command {
  /** Its arguments, as in `<reference> [amount]`. */
  readonly usage: string
  readonly summary: string
  /** What `--help` says besides; one line per option. */
  readonly details?: string
  readonly options?: NonNullable<ParseArgsConfig["options"]>
  /** How many arguments it takes. */
  readonly arity: readonly [least: number, most: number]
  readonly run: (run: Run) => Promise<ExitCode>
}
