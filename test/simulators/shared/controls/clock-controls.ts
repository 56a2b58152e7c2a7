import { PortalError } from "../portal-error.js";
import { jsonReply, type Reply } from "../reply.js";
import type { Route } from "../router.js";
import type { SimulatorClock } from "../simulator-clock.js";
import { control } from "./control.js";

/** `GET /clock`, `POST /clock`. */
export function clockControls({ clock }: { readonly clock: SimulatorClock }): Route[] {
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
  ];
}
