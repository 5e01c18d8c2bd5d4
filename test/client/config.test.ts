import { assert, describe, it } from "@effect/vitest"
import { VippsConfig } from "@effect-vipps/client"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Str from "effect/String"

const camelCase = ConfigProvider.mapInputPath((name) => Str.snakeToCamel(name.toLowerCase()))

const inJson = {
  clientId: "id",
  clientSecret: "secret",
  subscriptionKey: "key",
  merchantSerialNumber: "123456",
  environment: "test",
  timeout: "5 seconds",
  maxRetries: 4
}

const inEnvironment = (prefix: string) => [
  [`${prefix}VIPPS_CLIENT_ID`, "id"],
  [`${prefix}VIPPS_CLIENT_SECRET`, "secret"],
  [`${prefix}VIPPS_SUBSCRIPTION_KEY`, "key"],
  [`${prefix}VIPPS_MERCHANT_SERIAL_NUMBER`, prefix === "" ? "123456" : "654321"]
]

const environment = (...prefixes: ReadonlyArray<string>) =>
  ConfigProvider.fromMap(new Map(prefixes.flatMap(inEnvironment) as Array<[string, string]>), { pathDelim: "_" })

describe("VippsConfig.config", () => {
  it.effect("VippsConfig.config reads JSON in camelCase, with a mapped path", () =>
    Effect.gen(function* () {
      const options = yield* VippsConfig.config
      assert.strictEqual(options.clientId, "id")
      assert.strictEqual(Redacted.value(options.clientSecret), "secret")
      assert.strictEqual(options.retry?.maxRetries, 4)
      const config = yield* VippsConfig.VippsConfig.pipe(Effect.provide(VippsConfig.layerEnv))
      assert.strictEqual(config.baseUrl, "https://apitest.vipps.no")
    }).pipe(Effect.withConfigProvider(camelCase(ConfigProvider.fromJson({ vipps: inJson }))))
  )

  it.effect("VippsConfig.config reads JSON with the names of the environment", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* VippsConfig.config).merchantSerialNumber, "123456")
    }).pipe(
      Effect.withConfigProvider(
        ConfigProvider.fromJson({
          VIPPS: { CLIENT_ID: "id", CLIENT_SECRET: "s", SUBSCRIPTION_KEY: "k", MERCHANT_SERIAL_NUMBER: "123456" }
        })
      )
    )
  )

  it.effect(
    "VippsConfig.config reads accounting keys and the subscription key of Userinfo, from the environment and JSON",
    () =>
      Effect.gen(function* () {
        const read = (provider: ConfigProvider.ConfigProvider) =>
          VippsConfig.VippsConfig.pipe(Effect.provide(VippsConfig.layerEnv), Effect.withConfigProvider(provider))
        const more = [
          ["VIPPS_ACCOUNTING_KEYS", "true"],
          ["VIPPS_USERINFO_SUBSCRIPTION_KEY", "true"]
        ] as const
        const fromMap = (...entries: ReadonlyArray<readonly [string, string]>) =>
          ConfigProvider.fromMap(new Map([...(inEnvironment("") as Array<[string, string]>), ...entries]))
        const flags = (config: VippsConfig.Service) => [config.accountingKeys, config.userinfoSubscriptionKey]
        assert.deepStrictEqual(flags(yield* read(fromMap())), [false, false])
        assert.deepStrictEqual(flags(yield* read(fromMap(...more))), [true, true])
        assert.deepStrictEqual(flags(yield* read(fromMap(more[1]))), [false, true])
        const json = { ...inJson, accountingKeys: true, userinfoSubscriptionKey: false }
        assert.deepStrictEqual(flags(yield* read(camelCase(ConfigProvider.fromJson({ vipps: json })))), [true, false])
        const error = yield* Effect.flip(read(fromMap(["VIPPS_ACCOUNTING_KEYS", "perhaps"])))
        assert.include(String(error), "ACCOUNTING_KEYS")
      })
  )

  it.effect("VippsConfig.config reads one merchant beside another, each under its own prefix", () =>
    Effect.gen(function* () {
      const denmark = VippsConfig.layerConfig(Config.nested(VippsConfig.config, "DENMARK"))
      const first = yield* VippsConfig.VippsConfig.pipe(Effect.provide(VippsConfig.layerEnv))
      const second = yield* VippsConfig.VippsConfig.pipe(Effect.provide(denmark))
      assert.strictEqual(first.merchantSerialNumber, "123456")
      assert.strictEqual(second.merchantSerialNumber, "654321")
    }).pipe(Effect.withConfigProvider(environment("", "DENMARK_")))
  )

  it.effect("VippsConfig.config names the missing variable as the environment spells it", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(VippsConfig.config)
      assert.include(String(error), "VIPPS_CLIENT_ID")
    }).pipe(Effect.withConfigProvider(environment()))
  )

  it.effect("VippsConfig.config can be part of a custom layer", () =>
    Effect.gen(function* () {
      const config = yield* VippsConfig.VippsConfig
      assert.strictEqual(config.systemName, "shop")
    }).pipe(
      Effect.provide(
        Layer.unwrapEffect(
          Effect.map(VippsConfig.config, (options) => VippsConfig.layer({ ...options, systemName: "shop" }))
        )
      ),
      Effect.withConfigProvider(environment(""))
    )
  )
})
