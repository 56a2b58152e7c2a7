import { PNG } from "pngjs";
import type { RenewalJson } from "./renewal-json.js";
import type { RunOptions } from "./renewal-office.js";

/** A scan of a paper, as far as a computer can tell. */
export function scan(shade = 200): Buffer {
  const picture = new PNG({ width: 40, height: 25 });
  picture.data.fill(shade);
  return PNG.sync.write(picture);
}

/** A wait in one word: its key, without what is different every time. */
export function waitOf({ state, wait }: Pick<RenewalJson, "state" | "wait">): string {
  return wait === undefined ? state : (wait.key.split(":")[0] ?? "");
}

/** What a person needs of an office. */
export interface PersonOffice {
  readonly begun: boolean;
  renew(options?: RunOptions): Promise<RenewalJson>;
  resume(options?: RunOptions): Promise<RenewalJson>;
}

/** A person, and everybody at the authority: they do what a wait is for, between two processes. */
export abstract class RenewalPerson<O extends PersonOffice> {
  /** What was waited for, in turn. */
  readonly waits: string[] = [];
  /** Done in place of the usual, by the wait's first word. */
  readonly instead = new Map<string, (renewal: RenewalJson) => Promise<unknown>>();
  /** Called after each process. */
  after: (() => Promise<unknown>) | undefined;

  constructor(protected readonly office: O) {}

  /** Does what is usual. @throws Error if nobody knows what to do. */
  protected abstract usual(word: string, key: string, renewal: RenewalJson): Promise<unknown>;

  /**
   * Drives the renewal by one process after the other, each of which ends at the next wait.
   * @param until the first word of the wait before which to stop; without it, to the end.
   */
  async go(until = "done", options: RunOptions = {}): Promise<RenewalJson> {
    let renewal = await this.#step(options);
    for (let turn = 0; waitOf(renewal) !== until; turn += 1) {
      const { state, wait, error } = renewal;
      if (turn > 60 || state !== "waiting" || wait?.refusal !== undefined) {
        const why = JSON.stringify({ state, wait, error, waits: this.waits });
        throw new Error(`the renewal does not come to “${until}”: ${why}`);
      }
      await this.act(renewal);
      renewal = await this.#step(options);
    }
    return renewal;
  }

  async #step(options: RunOptions): Promise<RenewalJson> {
    const { office } = this;
    const renewal = await (office.begun ? office.resume(options) : office.renew(options));
    this.waits.push(waitOf(renewal));
    await this.after?.();
    return renewal;
  }

  /** Does what is waited for. */
  async act(renewal: RenewalJson): Promise<void> {
    const word = waitOf(renewal);
    const other = this.instead.get(word);
    if (other !== undefined) await other(renewal);
    else await this.usual(word, renewal.wait?.key ?? "", renewal);
  }

  protected nobodyKnows({ wait }: RenewalJson): Error {
    return new Error(`nobody knows what to do about ${JSON.stringify(wait)}`);
  }
}
