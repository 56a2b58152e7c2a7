import type { Instant, Wait } from "@perennial/api";
import type { Journal } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { earliest, toMilliseconds } from "../time.js";
import { DateWait } from "./date-wait.js";
import { FileWait, MailWait } from "./file-wait.js";
import { PersonWait } from "./person-wait.js";
import { PollWait } from "./poll-wait.js";
import { StepWait } from "./step-wait.js";
import { TokenWait } from "./token-wait.js";
import type { WaitHandler } from "./wait-handler.js";

/** All kinds of waits, and what they have in common: the deadline. */
@injectable()
export class Waits {
  private readonly handlers: ReadonlyMap<string, WaitHandler>;

  constructor(
    @inject(PersonWait) person: PersonWait,
    @inject(FileWait) file: FileWait,
    @inject(MailWait) mail: MailWait,
    @inject(DateWait) date: DateWait,
    @inject(TokenWait) token: TokenWait,
    @inject(PollWait) poll: PollWait,
    @inject(StepWait) step: StepWait,
  ) {
    const all = [person, file, mail, date, token, poll, step];
    // Each handler is only ever given waits of its own kind, by the map's key.
    this.handlers = new Map(all.map((handler) => [handler.kind, handler as WaitHandler]));
  }

  of(wait: Wait): WaitHandler {
    const handler = this.handlers.get(wait.for);
    if (handler === undefined) throw new TypeError(`There is no wait for ${wait.for}.`);
    return handler;
  }

  /** When to look again: the wait's own time, or its deadline if it expires. */
  wakeAt(wait: Wait, attempts: number, now: number): Instant | undefined {
    const own = this.of(wait).wakeAt({ wait, attempts, now });
    return earliest(own, wait.expires === true ? wait.deadline : undefined);
  }

  /** Makes ready what a person needs to end the wait. */
  async prepare(wait: Wait, profileId: string): Promise<void> {
    await this.of(wait).prepare?.(wait, profileId);
  }

  /** The wait as it is journaled and shown. */
  withHint(wait: Wait): Wait {
    const hint = this.of(wait).hint?.(wait);
    if (hint === undefined) return wait;
    return { ...wait, instructions: [...(wait.instructions ?? []), hint] };
  }

  isOver(wait: Wait, journal: Journal, now: number): Promise<boolean> {
    return this.of(wait).isOver({ wait, journal, now });
  }
}

/** Whether the deadline has passed. A renewal that is late still takes what it waits for. */
export function isLate(wait: Wait | undefined, now: number): boolean {
  return wait?.deadline !== undefined && now > toMilliseconds(wait.deadline);
}

/** Whether the wait has failed by its deadline. */
export function hasExpired(wait: Wait, now: number): boolean {
  return (
    wait.expires === true && wait.deadline !== undefined && now >= toMilliseconds(wait.deadline)
  );
}
