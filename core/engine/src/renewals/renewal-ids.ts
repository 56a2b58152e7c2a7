import { inject, injectable } from "tsyringe";
import type { RandomPort } from "../ports/random-port.js";
import { RandomPortToken } from "../ports/tokens.js";

/** Base 32 without letters that are taken for digits (Crockford). */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** Names that a person can read out, unique for ever together with the store's refusal of a second. */
@injectable()
export class RenewalIds {
  constructor(@inject(RandomPortToken.symbol) private readonly random: RandomPort) {}

  /**
   * For example `meridian-crypt-20261120-k3f9`; without the account where there is only one.
   * @param now milliseconds since 1970; the date is UTC.
   */
  id(profile: string, account: string | undefined, now: number): string {
    const date = new Date(now).toISOString().slice(0, 10).replaceAll("-", "");
    const parts = account === undefined ? [profile, date] : [profile, account, date];
    return [...parts.map(plain), this.suffix()].join("-");
  }

  private suffix(): string {
    const letter = () => alphabet[Math.floor(this.random.fraction() * alphabet.length)];
    return Array.from({ length: 4 }, letter).join("");
  }
}

/** What may stand in a file name and needs no quotes on a command line. */
function plain(part: string): string {
  return part
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
}
