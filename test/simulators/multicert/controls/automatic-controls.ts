import { control } from "../../shared/controls/control.js";
import { defined } from "../../shared/json-input.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { MulticertSimulator } from "../simulator.js";

/** `GET /automatic`, `POST /automatic`. */
export function automaticControls(simulator: MulticertSimulator): Route[] {
  return [
    control("GET", "/automatic", () => jsonReply(simulator.automatic)),
    control("POST", "/automatic", (input) => {
      simulator.automatic = defined({ notices: input.optionalFlag("notices") });
      return jsonReply(simulator.automatic);
    }),
  ];
}
