import type { Instant, WaitForPerson } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import type { RandomPort } from "../ports/random-port.js";
import { RandomPortToken } from "../ports/tokens.js";
import { toMilliseconds } from "../time.js";
import { nextLook } from "./next-look.js";
import { isAnswered, type Parking, type WaitHandler, type Waiting } from "./wait-handler.js";

/** A person's answer; where the plugin says so, the outside is looked at as well. */
@injectable()
export class PersonWait implements WaitHandler<WaitForPerson> {
  readonly kind = "person";
  /** A look has its time, which the store's index knows. */
  readonly watchesOutside = false;

  constructor(@inject(RandomPortToken.symbol) private readonly random: RandomPort) {}

  wakeAt({ wait: { lookEvery }, attempts, now }: Parking<WaitForPerson>): Instant | undefined {
    if (lookEvery === undefined) return undefined;
    return nextLook({ every: lookEvery }, { attempts, now, random: this.random });
  }
  isOver({ wait, journal, now }: Waiting<WaitForPerson>): Promise<boolean> {
    const { wakeAt } = journal.renewal;
    const isLookDue =
      wait.lookEvery !== undefined && wakeAt !== undefined && now >= toMilliseconds(wakeAt);
    return Promise.resolve(isLookDue || isAnswered(journal, wait.key));
  }
  accepts(wait: WaitForPerson): "value" | "true" {
    return wait.question.type === "task" ? "true" : "value";
  }
  takesFile(): undefined {
    return undefined;
  }
}
