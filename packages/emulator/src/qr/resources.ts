/** The images that links lead to. They need no credentials. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import type { Resource } from "../core/EmulatedApi.js"
import * as StateStores from "../core/StateStore.js"
import { contentOf, readLink } from "./codes.js"
import * as Draw from "./draw.js"

const gone = HttpServerResponse.text("There is no such image. Its link may have expired.\n", { status: 404 })

const image =
  (draw: (content: string, size: number | undefined) => ReturnType<typeof Draw.svg>): Resource["handler"] =>
  ({ settings, store }, { query }) => {
    const link = readLink(query.get("token") ?? "")
    if (link === undefined) return Effect.succeed(gone)
    return Effect.flatMap(
      StateStores.read(store, (now, world) =>
        now < link.expiresAt ? contentOf(world, link.code, settings.publicUrl, now) : undefined
      ),
      (content) => (content === undefined ? Effect.succeed(gone) : draw(content, link.size))
    )
  }

export const resources: ReadonlyArray<Resource> = [
  { method: "GET", path: "/qr/generate/qr.svg", handler: image(Draw.svg) },
  { method: "GET", path: "/qr/generate/qr.png", handler: image(Draw.png) }
]
