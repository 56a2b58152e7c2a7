import { token } from "../inject.js";
import type { Message } from "../message.js";

/** What a step shows while it works. Questions are waits. */
export interface Ui {
  /** Work that takes long. `done` of `total` in any unit; without them it is indeterminate. */
  progress(request: { text: Message; done?: number; total?: number }): Promise<void>;
  /** A sentence worth keeping in the renewal's history. */
  note(text: Message): Promise<void>;
}
export const Ui = token<Ui>("ui");
