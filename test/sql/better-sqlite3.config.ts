/** The SQLite tests again, with the driver that users install: `npm run test:better-sqlite3`. */
import { defineConfig, mergeConfig } from "vitest/config"
import shared from "../../vitest.config.js"

const driver = new URL("./better-sqlite3/node_modules/better-sqlite3/lib/index.js", import.meta.url).pathname

export default mergeConfig(
  { ...shared, test: {} },
  defineConfig({
    root: new URL("../..", import.meta.url).pathname,
    resolve: { alias: [{ find: /^better-sqlite3$/, replacement: driver }] },
    test: {
      name: "better-sqlite3",
      include: ["test/sql/SqlWebhookInbox.test.ts"],
      testTimeout: 60_000,
      // The alias applies only to what vitest transforms.
      server: { deps: { inline: ["@effect/sql-sqlite-node"] } }
    }
  })
)
