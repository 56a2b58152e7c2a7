import { control } from "../../shared/controls/control.js";
import { defined } from "../../shared/json-input.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { CertumSimulator } from "../simulator.js";

/** `GET /automatic`, `POST /automatic`. */
export function automaticControls(simulator: CertumSimulator): Route[] {
  return [
    control("GET", "/automatic", () => jsonReply(simulator.automatic)),
    control("POST", "/automatic", (input) => {
      simulator.automatic = defined({
        reviewAfter: input.optionalNumber("reviewAfter"),
        confirmAfter: input.optionalNumber("confirmAfter"),
        issueAfter: input.optionalNumber("issueAfter"),
      });
      return jsonReply(simulator.automatic);
    }),
  ];
}
