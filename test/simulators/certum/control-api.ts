import { commonControls } from "../shared/controls/common-controls.js";
import type { Route } from "../shared/router.js";
import { automaticControls } from "./controls/automatic-controls.js";
import { customerControls } from "./controls/customer-controls.js";
import { orderControls } from "./controls/order-controls.js";
import type { CertumSimulator } from "./simulator.js";

/** Everything the control address answers; `README.md` describes it. */
export function controlRoutes(simulator: CertumSimulator): Route[] {
  return [
    ...commonControls(simulator),
    ...automaticControls(simulator),
    ...orderControls(simulator),
    ...customerControls(simulator),
    ...simulator.partner.controls,
  ];
}
