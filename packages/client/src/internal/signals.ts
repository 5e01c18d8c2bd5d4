/** Wakes whatever in this process waits for a payment. */
export const signal: (subject: {
  readonly merchantSerialNumber: string | undefined
  readonly reference: string
}) => void = () => {}
