import * as operations from "./operations.js"

/** How the operations of most APIs prove whose they are. */
export const bearer = { auth: "Bearer", token: operations.get } as const
