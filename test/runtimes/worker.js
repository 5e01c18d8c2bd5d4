/** The smoke program for workerd, which serves: its input is a request's body, its output the response's. */
import { smoke } from "./smoke.js"

export default {
  async fetch(request) {
    try {
      return Response.json(await smoke(await request.json()))
    } catch (error) {
      return new Response(error.stack ?? String(error), { status: 500 })
    }
  }
}
