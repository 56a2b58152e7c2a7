import { message, PerennialError, type Message } from "@perennial/api";
import type { TokenIdentity } from "@perennial/hardware";
import { compareToken, type KnownToken } from "./known-token.js";

/** What a person is asked when it cannot be told whether a token is the one that is meant. */
export interface OtherTokenQuestion {
  readonly label: string;
  readonly model: string;
  /** The serial number it had, or that the profile names; empty: unknown. */
  readonly wanted: string;
  /** The serial number of the one that is there. */
  readonly serial: string;
  /** What is known, and what a wrong yes does. */
  readonly texts: readonly Message[];
  readonly question: Message;
}

/** Asks a person whether a token with another serial number is the one that is meant. */
export interface TokenConfirmation {
  /** Whether nobody is there to ask. */
  readonly unattended: boolean;
  ask(question: OtherTokenQuestion): Promise<boolean>;
}

/** Keeps every token but the one that is meant from being used, and so from being given a PIN. */
export class TokenIdentityCheck {
  /** What was said of a pair of serial numbers in this process. */
  readonly #said = new Map<string, boolean>();

  constructor(private readonly confirmation: TokenConfirmation | undefined) {}

  /**
   * @throws PerennialError `token.other-token`.
   */
  async require(known: KnownToken, there: TokenIdentity): Promise<void> {
    const sameness = compareToken(known, there);
    if (sameness === "same") return;
    const wanted = known.identity?.serial ?? "";
    if (sameness === "unclear" && (await this.#isConfirmed(wanted, there))) return;
    // Where nothing tells, the token may be there all the same: it is not waited for by its key.
    throw otherToken(sameness === "other" ? known : {}, wanted, there);
  }

  /**
   * For a place that names a serial number, before anything was ever made there.
   * @param known the tokens that keys were made on at this place.
   * @throws PerennialError `token.other-token`.
   */
  async requireFirst(
    serial: string | undefined,
    known: readonly KnownToken[],
    there: TokenIdentity,
  ): Promise<void> {
    if (serial === undefined || serial === there.serial) return;
    if (known.some((one) => compareToken(one, there) === "same")) return;
    if (await this.#isConfirmed(serial, there)) return;
    throw otherToken({}, serial, there);
  }

  /** Whether the step should be run, so that it can be told, or somebody asked. */
  mayBe(known: KnownToken, there: TokenIdentity): boolean {
    const sameness = compareToken(known, there);
    if (sameness !== "unclear") return sameness === "same";
    const said = this.#said.get(pair(known.identity?.serial ?? "", there));
    return said ?? this.confirmation?.unattended === false;
  }

  async #isConfirmed(wanted: string, there: TokenIdentity): Promise<boolean> {
    const said = this.#said.get(pair(wanted, there));
    if (said !== undefined) return said;
    if (this.confirmation === undefined || this.confirmation.unattended) return false;
    const { label, model, serial } = there;
    const names = { label, model, wanted, serial };
    const known = wanted === "" ? "no" : "yes";
    const texts = [message("token.other", { ...names, known }), message("token.other.risk")];
    const question = message("token.other.question");
    const answer = await this.confirmation.ask({ ...names, texts, question });
    this.#said.set(pair(wanted, there), answer);
    return answer;
  }
}

function pair(wanted: string, { serial, model, label }: TokenIdentity): string {
  return JSON.stringify([wanted, serial, model, label]);
}

function otherToken(
  { identity, spkiHash }: KnownToken,
  wanted: string,
  there: TokenIdentity,
): PerennialError {
  const { label, serial, model } = there;
  const hash = spkiHash ?? identity?.spkiHashes[0];
  return new PerennialError(
    "token.other-token",
    {
      label,
      wanted,
      known: wanted === "" ? "no" : "yes",
      serial,
      model,
      ...(hash === undefined ? {} : { spkiHash: hash }),
    },
    { effect: "none" },
  );
}
