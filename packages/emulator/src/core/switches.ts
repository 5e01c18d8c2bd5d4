/** How an API of the emulator behaves otherwise: one row, over what holds by default. */
import * as Option from "effect/Option"
import { table } from "./Table.js"
import type { World } from "./World.js"

const key = "switches"

export const switchesIn = <S extends object>(name: string, standard: S) => {
  const rows = table<S>(name)
  const of = (world: World): S => Option.getOrElse(rows.get(world, key), () => standard)
  return {
    ...rows,
    of,
    /** A step that changes some of them, and returns all. */
    change:
      (changes: Partial<S>) =>
      (_: number, world: World): readonly [S, World] => {
        const next = { ...of(world), ...changes }
        return [next, rows.put(world, key, next)]
      }
  }
}
