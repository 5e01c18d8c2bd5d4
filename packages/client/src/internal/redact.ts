/** A run of 8 to 15 digits that stands alone may be a phone number or a national identity number. */
const personalNumber = /(?<![\w-])\+?\d{8,15}(?![\w-])/g

const email = /[\w.+-]+@[\w-]+\.[\w.-]+/g

/** What Vipps wrote, without the given secrets. */
export const withoutSecrets = (text: string, secrets: ReadonlyArray<string>): string =>
  secrets.reduce((clean, secret) => (secret === "" ? clean : clean.replaceAll(secret, "<redacted>")), text)

/** What Vipps wrote about a request, fit for an error message: an API may echo what it was sent. */
export const fitToShow = (text: string, secrets: ReadonlyArray<string>): string =>
  withoutSecrets(text, secrets).replace(email, "<redacted>").replace(personalNumber, "<redacted>")
