import { PortalError } from "../../shared/portal-error.js";
import { jsonReply, type Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { LuxtrustSimulator } from "../simulator.js";
import { control } from "./control.js";

/** `GET /clock`, `POST /clock`, `GET /automatic`, `POST /automatic`. */
export function clockControls(simulator: LuxtrustSimulator): Route[] {
  const { clock } = simulator;
  const show = (): Reply => jsonReply({ now: clock.now().toISOString(), mode: clock.mode });
  return [
    control("GET", "/clock", show),
    control("POST", "/clock", async (input) => {
      const set = input.optionalInstant("set");
      const advance = input.optionalNumber("advance");
      const release = input.optionalFlag("release");
      if ([set, advance, release].filter((value) => value !== undefined).length !== 1)
        throw new PortalError(400, "input.wrong", 'Give one of "set", "advance", "release".');
      if (set !== undefined) await clock.set(set);
      else if (advance !== undefined) await clock.advance(advance * 1000);
      else await clock.release();
      return show();
    }),
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
