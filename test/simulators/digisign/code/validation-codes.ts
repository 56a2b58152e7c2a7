import { randomInt } from "node:crypto";
import type { Counters } from "../../shared/counters.js";

/** The validation code of one visit; absent until its picture was fetched. */
export interface CodeHolder {
  code?: string;
}

/** Draws lots for validation codes, six digits each. */
export class ValidationCodes {
  #latest: string | undefined;
  readonly #chosen: string[] = [];

  constructor(private readonly counters: Counters) {}

  /** A new code for a visit; the one before is good for nothing any more. */
  renew(visit: CodeHolder): string {
    visit.code = this.#chosen.shift() ?? String(randomInt(1_000_000)).padStart(6, "0");
    this.#latest = visit.code;
    this.counters.add("codes.drawn");
    return visit.code;
  }

  /** Whether the code is the visit's. A wrong one ends the code: a new picture has to be fetched. */
  accepts(visit: CodeHolder, code: string): boolean {
    if (visit.code !== undefined && visit.code === code) return true;
    delete visit.code;
    return false;
  }

  /** The code drawn last, for tests that do not look at pictures. */
  get latest(): string | undefined {
    return this.#latest;
  }

  /** Makes these the next codes. @throws RangeError for anything but six digits. */
  choose(...codes: readonly string[]): void {
    for (const code of codes)
      if (!/^\d{6}$/.test(code)) throw new RangeError(`"${code}" is not six digits`);
    this.#chosen.push(...codes);
  }
}
