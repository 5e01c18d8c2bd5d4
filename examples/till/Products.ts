/** What the till sells. Prices are in øre, tax included; food served at the counter has 15 % VAT here. */
export const products = [
  { id: "coffee", name: "Coffee", unitPrice: 4_500, taxRate: 1_500 },
  { id: "bun", name: "Cinnamon bun", unitPrice: 3_900, taxRate: 1_500 },
  { id: "sandwich", name: "Sandwich", unitPrice: 8_900, taxRate: 1_500 }
] as const

export type ProductId = (typeof products)[number]["id"]
