const project = (name: string, folder = name) => ({
  extends: true as const,
  test: { name, include: [`test/${folder}/**/*.test.ts`] }
})

/** The facade as Node gets it: over `node:http` instead of `fetch`. */
const onNode = {
  ...project("promise-node", "promise"),
  resolve: {
    alias: [
      {
        find: /^\.\/platform\.js$/,
        replacement: new URL("./packages/promise/src/internal/platform.node.ts", import.meta.url).pathname
      }
    ]
  }
}

/** Calls of the client over a plain transport, where the general interface is used otherwise. */
const plain = {
  ...project("client-plain", "client"),
  test: {
    name: "client-plain",
    env: { VIPPS_TEST_TRANSPORT: "plain" },
    include: [
      "AccessToken-life",
      "VippsConfig-derived",
      "VippsConfig",
      "Vipps",
      "Webhooks",
      "awaitOutcome",
      "awaitOutcome-shared",
      "crossing",
      "custom",
      "decorated",
      "descriptor",
      "emulated",
      "errors",
      "hostile",
      "input",
      "intents",
      "messages",
      "mutations",
      "opentelemetry",
      "orderManagement",
      "outer-retries",
      "qr",
      "reconcile",
      "retry",
      "retry-ends",
      "retryQuota",
      "recurring-input",
      "recurring-waiting",
      "recurring",
      "report",
      "schedules",
      "secrets",
      "telemetry",
      "userinfo"
    ].map((file) => `test/client/${file}.test.ts`)
  }
}

/** One project, so that its few long files run side by side. */
const reliability = {
  ...project("reliability"),
  test: { name: "reliability", include: ["reliability", "soak"].map((folder) => `test/${folder}/**/*.test.ts`) }
}

/** One vitest project per package, and a few across packages: `npx vitest run --project client` runs one of them. */
export default [
  ...[
    "boundaries",
    "cli",
    "client",
    "emulator",
    "login",
    "promise",
    "spec",
    "sql",
    "testing",
    "examples",
    "browser"
  ].map((name) => project(name)),
  reliability,
  onNode,
  plain
]
