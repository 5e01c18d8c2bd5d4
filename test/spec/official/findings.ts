// @effect-diagnostics globalConsole:off
/** What has been checked of one API, and what differs from its specification. */
export interface Findings {
  readonly checked: () => void
  readonly add: (line: string) => void
}

export interface Section extends Findings {
  /** Prints the section. Whether everything in it is as it should be. */
  readonly print: () => boolean
}

/** `meant` has, for each difference that is meant, a pattern of its lines and the reason. */
export const section = (title: string, meant: ReadonlyArray<readonly [RegExp, string]> = []): Section => {
  let count = 0
  const lines = new Map<string, number>()
  return {
    checked: () => {
      count++
    },
    add: (line) => {
      const short = line.slice(0, 200)
      lines.set(short, (lines.get(short) ?? 0) + 1)
    },
    print: () => {
      const reasonOf = (line: string) => meant.find(([pattern]) => pattern.test(line))?.[1]
      const wrong = [...lines].filter(([line]) => reasonOf(line) === undefined)
      const reasons = new Map<string, number>()
      for (const [line, times] of lines) {
        const reason = reasonOf(line)
        if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + times)
      }
      console.log(`${title}: ${count} checked, ${wrong.length} kinds of difference`)
      for (const [reason, times] of reasons) console.log(`  meant, ${times} times: ${reason}`)
      for (const [line, times] of wrong) console.log(`  DIFFERENT, ${times} times: ${line}`)
      if (count === 0) console.log("  NOTHING WAS CHECKED")
      return wrong.length === 0 && count > 0
    }
  }
}
