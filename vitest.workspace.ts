/** One vitest project per package: `npx vitest run --project client` runs one of them. */
export default ["client", "emulator", "promise"].map((name) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`] }
}))
