/** Payments as workflows, on SQLite: `npm run test:workflow`. */
import { defineConfig } from "vitest/config"
import shared from "../../vitest.config.js"

export default defineConfig({
  ...shared,
  root: new URL("../..", import.meta.url).pathname,
  test: {
    name: "workflow",
    include: ["test/workflow/*.test.ts"],
    testTimeout: 60_000
  }
})
