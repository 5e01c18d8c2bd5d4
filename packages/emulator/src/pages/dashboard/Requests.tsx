/** The latest requests to Vipps' APIs, with their responses. Secrets are masked already. */
import type { Exchange, Headline } from "../../core/RequestLog.js"
import { About } from "./About.js"
import { cursorIn, Listed, perPage, perSection } from "./List.js"
import type { Place } from "./links.js"
import { cut } from "./paging.js"
import { At, found, Section } from "./parts.js"
import { requestsIn, type Seen } from "./seen.js"

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

const Request = ({ exchange, seen }: { readonly exchange: Exchange; readonly seen: Seen }) => {
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
        {exchange.reference === "" ? null : (
          <p>
            About{" "}
            <About
              seen={seen}
              merchantSerialNumber={exchange.requestHeaders["merchant-serial-number"]}
              reference={exchange.reference}
            />
          </p>
        )}
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

interface ExchangesProps {
  readonly exchanges: ReadonlyArray<Exchange>
  readonly seen: Seen
}

const Exchanges = ({ exchanges, seen }: ExchangesProps) => (
  <ul class="rows requests">
    {exchanges.map((exchange) => (
      <Request key={exchange.sequence} exchange={exchange} seen={seen} />
    ))}
  </ul>
)

interface Props {
  readonly place: Place
  readonly seen: Seen
}

const matching =
  (text: string) =>
  ({ fault, operation, path, reference, status }: Exchange): boolean =>
    found(text, [reference, operation, path, fault, String(status)])

export const Requests = ({ place, seen }: Props) => {
  const page = cut(requestsIn(seen), perPage, matching(place.query.q ?? ""), cursorIn(place))
  return (
    <Listed of={page} place={place} none="None yet.">
      <Exchanges exchanges={page.shown} seen={seen} />
    </Listed>
  )
}

export const LatestRequests = ({ place: { query }, seen }: Props) => {
  const { reference = "" } = query
  const page = cut(requestsIn(seen), perSection, (exchange) => found(reference, [exchange.reference]))
  return (
    <Section id="requests" title="Requests" of={page} none="None yet." query={reference === "" ? {} : { q: reference }}>
      <Exchanges exchanges={page.shown} seen={seen} />
    </Section>
  )
}

/** The latest of them that are kept, newest first. */
export const latestOf = (seen: Seen, headlines: ReadonlyArray<Headline>): ReadonlyArray<Exchange> =>
  headlines
    .slice(-perSection)
    .flatMap(({ sequence }) => seen.log.at(sequence) ?? [])
    .reverse()

/** Some of the requests about something, of so many. */
export const RequestsOf = ({ exchanges, seen, total }: ExchangesProps & { readonly total: number }) => (
  <Section
    id="requests"
    title="Requests"
    of={{ shown: exchanges, total, older: undefined }}
    none="None, or none that is kept."
  >
    <Exchanges exchanges={exchanges} seen={seen} />
    {exchanges.length < total ? (
      <p class="quiet">The latest {exchanges.length} are shown; the time line has all.</p>
    ) : null}
  </Section>
)
