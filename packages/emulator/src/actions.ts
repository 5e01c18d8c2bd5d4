/** What customers do and how the APIs behave, in process: the actions of the APIs with arguments of their own. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Sessions from "./checkout/actions.js"
import type { EmulatorContext } from "./core/EmulatorContext.js"
import { runStep } from "./core/steps.js"
import * as Payments from "./epayment/actions.js"
import { findPayment } from "./epayment/customer.js"
import * as Logins from "./login/actions.js"
import * as Visitors from "./qr/actions.js"
import * as Agreements from "./recurring/actions.js"
import { find as findAgreement } from "./recurring/find.js"
import * as Reports from "./report/actions.js"
import type { ControlService } from "./Service.js"
import * as Customers from "./userinfo/actions.js"

/** The fields without those that are undefined. */
const given = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>
  }

/** An action that is about nothing in particular. */
const nowhere = { reference: "" }

export const actionsOf = (context: EmulatorContext) =>
  ({
    approve: (reference, { address, merchantSerialNumber, shippingOptionId } = {}) =>
      Payments.approve.run(context, { reference, merchantSerialNumber }, { address, shippingOptionId }),
    reject: (reference, salesUnit) => Payments.reject.run(context, { reference, ...salesUnit }, {}),
    expire: (reference, salesUnit) => Payments.expire.run(context, { reference, ...salesUnit }, {}),
    initiateSession: (reference, details = {}, salesUnit = {}) =>
      Effect.map(Sessions.initiateSession.run(context, { reference, ...salesUnit }, details), ({ payment }) =>
        Option.fromNullable(payment)
      ),
    completeSession: (reference, details = {}, salesUnit = {}) =>
      Effect.map(Sessions.completeSession.run(context, { reference, ...salesUnit }, details), ({ payment }) =>
        Option.fromNullable(payment)
      ),
    payment: (reference, salesUnit) => runStep(context, findPayment({ reference, ...salesUnit })),
    approveAgreement: (reference, { maxAmount, merchantSerialNumber } = {}) =>
      Agreements.approve.run(context, { reference, merchantSerialNumber }, given({ maxAmount })),
    rejectAgreement: (reference, salesUnit) => Agreements.reject.run(context, { reference, ...salesUnit }, {}),
    stopAgreement: (reference, { actor, merchantSerialNumber } = {}) =>
      Agreements.stop.run(context, { reference, merchantSerialNumber }, given({ actor })),
    raiseMax: (reference, maxAmount, salesUnit) =>
      Agreements.raiseMax.run(context, { reference, ...salesUnit }, { maxAmount }),
    agreement: (reference, salesUnit) => runStep(context, findAgreement({ reference, ...salesUnit })),
    checkIn: (reference, { merchantSerialNumber, phoneNumber } = {}) =>
      Visitors.checkIn.run(context, { reference, merchantSerialNumber }, given({ phoneNumber })),
    showPersonalQr: ({ phoneNumber, version } = {}) =>
      Effect.orDie(Visitors.showPersonalQr.run(context, nowhere, given({ phoneNumber, version }))),
    describeCustomer: (reference, details) => Customers.describeCustomer.run(context, { reference }, details),
    approveLogin: (authorizationUrl, { phoneNumber } = {}) =>
      Logins.approve.run(context, nowhere, { authorizationUrl, ...given({ phoneNumber }) }),
    rejectLogin: (authorizationUrl, { error } = {}) =>
      Logins.reject.run(context, nowhere, { authorizationUrl, ...given({ error }) }),
    approveCiba: (reference) => Logins.approveCiba.run(context, { reference }, {}),
    rejectCiba: (reference) => Logins.rejectCiba.run(context, { reference }, {}),
    revokeConsent: (consent = {}) => Logins.revokeConsent.run(context, nowhere, given(consent)),
    rotateLoginKeys: ({ withdraw } = {}) =>
      Effect.asVoid(Effect.orDie(Logins.rotateKeys.run(context, nowhere, given({ withdraw })))),
    setLogin: (switches) => Effect.asVoid(Effect.orDie(Logins.behave.run(context, nowhere, switches))),
    setReport: (switches) => Effect.orDie(Reports.behave.run(context, nowhere, switches)),
    addReportEntry: (reference, entry) => Reports.addEntry.run(context, { reference }, entry),
    setUserinfo: (switches) => Effect.orDie(Customers.behave.run(context, nowhere, switches)),
    setRecurring: (switches) => Effect.orDie(Agreements.behave.run(context, nowhere, switches))
  }) satisfies Partial<ControlService>
