import { commonControls } from "../shared/controls/common-controls.js";
import type { Route } from "../shared/router.js";
import { automaticControls } from "./controls/automatic-controls.js";
import { officeControls } from "./controls/office-controls.js";
import { trustControls } from "./controls/trust-controls.js";
import type { MulticertSimulator } from "./simulator.js";

/** Everything the control address answers; `README.md` describes it. */
export function controlRoutes(simulator: MulticertSimulator): Route[] {
  return [
    ...commonControls(simulator),
    ...automaticControls(simulator),
    ...officeControls(simulator),
    ...trustControls(simulator),
  ];
}
