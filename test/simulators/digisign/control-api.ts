import { commonControls } from "../shared/controls/common-controls.js";
import type { Route } from "../shared/router.js";
import { automaticControls } from "./controls/automatic-controls.js";
import { certificateControls } from "./controls/certificate-controls.js";
import { orderControls } from "./controls/order-controls.js";
import type { DigisignSimulator } from "./simulator.js";

/** Everything the control address answers; `README.md` describes it. */
export function controlRoutes(simulator: DigisignSimulator): Route[] {
  return [
    ...commonControls(simulator),
    ...automaticControls(simulator),
    ...orderControls(simulator),
    ...certificateControls(simulator),
  ];
}
