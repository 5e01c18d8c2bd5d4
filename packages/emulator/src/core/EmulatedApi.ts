/** Everything that describes an API to the emulator. */
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as Effect from "effect/Effect"
import type { Message } from "../delivery/Delivery.js"
import type { ApiRequest, Handler } from "../http/ApiRequest.js"
import type { ApiResponse } from "../http/ApiResponse.js"
import type { Operations, Route } from "../http/routes.js"
import type { Action } from "./Action.js"
import type { EmulatorContext } from "./EmulatorContext.js"
import type { Listing } from "./Listing.js"
import type { Statement } from "./Statement.js"
import type { AnyTable } from "./Table.js"
import type { Change, World } from "./World.js"

/** Something that a link in a response leads to, such as an image. It needs no credentials, and gets no faults. */
export interface Resource extends Route {
  readonly handler: (
    context: EmulatorContext,
    request: ApiRequest
  ) => Effect.Effect<HttpServerResponse.HttpServerResponse>
}

export interface EmulatedApi {
  /** As in the names of its operations: `EPayment`. */
  readonly name: string
  readonly operations: Operations
  readonly handlers: { readonly [name: string]: Handler }
  readonly resources?: ReadonlyArray<Resource>
  readonly tables: ReadonlyArray<AnyTable>
  /** The response after a bug of the emulator, in the API's format. */
  readonly broken: (place: Pick<ApiRequest, "ids" | "path">) => ApiResponse
  /** The world without the access tokens that this API has issued. */
  readonly revokeTokens?: (world: World) => World
  /** What changes by itself, with time. */
  readonly time?: {
    /** When the next change is due, in epoch milliseconds; infinity for never. */
    readonly next: (world: World) => number
    /** Makes the changes that are due, in their order. */
    readonly settle: (world: World, now: number) => World
    /** Whether they are made also when nothing is read: money moves, or a merchant is notified. */
    readonly isAwaited?: (world: World) => boolean
  }
  /** Whether a merchant is notified of what happens; see `time`. */
  readonly listens?: (world: World) => boolean
  /** The world with what this API changes because of a change, its own or another's: in the same step. */
  readonly follow?: (change: Change, world: World, now: number) => World
  /** What merchants are notified of after a change; undefined for a change that another API notifies of. */
  readonly notify?: (change: Change, world: World, now: number) => ReadonlyArray<Message> | undefined
  /** Its `notify` decides before that of others: it notifies of some of their changes, in their place. */
  readonly isNotifiedFirst?: boolean
  /** What the dashboard shows of its rows: a list, and a page for each. */
  readonly listings?: ReadonlyArray<Listing>
  /** What the dashboard shows of what it derives: a table. */
  readonly statements?: ReadonlyArray<Statement>
  /** What customers do, and time. */
  readonly actions?: ReadonlyArray<Action>
}

/** An API whose type names its operations. */
export const emulatedApi = <const Name extends string, Names extends Operations>(
  api: EmulatedApi & { readonly name: Name; readonly operations: Names }
): Omit<EmulatedApi, "name" | "operations"> & { readonly name: Name; readonly operations: Names } => api
