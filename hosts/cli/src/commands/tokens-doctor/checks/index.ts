import type { Check } from "../../doctor/check.js";
import type { TokensExamined } from "../examined.js";
import { cards } from "./cards.js";
import { drivers } from "./drivers.js";
import { places } from "./places.js";
import { quarantine } from "./quarantine.js";
import { readerService } from "./reader-service.js";
import { states } from "./states.js";
import { support } from "./support.js";
import { vendors } from "./vendors.js";

/** Every check of `perennial tokens doctor`, what the others stand on first. */
export const tokenChecks: readonly Check<TokensExamined>[] = [
  support,
  places,
  quarantine,
  readerService,
  cards,
  drivers,
  vendors,
  states,
];
