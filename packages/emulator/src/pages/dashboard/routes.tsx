/** What a developer sees: everything that happened, live, and the buttons that make more happen. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import type { Core } from "../../Core.js"
import type { Service } from "../../VippsEmulator.js"

export const routes = (_core: Core, _emulator: Service): HttpRouter.HttpRouter => HttpRouter.empty
