/** The latest requests to Vipps' APIs, with their responses. Secrets are masked already. */
import type { Exchange } from "../../core/RequestLog.js"
import { At, Section } from "./parts.js"
import type { View } from "./view.js"

/** Characters of a body that the page carries. */
const longest = 4000

const indented = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}\n…` : text)

interface MessageProps {
  readonly title: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const Message = ({ body, headers, title }: MessageProps) => (
  <>
    <h3>{title}</h3>
    <pre>
      {Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n")}
    </pre>
    {body === "" ? <p class="quiet">No body.</p> : <pre>{shortened(indented(body))}</pre>}
  </>
)

const tone = (status: number | undefined): string => (status === undefined || status >= 400 ? "bad" : "good")

const Request = ({ exchange }: { readonly exchange: Exchange }) => {
  const { fault, method, operation, path, sequence, status, timestamp } = exchange
  return (
    <li id={`request-${sequence}`}>
      <details>
        <summary>
          <span class={`status ${tone(status)}`}>{status ?? "none"}</span> <strong>{method}</strong>{" "}
          <span class="path">{path}</span>{" "}
          <span class="quiet">
            <At millis={timestamp} /> {operation}
          </span>
          {fault === undefined ? null : <span class="bad"> fault: {fault}</span>}
        </summary>
        <Message title="Request" headers={exchange.requestHeaders} body={exchange.requestBody} />
        {status === undefined ? (
          <p class="bad">No response was sent: the connection broke, or the client disconnected.</p>
        ) : (
          <Message title={`Answer ${status}`} headers={exchange.responseHeaders} body={exchange.responseBody} />
        )}
      </details>
    </li>
  )
}

export const Requests = ({ requests }: View) => (
  <Section id="requests" title="Requests" of={requests} none="None yet.">
    <ul class="rows">
      {requests.shown.map((exchange) => (
        <Request key={exchange.sequence} exchange={exchange} />
      ))}
    </ul>
  </Section>
)
