import type { Instant, WaitForStep } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { Siblings } from "./siblings.js";
import type { WaitHandler, Waiting } from "./wait-handler.js";

/**
 * A sibling renewal that reaches a step. It is looked up each time instead of being told, so it does
 * not matter which of the two goes first.
 */
@injectable()
export class StepWait implements WaitHandler<WaitForStep> {
  readonly kind = "step";
  readonly watchesOutside = true;

  constructor(@inject(Siblings) private readonly siblings: Siblings) {}

  wakeAt(): Instant | undefined {
    return undefined;
  }
  async isOver({ wait, journal }: Waiting<WaitForStep>): Promise<boolean> {
    const sibling = await this.siblings.of(journal.renewal, wait.account);
    return sibling?.steps.some((step) => step.name === wait.step) ?? false;
  }
  accepts(): "nothing" {
    return "nothing";
  }
  takesFile(): undefined {
    return undefined;
  }
}
