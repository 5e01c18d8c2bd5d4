/** Medians, and tables of them. */
export const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]
}

export const median = (values) => quantile(values, 0.5)

/** Where half of the values are: how much a figure is to be trusted. */
export const spread = (values) => `${digits(quantile(values, 0.25))}-${digits(quantile(values, 0.75))}`

export const digits = (value) =>
  value === undefined ? "" : value >= 100 ? String(Math.round(value)) : value.toPrecision(value >= 10 ? 3 : 2)

/** The median of each round's own ratio: what disturbs a round disturbs both sides of it. */
export const ratio = (values, base) => median(values.map((value, round) => value / base[round]))

export const table = (head, rows) => {
  const line = (cells) => `| ${cells.join(" | ")} |`
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n")
}
