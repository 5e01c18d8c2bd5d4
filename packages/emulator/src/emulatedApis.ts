/** The emulated APIs as a list, and the names of their operations, which rules for faults are set by. */
import * as apis from "./apis.js"
import type { EmulatedApi } from "./core/EmulatedApi.js"

type Apis = typeof apis

/** `EPayment.capturePayment`. */
export type OperationName = {
  [Api in keyof Apis]: `${Apis[Api]["name"]}.${keyof Apis[Api]["operations"] & string}`
}[keyof Apis]

export const emulatedApis: ReadonlyArray<EmulatedApi> = Object.values(apis)

export const operationNames = emulatedApis.flatMap(({ name, operations }) =>
  Object.keys(operations).map((operation) => `${name}.${operation}`)
) as ReadonlyArray<OperationName>
