/** A call of another process, over the HTTP protocol of `@effect/rpc`: what is sent there and comes back has been JSON. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpServer from "@effect/platform/HttpServer"
import * as Rpc from "@effect/rpc/Rpc"
import * as RpcClient from "@effect/rpc/RpcClient"
import { RpcClientError } from "@effect/rpc/RpcClientError"
import * as RpcGroup from "@effect/rpc/RpcGroup"
import * as RpcSerialization from "@effect/rpc/RpcSerialization"
import * as RpcServer from "@effect/rpc/RpcServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Schema from "effect/Schema"

/** Sends a value to another process, which returns it, or fails with it. */
export const echoed = <A, I>(schema: Schema.Schema<A, I>) =>
  Effect.gen(function* () {
    const group = RpcGroup.make(
      Rpc.make("Return", { payload: { value: schema }, success: schema }),
      Rpc.make("Fail", { payload: { value: schema }, error: schema })
    )
    const handlers = group.toLayer({
      Return: ({ value }) => Effect.succeed(value),
      Fail: ({ value }) => Effect.fail(value)
    })
    const server = yield* Effect.acquireRelease(
      Effect.sync(() =>
        RpcServer.toWebHandler(group, {
          layer: Layer.mergeAll(handlers, RpcSerialization.layerJson, HttpServer.layerContext)
        })
      ),
      ({ dispose }) => Effect.promise(dispose)
    )
    const fetch = (url: string | URL | Request, init?: RequestInit) => server.handler(new Request(url, init))
    const http = Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, fetch))
    const protocol = Layer.provide(RpcClient.layerProtocolHttp({ url: "http://localhost/rpc" }), [
      http,
      RpcSerialization.layerJson
    ])
    const client = yield* Effect.provide(RpcClient.make(group), yield* Layer.build(protocol))
    return {
      returned: (value: A) => client.Return({ value }),
      failed: (value: A) =>
        Effect.matchEffect(client.Fail({ value }), {
          onSuccess: () => Effect.dieMessage("it did not fail"),
          onFailure: (error) => (error instanceof RpcClientError ? Effect.die(error) : Effect.succeed(error))
        })
    }
  })
