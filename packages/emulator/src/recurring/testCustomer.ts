/** The one test person who has every agreement. Nothing about her is real. */
export const customer = { sub: "c06c4afe-d9e1-4c5d-939a-177d752a0944", phoneNumber: "4799999999" } as const
