/** One call over `NodeHttp.layer` to the server at the first argument, in a process with an environment of its own. */
import { EPayment, VippsConfig } from "@effect-vipps/client"
import * as NodeHttp from "@effect-vipps/client/NodeHttp"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const config = VippsConfig.layer({
  clientId: "client-id",
  clientSecret: Redacted.make("client-secret"),
  subscriptionKey: Redacted.make("subscription-key"),
  merchantSerialNumber: "123456",
  baseUrl: process.argv[2] ?? "",
  retry: { maxRetries: 0 }
})

const program = EPayment.getPayment("order-12345").pipe(
  Effect.match({ onFailure: (error) => error.message, onSuccess: ({ state }) => state }),
  Effect.provide(Layer.merge(config, NodeHttp.layer))
)

void Effect.runPromise(program).then((line) => process.stdout.write(line))
