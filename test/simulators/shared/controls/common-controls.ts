import { jsonReply } from "../reply.js";
import type { Route } from "../router.js";
import { clockControls } from "./clock-controls.js";
import { control } from "./control.js";
import { faultControls, type Faulty } from "./fault-controls.js";
import { mailControls } from "./mail-controls.js";
import { publishedFiles, type Publisher } from "./published-files.js";
import type { Mailbox } from "../mailbox.js";

/** What the controls that every simulator has can be asked of. */
export interface Controlled extends Faulty {
  /** URLs by name. */
  readonly addresses: object;
  /** PEM by name. */
  readonly roots: object;
  readonly world: Publisher & { readonly mailbox: Mailbox };
  state(): Record<string, unknown>;
}

/** Addresses, state, clock, mails, faults, and what the certificates point to. */
export function commonControls(simulator: Controlled): Route[] {
  return [
    control("GET", "/", () => jsonReply({ ...simulator.addresses, roots: simulator.roots })),
    control("GET", "/state", () => jsonReply(simulator.state())),
    ...clockControls(simulator.world),
    ...mailControls(simulator.world),
    ...faultControls(simulator),
    ...publishedFiles(simulator.world),
  ];
}
