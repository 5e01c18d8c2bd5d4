// @effect-diagnostics globalConsole:off
/**
 * One subject in a process of its own: `child NAME URL TIMES [keep]`. After each of ten rounds the heap is collected and
 * measured; in the end what is still held is counted. Prints JSON.
 */
import { getEventListeners } from "node:events"
import { setTimeout } from "node:timers/promises"
import * as Fiber from "effect/Fiber"
import type { Figures } from "./leaks.js"
import { type SubjectName, subjects } from "./subjects.js"

const rounds = 10
const inFlight = 32

const [, , name, url = "", times = "1000", keep] = process.argv
const perRound = Math.ceil(Number(times) / rounds)

/** Sabotage: a kilobyte of each call is kept. */
const kept: Array<unknown> = []

const heapUsed = async (): Promise<number> => {
  // Twice, with time for finalizers in between.
  for (let i = 0; i < 2; i++) {
    await setTimeout(20)
    globalThis.gc?.()
  }
  return process.memoryUsage().heapUsed
}

const listeners = (): number =>
  process.eventNames().reduce((sum, event) => sum + getEventListeners(process, event).length, 0)

/** Timers, sockets and what else keeps a process alive, by kind; without the pipes of this process. */
const held = (): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo())
    if (kind !== "PipeWrap" && kind !== "TTYWrap" && kind !== "FSReqCallback") counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** Bytes that each further piece of work leaves behind: the slope of a line through what was measured. */
const slopeOf = (heap: ReadonlyArray<number>): number => {
  const middle = (heap.length - 1) / 2
  const mean = heap.reduce((sum, one) => sum + one, 0) / heap.length
  const above = heap.reduce((sum, one, i) => sum + (i - middle) * (one - mean), 0)
  const below = heap.reduce((sum, _, i) => sum + (i - middle) ** 2, 0)
  return above / below / perRound
}

const before = { held: held(), listeners: listeners(), fibers: Fiber.unsafeRoots().length }
const subject = await subjects[name as SubjectName](url)
let n = 0

const round = async (): Promise<void> => {
  const until = n + perRound
  const worker = async () => {
    while (n < until) {
      const result = await subject.once(n++)
      if (keep !== undefined)
        kept.push(
          result,
          Array.from({ length: 125 }, () => n)
        )
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  await subject.settle?.()
}

await round()
const heap: Array<number> = []
for (let i = 0; i < rounds; i++) {
  await round()
  heap.push(await heapUsed())
}
await subject.close()
// Sockets close in their own time.
const deadline = performance.now() + 10_000
const more = (): Record<string, number> =>
  Object.fromEntries(Object.entries(held()).filter(([kind, count]) => count > (before.held[kind] ?? 0)))
while (Object.keys(more()).length > 0 && performance.now() < deadline) await setTimeout(50)

const figures: Figures = {
  times: n,
  slope: slopeOf(heap),
  heap: [heap[0] ?? 0, heap.at(-1) ?? 0],
  held: more(),
  listeners: listeners() - before.listeners,
  fibers: Fiber.unsafeRoots().length - before.fibers
}
console.log(JSON.stringify(figures))
process.exit(0)
