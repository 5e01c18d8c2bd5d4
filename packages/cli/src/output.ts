import type { WriteStream } from "node:tty"
import type { Output } from "./System.js"

/**
 * An output that may lose its reader, as in `vipps call | head -n 1`. What is written afterwards is dropped and the
 * command runs on: a request may be under way, and the exit code is that of its outcome.
 */
export const outputOf = (
  stream: Pick<WriteStream, "isTTY" | "on" | "write">,
  failed: (code: string) => void = () => {}
): Output => {
  let isClosed = false
  stream.on("error", ({ code = "error" }: NodeJS.ErrnoException) => {
    if (!isClosed && code !== "EPIPE") failed(code)
    isClosed = true
  })
  return {
    isTTY: stream.isTTY === true,
    isClosed: () => isClosed,
    write: (text) => {
      if (!isClosed) stream.write(text)
    }
  }
}
