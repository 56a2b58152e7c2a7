import { commonControls } from "../shared/controls/common-controls.js";
import type { Route } from "../shared/router.js";
import { automaticControls } from "./controls/automatic-controls.js";
import { orderControls } from "./controls/order-controls.js";
import { sofieControls } from "./controls/sofie-controls.js";
import type { LuxtrustSimulator } from "./simulator.js";

/** Everything the control address answers; `README.md` describes it. */
export function controlRoutes(simulator: LuxtrustSimulator): Route[] {
  return [
    ...commonControls(simulator),
    ...automaticControls(simulator),
    ...orderControls(simulator),
    ...sofieControls(simulator),
  ];
}
