import type { Command } from "../Command.js"
import { control } from "../control.js"
import { exitCodes, UsageError } from "../exitCodes.js"

/** What the customer can do, and where the emulator has it. */
const paths: { readonly [action: string]: (id: string) => string } = {
  approve: (id) => `/payments/${id}/approve`,
  reject: (id) => `/payments/${id}/reject`,
  expire: (id) => `/payments/${id}/expire`,
  complete: (id) => `/checkout/sessions/${id}/complete`,
  "agreement.approve": (id) => `/agreements/${id}/approve`,
  "agreement.reject": (id) => `/agreements/${id}/reject`,
  "agreement.stop": (id) => `/agreements/${id}/stop`
}

export const trigger: Command = {
  usage: "<action> <reference or agreement id>",
  summary: "do what a customer does, in the emulator",
  details: `Actions: ${Object.keys(paths).join(", ")}`,
  arity: [2, 2],
  run: async ({ args: [action = "", id = ""], env, print }) => {
    const path = Object.hasOwn(paths, action) ? paths[action] : undefined
    if (path === undefined) throw new UsageError(`The action is one of ${Object.keys(paths).join(", ")}`)
    print.result(await control(env, "POST", path(encodeURIComponent(id))), `${action}: done`)
    return exitCodes.done
  }
}
