import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import projects from "./vitest.workspace.js"

const source = (name: string) => new URL(`./packages/${name}/src/`, import.meta.url).pathname

// By default a machine with two cores gets one worker, although many tests wait.
const workers = Math.max(2, availableParallelism() - 1)

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@effect-vipps\/([^/]+)$/, replacement: `${source("$1")}index.ts` },
      { find: /^@effect-vipps\/([^/]+)\/(.+)$/, replacement: `${source("$1")}$2.ts` }
    ]
  },
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  test: {
    projects,
    setupFiles: [new URL("./test/support/properties.ts", import.meta.url).pathname],
    testTimeout: 60_000,
    minWorkers: workers,
    maxWorkers: workers,
    // Each file would load all modules again, which takes a third of the time. So no test may mock a module, or leave behind
    // what it changes in its process.
    poolOptions: { forks: { isolate: false } }
  }
})
