import { toErrorData } from "@perennial/api";
import type { FoundToken, PinLedger } from "@perennial/hardware";
import type { Check, CheckFinding } from "../../doctor/check.js";
import { tokenSupport } from "../../../token-modules/token-support.js";
import { tokenStates, type TokenState } from "../../../token-views/token-states.js";
import type { TokensExamined } from "../examined.js";

/** What a person should know of each token before a renewal needs it. */
export const states: Check<TokensExamined> = {
  id: "token-states",
  async run({ listing, services }) {
    if (tokenSupport() === undefined) return [];
    const { tokens, unusable } = await listing.get();
    const findings: CheckFinding[] = [];
    if (tokens.length === 0) findings.push({ severity: "warning", what: "none" });
    for (const token of tokens) findings.push(...(await ofToken(token, services.ledger)));
    for (const { reader, problem } of unusable) {
      findings.push({ severity: "warning", error: problem, about: reader });
    }
    return findings;
  },
};

const grave: ReadonlySet<TokenState> = new Set(["pin-locked", "pin-not-set", "last-try"]);

async function ofToken(token: FoundToken, ledger: PinLedger): Promise<readonly CheckFinding[]> {
  const { serial } = token.view;
  // An empty token has no label yet; what it is in is what a person sees.
  const label = [token.view.label, serial].find((name) => name !== "") ?? token.reader;
  const numbered = serial === "" ? "no" : "yes";
  const findings = tokenStates(token.view).map((state): CheckFinding => {
    const fine = state === "ready" || state === "no-login";
    const severity = fine ? "ok" : grave.has(state) ? "error" : "warning";
    return { severity, what: state, args: { label, serial, numbered } };
  });
  if (token.problem !== undefined) {
    findings.push({ severity: "error", error: token.problem, about: label });
  }
  try {
    const { spent, locked } = await ledger.history(token.identity, { use: "login" });
    if (locked) findings.push({ severity: "error", what: "said-locked", args: { label } });
    else if (spent > 0)
      findings.push({ severity: "warning", what: "spent", args: { label, spent } });
  } catch (error) {
    findings.push({ severity: "error", error: toErrorData(error), about: label });
  }
  return findings;
}
