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
    set: (world: World, changes: Partial<S>): World => rows.put(world, key, { ...of(world), ...changes })
  }
}
