import { PerennialError } from "@perennial/api";
import { OrderedDiscovery } from "@perennial/hardware";
import { tokenSupport } from "../../../token-modules/token-support.js";
import type { Check, CheckFinding } from "../check.js";

/** Whether tokens could be used, as far as that shows without loading a driver. */
export const tokens: Check = {
  id: "tokens",
  async run({ tokens: services, places }) {
    if (tokenSupport() === undefined) {
      const error = new PerennialError("token.support-missing").toJSON();
      return [{ severity: "warning", error }];
    }
    const { modules, remarks } = await new OrderedDiscovery(
      places.map(({ names }) => names),
    ).find();
    const quarantines = await (await services.get()).health.quarantines();
    const count = modules.length;
    return [
      { severity: "ok", what: "named", args: { count } },
      ...remarks.map((error): CheckFinding => ({ severity: "warning", error })),
      ...quarantines.map(({ module, since, crashes }): CheckFinding => ({
        severity: "warning",
        what: "quarantined",
        args: { module, since, crashes },
      })),
    ];
  },
};
