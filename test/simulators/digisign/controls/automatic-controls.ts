import { control } from "../../shared/controls/control.js";
import { defined } from "../../shared/json-input.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { DigisignSimulator } from "../simulator.js";

/** `GET /automatic`, `POST /automatic`. */
export function automaticControls(simulator: DigisignSimulator): Route[] {
  return [
    control("GET", "/automatic", () => jsonReply(simulator.automatic)),
    control("POST", "/automatic", (input) => {
      simulator.automatic = defined({
        payAfter: input.optionalNumber("payAfter"),
        approveAfter: input.optionalNumber("approveAfter"),
      });
      return jsonReply(simulator.automatic);
    }),
  ];
}
