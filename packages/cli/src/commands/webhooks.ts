import { rmSync, writeFileSync } from "node:fs"
import type { Webhooks } from "@effect-vipps/promise"
import type { Command, Run } from "../Command.js"
import { checkConfirmed, confirmDetails, confirmed, confirmOptions, refuseKey } from "../confirm.js"
import { exitCodes, UsageError } from "../exitCodes.js"

/** The secret is returned only once, so its file is opened before the registration is made. */
const secretFile = ({ option }: Run): string => {
  const file = option("secret-file")
  if (file === undefined) throw new UsageError("Give --secret-file: Vipps returns the secret only once")
  try {
    writeFileSync(file, "", { flag: "wx", mode: 0o600 })
  } catch (error) {
    throw new UsageError(`Cannot create ${file}: ${(error as NodeJS.ErrnoException).code}; no request was sent`)
  }
  return file
}

interface Saved {
  readonly id: string
  readonly secret?: string
}

const advice = "List the registrations, and delete the one whose secret is not known: vipps webhooks list"

/** Removes the empty file where nothing was registered. */
const withSecretFile = async <A extends Saved>(
  run: Run,
  register: () => Promise<A>
): Promise<A & { readonly file: string }> => {
  const file = secretFile(run)
  const unsaved = ({ id, secret }: Saved) =>
    secret === undefined
      ? `The webhook ${id} was kept`
      : `The webhook ${id} is registered, and its secret is lost: vipps webhooks delete ${id}`
  try {
    const made = await run.send(
      { advice, made: (saved) => ({ code: exitCodes.unknown, message: unsaved(saved) }) },
      register
    )
    if (made.secret === undefined) rmSync(file)
    else writeFileSync(file, `VIPPS_WEBHOOK_ID=${made.id}\nVIPPS_WEBHOOK_SECRET=${made.secret}\n`)
    return { ...made, file }
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
}

const list = async ({ connect, print, system }: Run) => {
  const { vipps } = await connect()
  const webhooks = await vipps.webhooks.list({ signal: system.signal })
  const lines = webhooks.map(({ events, id, url }) => `${id}  ${url}\n  ${events.join(" ")}`)
  print.result(webhooks, lines.length === 0 ? "no webhooks are registered" : lines.join("\n"))
  return exitCodes.done
}

const change = (action: "register" | "ensure") => async (run: Run) => {
  const [, url, ...events] = run.args
  if (url === undefined || events.length === 0) throw new UsageError(`webhooks ${action} <url> <event>...`)
  checkConfirmed(run, `webhooks ${action}`)
  refuseKey(run, `webhooks ${action}`, advice)
  const request = { url, events: events as ReadonlyArray<Webhooks.EventName> }
  const { vipps } = await run.connect()
  if (action === "register") {
    const { file, id } = await withSecretFile(run, () => vipps.webhooks.register(request))
    run.print.result({ id, secretFile: file }, `registered ${id}; its secret is in ${file}`)
    return exitCodes.done
  }
  const known = run.option("id")
  const { created, file, id, removed } = await withSecretFile(run, () =>
    vipps.webhooks.ensure({ ...request, ...(known === undefined ? {} : { id: known }) })
  )
  const text = created ? `registered ${id}; its secret is in ${file}` : `kept ${id}`
  run.print.result({ created, id, removed, ...(created ? { secretFile: file } : {}) }, text)
  return exitCodes.done
}

const remove = async (run: Run) => {
  const [, id] = run.args
  if (id === undefined) throw new UsageError("webhooks delete <id>")
  const idempotencyKey = confirmed(run, "webhooks delete")
  const { vipps } = await run.connect()
  await run.send(
    { idempotencyKey, advice: `Retry with --key ${idempotencyKey}, or read the registrations: vipps webhooks list` },
    () => vipps.webhooks.remove(id, { idempotencyKey })
  )
  run.print.result({ deleted: id }, `deleted ${id}`)
  return exitCodes.done
}

const actions: { readonly [name: string]: Command["run"] } = {
  list,
  register: change("register"),
  ensure: change("ensure"),
  delete: remove
}

export const webhooks: Command = {
  usage: "list | register <url> <event>... | ensure <url> <event>... | delete <id>",
  summary: "registrations for events",
  details: `      --secret-file <file>  created with the id and the secret of a new registration
      --id <id>             with ensure: the registration whose secret you have
${confirmDetails}`,
  options: { ...confirmOptions, "secret-file": { type: "string" }, id: { type: "string" } },
  arity: [1, 40],
  run: (run) => {
    const [name = ""] = run.args
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (action === undefined) throw new UsageError(`webhooks ${Object.keys(actions).join(" | ")}`)
    return action(run)
  }
}
