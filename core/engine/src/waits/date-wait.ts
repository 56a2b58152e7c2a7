import type { Instant, WaitForDate } from "@perennial/api";
import { injectable } from "tsyringe";
import { toMilliseconds } from "../time.js";
import type { Parking, WaitHandler, Waiting } from "./wait-handler.js";

/** A point in time. */
@injectable()
export class DateWait implements WaitHandler<WaitForDate> {
  readonly kind = "date";
  readonly watchesOutside = false;

  wakeAt({ wait }: Parking<WaitForDate>): Instant {
    return wait.at;
  }
  isOver({ wait, now }: Waiting<WaitForDate>): Promise<boolean> {
    return Promise.resolve(now >= toMilliseconds(wait.at));
  }
  accepts(): "nothing" {
    return "nothing";
  }
  takesFile(): undefined {
    return undefined;
  }
}
