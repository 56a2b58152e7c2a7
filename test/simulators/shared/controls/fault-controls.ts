import { faultKinds, type Fault, type Faults, type FaultSpec } from "../faults.js";
import { defined } from "../json-input.js";
import { PortalError } from "../portal-error.js";
import { jsonReply } from "../reply.js";
import type { Route } from "../router.js";
import { control } from "./control.js";

/** What has faults to add and to take away. */
export interface Faulty {
  readonly faults: Faults;
  addFault(spec: FaultSpec): Fault;
}

/** `GET /faults`, `POST /faults`, `DELETE /faults`, `DELETE /faults/<id>`. */
export function faultControls(simulator: Faulty): Route[] {
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
