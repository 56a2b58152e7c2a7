import type { Route } from "../shared/router.js";
import { jsonReply } from "../shared/reply.js";
import { clockControls } from "../shared/controls/clock-controls.js";
import { faultControls } from "../shared/controls/fault-controls.js";
import { mailControls } from "../shared/controls/mail-controls.js";
import { automaticControls } from "./controls/automatic-controls.js";
import { orderControls } from "./controls/order-controls.js";
import { publishedFiles } from "../shared/controls/published-files.js";
import { sofieControls } from "./controls/sofie-controls.js";
import { control } from "../shared/controls/control.js";
import type { LuxtrustSimulator } from "./simulator.js";

/** Everything the control address answers; `README.md` describes it. */
export function controlRoutes(simulator: LuxtrustSimulator): Route[] {
  return [
    control("GET", "/", () => jsonReply({ ...simulator.addresses, roots: simulator.roots })),
    control("GET", "/state", () => jsonReply(simulator.state())),
    ...clockControls(simulator),
    ...automaticControls(simulator),
    ...orderControls(simulator),
    ...sofieControls(simulator),
    ...mailControls(simulator),
    ...faultControls(simulator),
    ...publishedFiles(simulator.world),
  ];
}
