// @effect-diagnostics globalFetch:off
/** What customers do, on a connection that nothing breaks. */
export interface Customer {
  readonly approve: (reference: string) => Promise<void>
  readonly reject: (reference: string) => Promise<void>
  readonly completeSession: (reference: string) => Promise<void>
  readonly approveAgreement: (agreementId: string) => Promise<void>
  /** Scans a code; returns the customer's token. */
  readonly checkIn: (merchantQrId: string) => Promise<string>
}

/** `control` is the address of the server's endpoints for customers. */
export const customerOf = (control: string): Customer => {
  /** A server may close an idle connection as a request arrives on it. All that customers do may be repeated. */
  const send = async (path: string, tries = 5): Promise<Response> => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }
    try {
      return await fetch(`${control}${path}`, init)
    } catch (error) {
      if (tries === 1) throw error
      return send(path, tries - 1)
    }
  }
  const act = async (path: string): Promise<string> => {
    const response = await send(path)
    const text = await response.text()
    // 409: the customer has decided before, in an earlier process.
    if (!response.ok && response.status !== 409) throw new Error(`${path}: ${response.status} ${text}`)
    return text
  }
  const done = async (path: string): Promise<void> => void (await act(path))
  return {
    approve: (reference) => done(`/payments/${reference}/approve`),
    reject: (reference) => done(`/payments/${reference}/reject`),
    completeSession: (reference) => done(`/checkout/sessions/${reference}/complete`),
    approveAgreement: (agreementId) => done(`/agreements/${agreementId}/approve`),
    checkIn: async (merchantQrId) =>
      (JSON.parse(await act(`/qr/${merchantQrId}/check-in`)) as { customerToken: string }).customerToken
  }
}
