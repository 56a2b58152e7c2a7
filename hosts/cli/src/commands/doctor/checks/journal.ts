import { fine, type Check } from "../check.js";

/** The database's own check of the journal. */
export const journal: Check = {
  id: "journal",
  async run({ store }) {
    const problems = await (await store.get()).check();
    if (problems.length === 0) return fine;
    return problems.map((problem) => ({ severity: "error", what: "damaged", args: { problem } }));
  },
};
