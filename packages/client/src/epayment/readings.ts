import { poller } from "../internal/outcome/poll.js"
import * as operations from "./operations.js"

/** Reads of a payment for as long as its customer may take: 10 minutes, and 30 seconds of grace. */
export const readings = poller(operations.getPayment, { window: "630 seconds" })
