/** What needs PostgreSQL or takes a minute: `npm run test:postgres`. */
import { defineConfig } from "vitest/config"
import shared from "../../vitest.config.js"

export default defineConfig({
  ...shared,
  root: new URL("../..", import.meta.url).pathname,
  test: {
    name: "postgres",
    include: ["test/sql/*.postgres.ts", "test/sql/*.full.ts", "test/dbos/*.postgres.ts"],
    globalSetup: "test/sql/postgres.server.ts",
    testTimeout: 60_000,
    // They share the machine with the server.
    fileParallelism: false
  }
})
