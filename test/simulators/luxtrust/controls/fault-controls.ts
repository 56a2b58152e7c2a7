import { faultKinds } from "../../shared/faults.js";
import { defined } from "../../shared/json-input.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { LuxtrustSimulator } from "../simulator.js";
import { control } from "./control.js";

/** `GET /faults`, `POST /faults`, `DELETE /faults`, `DELETE /faults/<id>`. */
export function faultControls(simulator: LuxtrustSimulator): Route[] {
  const { faults } = simulator;
  return [
    control("GET", "/faults", () => jsonReply({ faults: faults.list() })),
    control("POST", "/faults", (input) =>
      jsonReply(
        simulator.addFault(
          defined({
            endpoint: input.text("endpoint"),
            kind: input.choice("kind", faultKinds),
            count: input.optionalNumber("count"),
            skip: input.optionalNumber("skip"),
            processed: input.optionalFlag("processed"),
            retryAfter: input.optionalNumber("retryAfter"),
            milliseconds: input.optionalNumber("milliseconds"),
          }),
        ),
        201,
      ),
    ),
    control("DELETE", "/faults", () => {
      faults.clear();
      return jsonReply({ faults: [] });
    }),
    control("DELETE", "/faults/:id", (_input, { id = "" }) => {
      if (!faults.remove(Number(id)))
        throw new PortalError(404, "fault.unknown", "There is no such fault.", id);
      return jsonReply({ faults: faults.list() });
    }),
  ];
}
