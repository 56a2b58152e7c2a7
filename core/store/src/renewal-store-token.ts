import { token } from "@perennial/api";
import type { RenewalStore } from "./port/index.js";

/** Asks for the journal in a constructor: `@inject(RenewalStoreToken)`. */
export const RenewalStoreToken = token<RenewalStore>("renewal-store");
