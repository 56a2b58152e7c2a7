import type { PinEntry, PinQuestion, PinSource } from "@perennial/hardware";
import { askedInStep } from "./leaving.js";

/** PINs for the steps of renewals: whoever leaves at the question for one leaves the command. */
export class RenewalPins implements PinSource {
  constructor(
    private readonly source: PinSource,
    /** Tells the command to stop, as a signal does. */
    private readonly leave: () => void,
    /** Aborted when the engine was told to stop. */
    private readonly stopping: AbortSignal,
  ) {}

  get unattended(): boolean {
    return this.source.unattended;
  }

  ask(question: PinQuestion, signal?: AbortSignal): Promise<PinEntry | undefined> {
    const { leave, stopping } = this;
    return askedInStep({ leave, stopping }, () => this.source.ask(question, signal));
  }
}
