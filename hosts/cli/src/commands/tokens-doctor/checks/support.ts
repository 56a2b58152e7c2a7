import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PerennialError } from "@perennial/api";
import { tokenSupport } from "../../../token-modules/token-support.js";
import type { Check } from "../../doctor/check.js";
import type { TokensExamined } from "../examined.js";

/** Milliseconds. */
const limit = 20_000;

/** Whether the compiled part that talks to drivers is there and can be loaded: in a process of its own. */
export const support: Check<TokensExamined> = {
  id: "token-support",
  async run() {
    const compiled = tokenSupport();
    if (compiled === undefined) return [missing()];
    const load = "require(process.argv[1])";
    try {
      await promisify(execFile)(process.execPath, ["-e", load, compiled], { timeout: limit });
    } catch (cause) {
      return [missing(cause)];
    }
    return [{ severity: "ok", what: "ok", args: { path: compiled } }];
  },
};

function missing(cause?: unknown) {
  const error = new PerennialError("token.support-missing", {}, { cause }).toJSON();
  return { severity: "error", error } as const;
}
