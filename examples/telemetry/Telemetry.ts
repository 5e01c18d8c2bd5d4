/**
 * Spans, metrics and logs for any OpenTelemetry collector, over OTLP. Nothing is to be done where payments are made: the
 * client records what it does wherever a tracer is installed. Its test is test/examples/telemetry.test.ts.
 */
import { Otlp } from "@effect/opentelemetry"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Layer from "effect/Layer"

/** `collector` is the base URL of its OTLP receiver, such as `http://127.0.0.1:4318`. */
export const layer = (collector: string) =>
  Otlp.layerJson({ baseUrl: collector, resource: { serviceName: "shop" } }).pipe(Layer.provide(FetchHttpClient.layer))
