import { randomInt } from "node:crypto";
import type { SimulatorClock } from "../../shared/simulator-clock.js";

/** What a given code is. */
export type CodeVerdict = "good" | "wrong" | "late" | "used" | "replaced";

interface SentCode {
  readonly value: string;
  readonly until: number;
  used: boolean;
}

/** The one-time codes of one credential: each good once, for a time, and until the next one is sent. */
export class OneTimeCodes {
  readonly #sent: SentCode[] = [];

  constructor(
    private readonly clock: SimulatorClock,
    private readonly lifetime: number,
  ) {}

  /** Six digits that no code before had. */
  draw(): string {
    const taken = new Set(this.#sent.map(({ value }) => value));
    let value: string;
    do value = String(randomInt(1_000_000)).padStart(6, "0");
    while (taken.has(value));
    this.#sent.push({ value, until: this.#now() + this.lifetime * 1000, used: false });
    return value;
  }

  /** Does not use it up. At the last instant of its time a code is still good. */
  judge(value: string): CodeVerdict {
    const code = this.#sent.find((candidate) => candidate.value === value);
    if (code === undefined) return "wrong";
    if (code.used) return "used";
    if (code !== this.#sent.at(-1)) return "replaced";
    return this.#now() > code.until ? "late" : "good";
  }

  use(value: string): void {
    for (const code of this.#sent) if (code.value === value) code.used = true;
  }

  #now(): number {
    return this.clock.now().getTime();
  }
}
