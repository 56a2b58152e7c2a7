import type { PinQuestion } from "@perennial/hardware";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { KeyPlaces } from "./key-places.js";
import { TokenPlaces } from "./token-places.js";
import { RunContext } from "./tokens.js";

/** What whoever is asked for a PIN is told that it is for. */
type Use = Pick<PinQuestion, "document" | "purpose">;

/** The uses of keys by one run of a step. Those on a token wait for their turn and for a PIN. */
@injectable()
export class KeyUse {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(KeyPlaces) private readonly places: KeyPlaces,
    @inject(TokenPlaces) private readonly tokens: TokenPlaces,
  ) {}

  /** Does something with a key, wherever it lives. */
  async of<T>(keyId: string, work: () => Promise<T>, use?: Use): Promise<T> {
    return await this.at(await this.places.of(keyId), work, use);
  }

  /** Does something with the keys of a place; undefined: the embedded store. */
  async at<T>(place: string | undefined, work: () => Promise<T>, use: Use = {}): Promise<T> {
    if (place === undefined) return await work();
    const { run } = this.context;
    const user = {
      renewal: run.renewal,
      run: this.context,
      byItself: run.triedAgainByItself === true,
      ...use,
    };
    return await this.tokens.use(place, user, work);
  }
}
