import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { options, scripted } from "./support.js"

const made = (overrides: Partial<VippsConfig.Options> = {}) =>
  Effect.scoped(VippsConfig.make({ ...options, ...overrides }))

const env = (entries: Record<string, string>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(entries))))

const keys = {
  VIPPS_CLIENT_ID: "id",
  VIPPS_CLIENT_SECRET: "secret",
  VIPPS_SUBSCRIPTION_KEY: "key",
  VIPPS_MERCHANT_SERIAL_NUMBER: "123456"
}

describe("VippsConfig", () => {
  it.effect("VippsConfig fills in defaults", () =>
    Effect.gen(function* () {
      const config = yield* Effect.scoped(VippsConfig.make({ ...options, environment: undefined }))
      assert.strictEqual(config.environment, "production")
      assert.strictEqual(config.baseUrl, "https://api.vipps.no")
      assert.strictEqual(config.systemName, "effect-vipps")
      assert.strictEqual(config.pluginName, "effect-vipps")
      assert.strictEqual(Duration.toMillis(config.attemptTimeout), 10_000)
      assert.strictEqual(Duration.toMillis(config.timeout), 30_000)
      assert.strictEqual(config.retry.maxRetries, 2)
      const { version } = JSON.parse(readFileSync("packages/client/package.json", "utf8"))
      assert.strictEqual(config.systemVersion, version)
    })
  )

  it.effect("VippsConfig recognises production by its host, whatever environment is given", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* made({ environment: "test" })).baseUrl, "https://apitest.vipps.no")
      const local = yield* made({ environment: undefined, baseUrl: "http://127.0.0.1:4242/" })
      assert.strictEqual(local.baseUrl, "http://127.0.0.1:4242")
      assert.strictEqual(local.environment, "test")
      const real = yield* made({ environment: undefined, baseUrl: "https://api.vipps.no/" })
      assert.strictEqual(real.environment, "production")
    })
  )

  it.effect("the plugin's name defaults to the system's name", () =>
    Effect.gen(function* () {
      const config = yield* made({ systemName: "shop", systemVersion: "9" })
      assert.strictEqual(config.pluginName, "shop")
      assert.strictEqual(config.pluginVersion, "9")
    })
  )

  const wrong: ReadonlyArray<readonly [Partial<VippsConfig.Options>, path: string]> = [
    [{ clientId: "" }, "clientId"],
    [{ clientSecret: "plain" as never }, "clientSecret"],
    [{ subscriptionKey: Redacted.make("has space") }, "subscriptionKey"],
    [{ merchantSerialNumber: "12a456" }, "merchantSerialNumber"],
    [{ environment: "staging" as never }, "environment"],
    [{ baseUrl: "api.vipps.no" }, "baseUrl"],
    [{ baseUrl: "ftp://api.vipps.no" }, "baseUrl"],
    [{ baseUrl: "https://user:pass@api.vipps.no" }, "baseUrl"],
    [{ baseUrl: "http://api.vipps.no" }, "baseUrl"],
    [{ baseUrl: "http://API.Vipps.no./" }, "baseUrl"],
    [{ baseUrl: "http://api.vippsmobilepay.com:80" }, "baseUrl"],
    [{ systemName: "x".repeat(31) }, "systemName"],
    [{ pluginVersion: "1\r\n" }, "pluginVersion"],
    [{ timeout: -1 }, "timeout"],
    [{ attemptTimeout: "soon" as never }, "attemptTimeout"],
    [{ retry: { maxRetries: 1.5 } }, "retry.maxRetries"],
    [{ maxRetries: 3 } as never, "maxRetries"]
  ]
  for (const [overrides, path] of wrong) {
    it.effect(`VippsConfig refuses an invalid ${path}: ${JSON.stringify(overrides)}`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(made(overrides))
        assert.strictEqual(error._tag, "VippsInputError")
        assert.deepStrictEqual(
          error.issues.map((issue) => issue.path),
          [path]
        )
      })
    )
  }

  it.effect("layerEnv reads the VIPPS_ variables", () =>
    Effect.gen(function* () {
      const config = yield* VippsConfig.VippsConfig.pipe(
        Effect.provide(VippsConfig.layerEnv),
        env({
          ...keys,
          VIPPS_ENVIRONMENT: "test",
          VIPPS_SYSTEM_NAME: "shop",
          VIPPS_TIMEOUT: "5 seconds",
          VIPPS_MAX_RETRIES: "4"
        })
      )
      assert.strictEqual(config.clientId, "id")
      assert.strictEqual(Redacted.value(config.clientSecret), "secret")
      assert.strictEqual(Redacted.value(config.subscriptionKey), "key")
      assert.strictEqual(config.merchantSerialNumber, "123456")
      assert.strictEqual(config.baseUrl, "https://apitest.vipps.no")
      assert.strictEqual(config.systemName, "shop")
      assert.strictEqual(Duration.toMillis(config.timeout), 5000)
      assert.strictEqual(config.retry.maxRetries, 4)
    })
  )

  it.effect("layerEnv reports which variable is missing or invalid", () =>
    Effect.gen(function* () {
      const { VIPPS_CLIENT_SECRET: _, ...rest } = keys
      const missing = yield* VippsConfig.VippsConfig.pipe(Effect.provide(VippsConfig.layerEnv), env(rest), Effect.flip)
      assert.include(String(missing), "CLIENT_SECRET")
      const wrong = yield* VippsConfig.VippsConfig.pipe(
        Effect.provide(VippsConfig.layerEnv),
        env({ ...keys, VIPPS_ENVIRONMENT: "staging" }),
        Effect.flip
      )
      assert.include(String(wrong), "ENVIRONMENT")
    })
  )

  it.effect("layerConfig accepts the caller's own configs", () =>
    Effect.gen(function* () {
      const config = yield* VippsConfig.VippsConfig.pipe(
        Effect.provide(
          VippsConfig.layerConfig({
            clientId: Config.string("ID"),
            clientSecret: Config.redacted("SECRET"),
            subscriptionKey: Config.redacted("KEY"),
            merchantSerialNumber: Config.string("MSN"),
            baseUrl: Config.succeed("http://127.0.0.1:4242"),
            retry: { maxRetries: Config.succeed(1) }
          })
        ),
        env({ ID: "a", SECRET: "b", KEY: "c", MSN: "123456" })
      )
      assert.strictEqual(config.merchantSerialNumber, "123456")
      assert.strictEqual(config.retry.maxRetries, 1)
    })
  )

  it.effect("providing VippsConfig again gives a part of the program another merchant", () =>
    Effect.gen(function* () {
      const server = scripted(() => Response.json({}, { status: 404 }))
      yield* Effect.scoped(
        Effect.gen(function* () {
          const other = yield* VippsConfig.make({ ...options, merchantSerialNumber: "999999" })
          yield* EPayment.getPayment("order-12345").pipe(
            Effect.provideService(VippsConfig.VippsConfig, other),
            Effect.flip
          )
        })
      ).pipe(Effect.provide(server.layer))
      assert.strictEqual(server.seen[0]?.headers["merchant-serial-number"], "999999")
    })
  )
})
