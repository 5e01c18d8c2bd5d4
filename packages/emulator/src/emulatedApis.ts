/** The emulated APIs as a list, and the names of their operations, which rules for faults are set by. */
import * as apis from "./apis.js"
import type { EmulatedApi } from "./core/EmulatedApi.js"

type Apis = typeof apis

/** `EPayment.capturePayment`. */
export type OperationName = {
  [Api in keyof Apis]: `${Apis[Api]["name"]}.${keyof Apis[Api]["operations"] & string}`
}[keyof Apis]

export const emulatedApis: ReadonlyArray<EmulatedApi> = Object.values(apis)

const routes = new Map(
  emulatedApis.flatMap(({ name, operations }) =>
    Object.entries(operations).map(([operation, route]) => [`${name}.${operation}` as OperationName, route] as const)
  )
)

export const operationNames = [...routes.keys()] as [OperationName, ...Array<OperationName>]

/** Whether its requests name a reference: in the path, or in the body where a create has it. */
export const namesReference = (operation: OperationName): boolean => {
  const route = routes.get(operation)
  return route !== undefined && (route.path.includes("{") || route.takesReference === true)
}
