import { jsonReply } from "../../shared/reply.js";
import { control } from "../../shared/controls/control.js";
import type { Route } from "../../shared/router.js";
import type { LuxtrustSimulator } from "../simulator.js";

/** `GET /automatic`, `POST /automatic`. */
export function automaticControls(simulator: LuxtrustSimulator): Route[] {
  return [
    control("GET", "/automatic", () => jsonReply(simulator.automatic)),
    control("POST", "/automatic", (input) => {
      const approveAfter = input.optionalNumber("approveAfter");
      const configurationAfter = input.optionalNumber("configurationAfter");
      simulator.automatic = {
        ...(approveAfter === undefined ? {} : { approveAfter }),
        ...(configurationAfter === undefined ? {} : { configurationAfter }),
        officeHours: input.optionalFlag("officeHours") ?? false,
      };
      return jsonReply(simulator.automatic);
    }),
  ];
}
