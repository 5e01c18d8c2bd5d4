/** Means of payment. */
import * as Schema from "effect/Schema"
import { text, url } from "../internal/schema/rules.js"

/**
 * - `WALLET`: pay in the Vipps or MobilePay app.
 * - `CARD`: type a card on a web page; only with `WEB_REDIRECT`, and not in the test environment.
 * - `CARD_PASSTHROUGH`: payment service providers only, in preview; needs `cardPassthrough`.
 *
 * @since 0.1.0
 * @category models
 */
export type PaymentMethodType = "WALLET" | "CARD" | "CARD_PASSTHROUGH"

/**
 * Means of payment.
 *
 * @since 0.1.0
 * @category models
 */
export interface PaymentMethod {
  readonly type: PaymentMethodType
  /** Kinds of cards that the wallet must not use. Danish and Finnish sales units only. */
  readonly blockedSources?: ReadonlyArray<"COMMERCIAL_CARDS"> | undefined
}

/**
 * Means of payment of a flow that begins in the app: all but `CARD`.
 *
 * @since 0.1.0
 * @category models
 */
export interface AppPaymentMethod extends PaymentMethod {
  readonly type: Exclude<PaymentMethodType, "CARD">
}

/**
 * The card a payment service provider passes through. In preview at Vipps: may change without notice.
 *
 * @since 0.1.0
 * @category models
 */
export interface CardPassthrough {
  /** The provider's reference of this transaction, at most 64 characters. */
  readonly pspReference: string
  /** Where the encrypted card is delivered, https. */
  readonly cardCallbackUrl: string
  readonly allowedCardTypes: ReadonlyArray<
    "VISA_DEBIT" | "VISA_CREDIT" | "MC_CREDIT" | "MC_DEBIT" | "DANKORT" | "ELEC_DEBIT"
  >
  /** Use the Visa part of a Visa/Dankort. Defaults to false. */
  readonly preferVisaPartOfVisaDankort?: boolean | undefined
  readonly publicEncryptionKeyId?: string | undefined
}

/**
 * The schema of {@link PaymentMethod}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const PaymentMethod = Schema.Struct({
  type: Schema.Literal("WALLET", "CARD", "CARD_PASSTHROUGH"),
  blockedSources: Schema.optional(Schema.Array(Schema.Literal("COMMERCIAL_CARDS")))
}) satisfies Schema.Schema<PaymentMethod>

/**
 * The schema of {@link CardPassthrough}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const CardPassthrough = Schema.Struct({
  pspReference: text(0, 64),
  cardCallbackUrl: url(),
  allowedCardTypes: Schema.Array(
    Schema.Literal("VISA_DEBIT", "VISA_CREDIT", "MC_CREDIT", "MC_DEBIT", "DANKORT", "ELEC_DEBIT")
  ),
  preferVisaPartOfVisaDankort: Schema.optional(Schema.Boolean),
  publicEncryptionKeyId: Schema.optional(Schema.String)
}) satisfies Schema.Schema<CardPassthrough>
