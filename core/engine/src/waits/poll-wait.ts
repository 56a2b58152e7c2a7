import type { Instant, WaitForPoll } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { RandomPortToken } from "../ports/tokens.js";
import type { RandomPort } from "../ports/random-port.js";
import { toMilliseconds } from "../time.js";
import { FileIntake } from "./file-intake.js";
import { nextLook } from "./next-look.js";
import {
  isAnswered,
  type Parking,
  type TakesFile,
  type WaitHandler,
  type Waiting,
} from "./wait-handler.js";

/** A look at the outside every so often, less often each time. */
@injectable()
export class PollWait implements WaitHandler<WaitForPoll> {
  readonly kind = "poll";
  readonly watchesOutside = true;

  constructor(
    @inject(RandomPortToken.symbol) private readonly random: RandomPort,
    @inject(FileIntake) private readonly intake: FileIntake,
  ) {}

  wakeAt({ wait, attempts, now }: Parking<WaitForPoll>): Instant {
    return nextLook(wait, { attempts, now, random: this.random });
  }

  async prepare({ orFile }: WaitForPoll, profileId: string): Promise<void> {
    if (orFile !== undefined) await this.intake.prepare(profileId);
  }

  async isOver({ wait, journal, now }: Waiting<WaitForPoll>): Promise<boolean> {
    const { wakeAt } = journal.renewal;
    if (wakeAt === undefined || now >= toMilliseconds(wakeAt)) return true;
    if (wait.orFile === undefined) return false;
    return (
      isAnswered(journal, wait.key) || (await this.intake.collect(journal, wait.key, wait.orFile))
    );
  }

  accepts({ orFile }: WaitForPoll): "file" | "nothing" {
    return orFile === undefined ? "nothing" : "file";
  }
  takesFile({ orFile }: WaitForPoll): TakesFile | undefined {
    return orFile;
  }
}
