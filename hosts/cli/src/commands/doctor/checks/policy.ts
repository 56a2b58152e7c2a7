import { fine, type Check } from "../check.js";

/** A policy that cannot be read refuses every plugin, which looks like having none. */
export const policy: Check = {
  id: "policy",
  async run({ plugins }) {
    const verdicts = (await (await plugins.get()).list()).flatMap(({ verdict }) => verdict ?? []);
    const unreadable = verdicts.find(
      (verdict) => verdict.verdict === "refused" && verdict.code === "policy.unreadable",
    );
    if (unreadable?.verdict !== "refused") return fine;
    return [{ severity: "error", what: "unreadable", args: { file: unreadable.rule.file } }];
  },
};
