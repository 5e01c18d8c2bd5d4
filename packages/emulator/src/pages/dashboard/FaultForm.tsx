/** The form that sets a fault. Only the fields of the chosen kind show; that is the style sheet's doing. */
import type { ComponentChildren } from "preact"
import type { Form } from "../../core/Action.js"
import { operationNames } from "../../emulatedApis.js"
import type * as Fault from "../../Fault.js"
import { action, type Place } from "./links.js"

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly form: Form
  readonly type?: "number" | "text"
  readonly hint?: string
}

const Field = ({ form, hint, label, name, type = "number" }: FieldProps) => (
  <div>
    <label for={name}>{label}</label>
    <input
      id={name}
      name={name}
      type={type}
      min={type === "number" ? 0 : undefined}
      value={form[name]}
      placeholder={hint}
    />
  </div>
)

const Lines = ({ form, hint, label, name }: FieldProps) => (
  <div>
    <label for={name}>{label}</label>
    <textarea id={name} name={name} rows={3} placeholder={hint} value={form[name]} />
  </div>
)

const AfterEffect = ({ form, of }: { readonly form: Form; readonly of: string }) => (
  <label>
    <input type="checkbox" name={`${of}.afterEffect`} value="yes" checked={form[`${of}.afterEffect`] !== undefined} />{" "}
    After it took effect: the request is carried out, and only its response is lost or late.
  </label>
)

interface KindProps {
  readonly tag: Fault.Fault["_tag"]
  readonly says: string
  readonly form: Form
  readonly children?: ComponentChildren
}

const Kind = ({ children, form, says, tag }: KindProps) => (
  <div class="kind">
    <label>
      <input type="radio" name="kind" value={tag} checked={(form["kind"] ?? "Answer") === tag} /> <strong>{tag}</strong>{" "}
      <span class="quiet">{says}</span>
    </label>
    {children === undefined ? null : <div class="fields">{children}</div>}
  </div>
)

const Which = ({ form }: { readonly form: Form }) => (
  <fieldset>
    <legend>Which requests</legend>
    <label for="operation">Operation</label>
    <select id="operation" name="operation">
      <option value="">any</option>
      {operationNames.map((operation) => (
        <option key={operation} value={operation} selected={form["operation"] === operation}>
          {operation}
        </option>
      ))}
    </select>
    <Field name="reference" label="Reference" type="text" hint="any" form={form} />
    <Field name="nth" label="From which such request on" hint="1, the next" form={form} />
    <Field name="times" label="How many of them" hint="1" form={form} />
  </fieldset>
)

export const FaultForm = ({ form, place }: { readonly form: Form; readonly place: Place }) => (
  <form method="post" action={action("fault", place)}>
    <div class="halves">
      <Which form={form} />
      <fieldset>
        <legend>What happens to them</legend>
        <Kind tag="Answer" says="a custom response" form={form}>
          <Field name="Answer.status" label="Status" hint="500" form={form} />
          <Lines name="Answer.body" label="Body" hint={'{"title": "Down"}'} form={form} />
          <Lines name="Answer.headers" label="Headers, one on each line" hint="retry-after: 2" form={form} />
          <AfterEffect of="Answer" form={form} />
        </Kind>
        <Kind tag="Delay" says="the response is delayed" form={form}>
          <Field name="Delay.millis" label="By how many milliseconds" hint="1000" form={form} />
          <AfterEffect of="Delay" form={form} />
        </Kind>
        <Kind tag="Reset" says="the connection breaks" form={form}>
          <AfterEffect of="Reset" form={form} />
        </Kind>
        <Kind tag="Hang" says="no response ever arrives" form={form}>
          <AfterEffect of="Hang" form={form} />
        </Kind>
        <Kind tag="Drip" says="a byte now and then, without end" form={form}>
          <Field name="Drip.millis" label="Milliseconds between two bytes" hint="250" form={form} />
        </Kind>
        <Kind tag="Truncate" says="the response is cut off halfway" form={form} />
        <Kind tag="InvalidJson" says="a success whose body is not JSON" form={form} />
        <Kind tag="RevokeTokens" says="all access tokens issued so far are revoked" form={form} />
        <Kind tag="Surprise" says="a success with unknown states and fields" form={form} />
      </fieldset>
    </div>
    <button type="submit">Set the fault</button>
  </form>
)
