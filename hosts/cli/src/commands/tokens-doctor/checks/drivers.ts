import type { ModuleStatus, TokenListing } from "@perennial/hardware";
import { tokenSupport } from "../../../token-modules/token-support.js";
import type { Check, CheckFinding } from "../../doctor/check.js";
import type { TokensExamined } from "../examined.js";

/** Whether each driver loads, and how long it takes until its tokens are read. */
export const drivers: Check<TokensExamined> = {
  id: "token-drivers",
  async run({ listing }) {
    // Said once, by the check of that.
    if (tokenSupport() === undefined) return [];
    const all = await listing.get();
    if (all.modules.length === 0) return [{ severity: "warning", what: "none" }];
    return all.modules.map((status) => findingOf(status, all));
  },
};

/** Milliseconds that a person notices with every command. */
const slow = 3_000;

function findingOf(
  { module, about, problem, elapsed = 0 }: ModuleStatus,
  { tokens, unusable }: TokenListing,
): CheckFinding {
  if (problem !== undefined) {
    return { severity: "error", error: problem, about: module.name };
  }
  const ofThis = (one: { readonly module: { readonly path: string } }) =>
    one.module.path === module.path;
  const args = {
    path: module.path,
    library: `${about?.description ?? module.name} ${about?.libraryVersion ?? ""}`.trim(),
    milliseconds: elapsed,
    tokens: tokens.filter(ofThis).length,
    unusable: unusable.filter(ofThis).length,
  };
  return {
    severity: elapsed > slow ? "warning" : "ok",
    what: elapsed > slow ? "slow" : "loads",
    args,
  };
}
