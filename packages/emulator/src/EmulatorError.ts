/**
 * Why a control operation of the emulator was not carried out, or why it did not start. Responses of the emulated APIs are never errors here.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * No payment, session or agreement with this reference exists, or the session has expired.
 *
 * @since 0.1.0
 * @category errors
 */
export class UnknownReferenceError extends Schema.TaggedError<UnknownReferenceError>()("UnknownReferenceError", {
  reference: Schema.String
}) {
  override get message(): string {
    return `No payment or session has the reference ${this.reference}.`
  }
}

/**
 * The payment, session or agreement is in a state in which this cannot happen, such as approving an expired payment.
 *
 * @since 0.1.0
 * @category errors
 */
export class WrongStateError extends Schema.TaggedError<WrongStateError>()("WrongStateError", {
  reference: Schema.String,
  operation: Schema.String,
  state: Schema.String,
  /** The reason, where the state alone does not explain it. */
  reason: Schema.optional(Schema.String)
}) {
  override get message(): string {
    return `Cannot ${this.operation} ${this.reference}: ${this.reason ?? `its state is ${this.state}.`}`
  }
}

/**
 * The details to complete a session with do not fit it.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidDetailsError extends Schema.TaggedError<InvalidDetailsError>()("InvalidDetailsError", {
  reference: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `Cannot complete ${this.reference}: ${this.reason}`
  }
}

/**
 * A request to the merchant's endpoint got no usable response.
 *
 * @since 0.1.0
 * @category errors
 */
export class CallbackFailedError extends Schema.TaggedError<CallbackFailedError>()("CallbackFailedError", {
  reference: Schema.String,
  url: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `The request to ${this.url} for ${this.reference} failed: ${this.reason}`
  }
}

/**
 * The file to keep data in cannot be opened: its folder does not exist or is not writable, the file is of another kind,
 * or another emulator has it open.
 *
 * @since 0.1.0
 * @category errors
 */
export class DataFileError extends Schema.TaggedError<DataFileError>()("DataFileError", {
  file: Schema.String,
  reason: Schema.String
}) {
  override get message(): string {
    return `Cannot keep data in ${this.file}: ${this.reason}`
  }
}

/**
 * Every error of a control operation.
 *
 * @since 0.1.0
 * @category errors
 */
export type EmulatorError = UnknownReferenceError | WrongStateError | InvalidDetailsError | CallbackFailedError
