/** An official specification as Vipps publishes it, and a validator of its schemas that is not of this project. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv"
import formats from "ajv-formats"
import { parse } from "yaml"

export type Json = { readonly [key: string]: unknown }

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const jsonOf = (value: unknown): Json => (isJson(value) ? value : {})

export interface Operation {
  readonly id: string
  readonly method: string
  /** With the path of the specification's server before it. */
  readonly path: string
  /** Schema of the body, as JSON or as a form. */
  readonly request: Json | undefined
  /** By status; without a schema where the response has no body. */
  readonly responses: ReadonlyMap<number, Json | undefined>
  /** Names of the parameters in the path and in the query. */
  readonly query: ReadonlyArray<Parameter>
}

export interface Parameter {
  readonly name: string
  readonly schema: Json
}

export interface Document {
  readonly operations: ReadonlyArray<Operation>
  /** The schema behind a reference. */
  readonly resolve: (schema: Json) => Json
  /** What is wrong with a value, one line for each place and rule. */
  readonly wrong: (schema: Json, value: unknown) => ReadonlyArray<string>
}

/** OpenAPI 3.0 beside JSON Schema: keywords that say nothing of a value, or mean something else there. */
const foreign = new Set(["discriminator", "example", "examples", "exclusiveMinimum", "exclusiveMaximum", "xml"])

/** As JSON Schema has it. Alternatives may overlap: `oneOf` in these files never means that a second must not fit. */
const schemaOf = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(schemaOf)
  if (!isJson(node)) return node
  const entries = Object.entries(node).flatMap(([key, value]): ReadonlyArray<readonly [string, unknown]> => {
    if (foreign.has(key) && typeof value !== "object") return []
    if (key === "nullable" && node["type"] === undefined) return []
    if (key === "example" || key === "examples" || key === "discriminator") return []
    if (key === "$ref" && typeof value === "string") return [[key, value.replace(/^#/, "api#")]]
    return [[key === "oneOf" ? "anyOf" : key, schemaOf(value)]]
  })
  return Object.fromEntries(entries)
}

const lineOf = ({ instancePath, message = "", params }: ErrorObject): string => {
  const where = instancePath.replace(/\/\d+/g, "[]").replaceAll("/", ".").replace(/^\./, "")
  const value = jsonOf(params)
  const detail = value["additionalProperty"] ?? (Array.isArray(value["allowedValues"]) ? value["allowedValues"] : "")
  return `${where || "body"} ${message} ${String(detail)}`.trim()
}

const methods = ["get", "post", "put", "patch", "delete"]

const contentOf = (holder: Json): Json | undefined => {
  const [content] = Object.values(jsonOf(holder["content"]))
  const schema = jsonOf(content)["schema"]
  return isJson(schema) ? schema : undefined
}

/** Reads `<api>.yaml` in the folder. */
export const open = (folder: string, api: string): Document => {
  const document = jsonOf(schemaOf(parse(readFileSync(join(folder, `${api}.yaml`), "utf8"))))
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  for (const name of ["int32", "int64"]) ajv.addFormat(name, true)
  // As in Vipps' examples: without a time zone, which the format has elsewhere.
  ajv.addFormat("time", /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/)
  ajv.addSchema({ $id: "api", components: document["components"] })
  const resolve = (schema: Json): Json => {
    const { $ref } = schema
    if (typeof $ref !== "string") return schema
    const steps = $ref.slice("api#/".length).split("/")
    return resolve(steps.reduce<Json>((node, step) => jsonOf(node[step]), document))
  }
  const [server] = Array.isArray(document["servers"]) ? document["servers"] : []
  const prefix = new URL(String(jsonOf(server)["url"])).pathname.replace(/\/$/, "")
  const operations = Object.entries(jsonOf(document["paths"])).flatMap(([path, item]) => {
    const shared = jsonOf(item)["parameters"]
    return Object.entries(jsonOf(item)).flatMap(([method, node]): ReadonlyArray<Operation> => {
      if (!methods.includes(method)) return []
      const { operationId, parameters, requestBody, responses } = jsonOf(node)
      const all = [shared, parameters].flatMap((some) => (Array.isArray(some) ? some : []))
      return [
        {
          id: String(operationId ?? `${method.toUpperCase()} ${path}`),
          method: method.toUpperCase(),
          path: prefix + path,
          request: contentOf(resolve(jsonOf(requestBody))),
          responses: new Map(
            Object.entries(jsonOf(responses)).map(([status, response]) => [
              Number(status),
              contentOf(resolve(jsonOf(response)))
            ])
          ),
          query: all
            .map((one) => resolve(jsonOf(one)))
            .filter((one) => one["in"] === "query")
            .map((one) => ({ name: String(one["name"]), schema: jsonOf(one["schema"]) }))
        }
      ]
    })
  })
  const compiled = new Map<Json, ValidateFunction>()
  const wrong = (schema: Json, value: unknown): ReadonlyArray<string> => {
    const validate = compiled.get(schema) ?? ajv.compile(schema)
    compiled.set(schema, validate)
    if (validate(value)) return []
    return (validate.errors ?? []).map(lineOf)
  }
  return { operations, resolve, wrong }
}
