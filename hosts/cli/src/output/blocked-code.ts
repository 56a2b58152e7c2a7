import type { RenewalView } from "@perennial/engine";
import { exitCodeOf, worstOf, type ExitCode } from "../exit-code.js";

/** The exit code of what keeps renewals from going on; done if nothing does. */
export function blockedCode(renewals: readonly Pick<RenewalView, "blocked">[]): ExitCode {
  return worstOf(
    renewals.flatMap(({ blocked }) => (blocked === undefined ? [] : exitCodeOf(blocked))),
  );
}
