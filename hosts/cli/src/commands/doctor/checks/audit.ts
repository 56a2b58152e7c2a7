import { fine, type Check } from "../check.js";

/** The chain of hashes over the audit log. */
export const audit: Check = {
  id: "audit",
  async run({ store }) {
    const verdict = await (await store.get()).verifyAudit();
    if (verdict.ok) return fine;
    const { seq, problem } = verdict;
    return [{ severity: "error", what: "broken", args: { seq, problem } }];
  },
};
