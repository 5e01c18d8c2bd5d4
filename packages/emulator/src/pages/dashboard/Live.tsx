/** The part of the dashboard that follows what happens. */

import { Agreements } from "./Agreements.js"
import { Deliveries } from "./Deliveries.js"
import { Faults } from "./Faults.js"
import { dateAndTime, iso, span } from "./format.js"
import { Ledger } from "./Ledger.js"
import { Orders } from "./Orders.js"
import { Payments } from "./Payments.js"
import { QrCodes } from "./QrCodes.js"
import { Requests } from "./Requests.js"
import { Sessions } from "./Sessions.js"
import { Tokens } from "./Tokens.js"
import type { View } from "./view.js"

const Now = ({ ahead, filter, now }: View) => (
  <p id="now">
    The emulator’s clock shows <time dateTime={iso(now)}>{dateAndTime(now)}</time> UTC,{" "}
    {ahead === 0 ? "on time." : <strong>{span(ahead)} ahead of the time.</strong>}
    {filter === "" ? null : ` Only references with “${filter}” are shown.`}
  </p>
)

/** A section per kind of thing; each is a function of the view. */
export const Live = (view: View) => (
  <>
    <Now {...view} />
    <div class="columns">
      <div>
        <Payments {...view} />
        <Sessions {...view} />
        <Agreements {...view} />
        <Orders {...view} />
        <QrCodes {...view} />
      </div>
      <div>
        <Requests {...view} />
        <Deliveries {...view} />
        <Ledger {...view} />
        <Faults {...view} />
        <Tokens {...view} />
      </div>
    </div>
  </>
)
