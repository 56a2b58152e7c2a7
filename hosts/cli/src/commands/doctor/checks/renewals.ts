import { fine, type Check, type CheckFinding } from "../check.js";

/** Renewals that need someone: late, failed, or in doubt. */
export const renewals: Check = {
  id: "renewals",
  async run({ engine }) {
    const open = await (await engine.get()).list({ state: "open" });
    const findings = open.flatMap(({ id, state, late }): CheckFinding[] => {
      const args = { renewal: id };
      if (state === "in-doubt" || state === "failed") {
        return [{ severity: "error", what: state, args }];
      }
      return late ? [{ severity: "warning", what: "late", args }] : [];
    });
    return findings.length === 0 ? fine : findings;
  },
};
