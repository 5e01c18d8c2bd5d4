/** One vitest project per package, and one for the examples: `npx vitest run --project client` runs one of them. */
export default ["client", "emulator", "promise", "spec", "sql", "testing", "examples", "browser"].map((name) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`] }
}))
