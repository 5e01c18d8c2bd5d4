/** Differences from the official specifications that are meant, and why. */
type Meant = ReadonlyArray<readonly [RegExp, string]>

export const sent: Meant = [
  [/cardPassthrough\.allowedCardTypes\[\] must be equal to one of/, "ELEC_DEBIT is newer than the specification"]
]

export const read: Meant = [
  [/ is required$/, "the response means nothing without the field, which is always there"],
  [/^AccessToken\.get access_token must be printable/, "another token cannot be sent in a header"],
  [/^AccessToken\.get expires_in must be seconds/, "a text of no number says nothing about how long the token lasts"],
  [/^Webhooks\.register secret must be a non empty string$/, "no webhook can be verified with an empty secret"]
]

export const answered: Meant = [
  [/^createPayment 422 is not in the specification$/, "5070 has it since version 1.6.0, by the list of changes"],
  [
    /^(PATCH|POST) \/checkout\/v3\/session\/\{reference\}(\/expire)? 400 has a body, which is not specified$/,
    "the specification has no schema there, and that of the same refusal elsewhere"
  ],
  [/ (400|401|404|409) undocumented status$/, "a refusal whose status the specification does not list"],
  [
    / 404 has a body, which is not specified$/,
    "a problem: the specification has no body there, and the documentation one"
  ],
  [/^acceptUsingPATCHV3 204 has no body$/, "a 204 has none; the specification gives it an object without fields"],
  [/ \S*chargeBatchItemDto\b/, "an invalid item of a batch is returned as it was sent"],
  [/ (\[\]\.)?transactionId must be string$/, "null before the charge is DUE, as Vipps has been seen to send it"],
  [/ must have required property 'externalId'$/, "left out where the merchant has sent none"],
  [/ (\[\]\.)?(id|chargeId) must NOT have more than 15 characters$/, "the id is the orderId, which may have 64"]
]

/** The specification nests the forms of CIBA in a field, in camel case; the documentation has them flat, in snake case. */
export const loginSent: Meant = [
  [/^(ciba-auth|user-exists) /, "the form is flat and in snake case, as documented: the specification nests it"]
]
