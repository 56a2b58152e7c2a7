import { PNG } from "pngjs";
import { hour, issuingDate, type DigisignOffice, type RunOptions } from "./digisign-office.js";
import type { RenewalJson } from "./renewal-json.js";

/** A scan of an identity card, as far as a computer can tell. */
export function scan(shade = 200): Buffer {
  const picture = new PNG({ width: 40, height: 25 });
  picture.data.fill(shade);
  return PNG.sync.write(picture);
}

/** A wait in one word: its key, without what is different every time. */
export function waitOf({ state, wait }: Pick<RenewalJson, "state" | "wait">): string {
  return wait === undefined ? state : (wait.key.split(":")[0] ?? "");
}

/** Digits that all pictures of the validation code show from now on; a file can hold the answer. */
export const chosenCode = "123456";

/** Answers to all that is asked, for a file; with them a process goes on where a person would be asked. */
export function answersFor(
  { old, simulator }: DigisignOffice,
  date = issuingDate,
): Readonly<Record<string, unknown>> {
  simulator.codes.choose(...Array.from({ length: 100 }, () => chosenCode));
  return {
    "*/select-certificate/certificate": old.sha256,
    "*/choose-date/date": { date },
    "*/confirm-application/subject": {},
    "*/order/code": { code: chosenCode },
    "*/pay/paid": true,
    "*/*/sign:*": true,
    "*/*/send:*": "sent",
    "*/update-token/install": true,
  };
}

/** Ana, and everybody at DigiSign: they do what a wait is for, between two processes. */
export class DigisignPerson {
  /** What was waited for, in turn. */
  readonly waits: string[] = [];
  /** Done in place of the usual, by the wait's first word. */
  readonly instead = new Map<string, (renewal: RenewalJson) => Promise<unknown>>();
  /** Called after each process. */
  after: (() => Promise<unknown>) | undefined;

  constructor(
    private readonly office: DigisignOffice,
    private readonly date = issuingDate,
  ) {}

  /**
   * Drives the renewal by one process after the other, each of which ends at the next wait.
   * @param until the first word of the wait before which to stop; without it, to the end.
   */
  async go(until = "done", options: RunOptions = {}): Promise<RenewalJson> {
    let renewal = await this.#step(options);
    for (let turn = 0; waitOf(renewal) !== until; turn += 1) {
      const { state, wait, error } = renewal;
      if (turn > 60 || state !== "waiting" || wait?.refusal !== undefined) {
        const why = JSON.stringify({ state, wait, error });
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
    const { office } = this;
    const word = waitOf(renewal);
    const key = renewal.wait?.key ?? "";
    const other = this.instead.get(word);
    if (other !== undefined) {
      await other(renewal);
      return;
    }
    switch (word) {
      case "certificate":
        return office.say(key, office.old.sha256);
      case "date":
        return office.say(key, { date: this.date });
      case "subject":
        return office.say(key, { email: "ana.ionescu@exemplu.example", country: "RO" });
      case "code":
        return office.say(key, { code: office.code });
      case "paid":
        office.simulator.payments.receive(office.order.number);
        return office.say(key, "true");
      case "sign":
      case "install":
        return office.say(key, "true");
      case "identity":
        await office.deliver("carte de identitate.png", scan());
        return;
      case "review":
        await office.simulator.review.approve(office.order.number);
        return office.pass(hour);
      case "issuing-date":
        return office.travel(`${this.date}T06:01:00Z`);
      case "issued":
        return office.pass(hour);
      case "remove-token":
        return office.shim.remove();
      case "token":
        return office.shim.insert();
      default:
        throw new Error(`nobody knows what to do about ${JSON.stringify(renewal.wait)}`);
    }
  }
}
