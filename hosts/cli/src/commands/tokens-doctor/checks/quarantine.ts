import { fine, type Check } from "../../doctor/check.js";
import type { TokensExamined } from "../examined.js";

/** Drivers that crashed or hung too often. */
export const quarantine: Check<TokensExamined> = {
  id: "token-quarantine",
  async run({ services }) {
    const quarantines = await services.health.quarantines();
    if (quarantines.length === 0) return fine;
    return quarantines.map(({ module, since, crashes }) => ({
      severity: "error",
      what: "quarantined",
      args: { module, since, crashes },
    }));
  },
};
