import type { Instant, WaitForPerson } from "@perennial/api";
import { injectable } from "tsyringe";
import { isAnswered, type WaitHandler, type Waiting } from "./wait-handler.js";

/** A person's answer. */
@injectable()
export class PersonWait implements WaitHandler<WaitForPerson> {
  readonly kind = "person";
  readonly watchesOutside = false;

  wakeAt(): Instant | undefined {
    return undefined;
  }
  isOver({ wait, journal }: Waiting<WaitForPerson>): Promise<boolean> {
    return Promise.resolve(isAnswered(journal, wait.key));
  }
  accepts(wait: WaitForPerson): "value" | "true" {
    return wait.question.type === "task" ? "true" : "value";
  }
  takesFile(): undefined {
    return undefined;
  }
}
