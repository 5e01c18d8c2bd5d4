import { inject } from "vitest"
import { postgres } from "./databases.js"
import { tokenStoreContract } from "./tokenStores.js"

tokenStoreContract("PostgreSQL", postgres(inject("postgres")))
