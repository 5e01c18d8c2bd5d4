/** The errors of Report: https://developer.vippsmobilepay.com/docs/APIs/report-api/errors */
import { STATUS_CODES } from "node:http"
import { type ApiResponse, json } from "../http/ApiResponse.js"
import type { Place } from "../http/problem.js"

export const problem = ({ path }: Place, status: number, detail: string): ApiResponse =>
  json(
    status,
    { type: "about:blank", title: STATUS_CODES[status], status, detail, instance: path },
    "application/problem+json"
  )

export const unauthorized = json(401, { code: "Unauthorized", message: "Please check your API keys" })

export const broken = ({ ids }: Place): ApiResponse =>
  json(500, { errorCode: 10_001, errorMessage: "An unknown error occurred.", contextId: ids.uuid() })
