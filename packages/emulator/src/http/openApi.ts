/** The OpenAPI document of the control endpoints, from their descriptions. Loaded on demand. */
import * as JSONSchema from "effect/JSONSchema"
import { version } from "../version.js"
import { type ControlRoute, type Documented, Refusal } from "./ControlRoute.js"

/** Effect's schemas of any value share an id, which a document may have once. */
const withoutIds = (json: unknown): Json =>
  JSON.parse(JSON.stringify(json, (name, value) => (name === "$id" ? undefined : value)))

type Json = { readonly [name: string]: unknown }

/** Where several sales units use one reference, these name the one. */
const salesUnit: Json = {
  name: "merchantSerialNumber",
  in: "query",
  required: false,
  description: "The sales unit, where several use one reference. Defaults to the first that does.",
  schema: { type: "string" }
}

const inPath = (path: string): ReadonlyArray<Json> =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" }
  }))

/** `post_payments_reference_approve`, which no other operation has. */
const idOf = ({ method, path }: ControlRoute): string =>
  [method.toLowerCase(), ...path.split("/").slice(2)].join("_").replace(/[{}]/g, "").replace(/\W/g, "_")

/** Of the payments' endpoints: `payments`. */
const tagOf = ({ path }: ControlRoute): string => /^\/_emulator\/([\w-]+)(?=\/)/.exec(path)?.[1] ?? "emulator"

export const documentOf = (routes: ReadonlyArray<ControlRoute>): Json => {
  const schemas: Record<string, JSONSchema.JsonSchema7> = {}
  const schemaOf = ({ ast }: Documented) =>
    JSONSchema.fromAST(ast, {
      definitions: schemas,
      definitionPath: "#/components/schemas/",
      target: "openApi3.1"
    })
  const content = (schema: unknown): Json => ({ "application/json": { schema } })

  const inQuery = ({ query }: ControlRoute): ReadonlyArray<Json> => {
    if (query === undefined) return []
    const { properties = {}, required = [] } = schemaOf(query) as {
      readonly properties?: Json
      readonly required?: ReadonlyArray<string>
    }
    return Object.entries(properties).map(([name, schema]) => ({
      name,
      in: "query",
      required: required.includes(name),
      schema
    }))
  }

  const refusal = schemaOf(Refusal)
  const operationOf = (route: ControlRoute): Json => {
    const { body, isOfSalesUnit = false, output, path, summary } = route
    return {
      operationId: idOf(route),
      summary,
      tags: [tagOf(route)],
      parameters: [...inPath(path), ...inQuery(route), ...(isOfSalesUnit ? [salesUnit] : [])],
      ...(body === undefined ? {} : { requestBody: { content: content(schemaOf(body)) } }),
      responses: {
        ...(output === undefined
          ? { 204: { description: "Done" } }
          : { 200: { description: summary, content: content(schemaOf(output)) } }),
        default: { description: "A refusal; nothing has changed", content: content(refusal) }
      }
    }
  }

  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return withoutIds({
    openapi: "3.1.0",
    info: {
      title: "Control API of the Vipps MobilePay emulator",
      version,
      description: "What customers do, faults, time, and what happened so far. Vipps itself has none of this."
    },
    paths,
    components: { schemas }
  })
}
