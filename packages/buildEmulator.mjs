/** Builds the emulator's program alone, in one file: `npm run build:emulator`. */
import { bundleEmulator } from "./bundles.mjs"

await bundleEmulator()
