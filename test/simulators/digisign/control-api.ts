import { clockControls } from "../shared/controls/clock-controls.js";
import { control } from "../shared/controls/control.js";
import { faultControls } from "../shared/controls/fault-controls.js";
import { mailControls } from "../shared/controls/mail-controls.js";
import { publishedFiles } from "../shared/controls/published-files.js";
import { jsonReply } from "../shared/reply.js";
import type { Route } from "../shared/router.js";
import { automaticControls } from "./controls/automatic-controls.js";
import { certificateControls } from "./controls/certificate-controls.js";
import { orderControls } from "./controls/order-controls.js";
import type { DigisignSimulator } from "./simulator.js";

/** Everything the control address answers; `README.md` describes it. */
export function controlRoutes(simulator: DigisignSimulator): Route[] {
  return [
    control("GET", "/", () => jsonReply({ ...simulator.addresses, roots: simulator.roots })),
    control("GET", "/state", () => jsonReply(simulator.state())),
    ...clockControls(simulator),
    ...automaticControls(simulator),
    ...orderControls(simulator),
    ...certificateControls(simulator),
    ...mailControls(simulator),
    ...faultControls(simulator),
    ...publishedFiles(simulator.world),
  ];
}
