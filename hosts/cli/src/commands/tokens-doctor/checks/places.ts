import { existsSync } from "node:fs";
import { PerennialError, toErrorData } from "@perennial/api";
import type { Check, CheckFinding } from "../../doctor/check.js";
import type { ModulePlace } from "../../../token-modules/module-places.js";
import type { TokensExamined } from "../examined.js";

/** Which drivers each place names, and those it names that are not there. */
export const places: Check<TokensExamined> = {
  id: "token-places",
  async run({ places: all }) {
    const findings: CheckFinding[] = [];
    for (const place of all) findings.push(...(await findingsOf(place)));
    return findings;
  },
};

/** One place that cannot be read hides nothing of the others. */
async function findingsOf({ name, names }: ModulePlace): Promise<readonly CheckFinding[]> {
  try {
    const { modules, remarks } = await names.read();
    const there = modules.filter(({ path }) => existsSync(path));
    // A path that is only one of several, or is known and not installed, is not missed.
    const missing = modules.filter(
      ({ path, optional }) => name !== "known-path" && optional !== true && !existsSync(path),
    );
    const named = there.map((one) =>
      one.name === one.path ? one.path : `${one.name} (${one.path})`,
    );
    return [
      {
        severity: "ok",
        what: "named",
        args: {
          place: name === "known-path" ? "known" : name,
          modules: named,
          count: there.length,
        },
      },
      ...missing.map(({ path }): CheckFinding => ({
        severity: "warning",
        error: new PerennialError("token.module-missing", { path }).toJSON(),
      })),
      ...remarks.map((error): CheckFinding => ({ severity: "warning", error })),
    ];
  } catch (error) {
    return [{ severity: "error", error: toErrorData(error) }];
  }
}
