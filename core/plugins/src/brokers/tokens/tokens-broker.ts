import {
  PerennialError,
  type KeyRef,
  type TokenCertificate,
  type Tokens,
  type TokensSeen,
} from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { certificateAnswerKey } from "../../confirmation-key.js";
import { pluginSafe } from "../../process/plugin-safe-error.js";
import type { StepContext } from "../../process/step-services.js";
import { KeyOwnership } from "../key-ownership.js";
import { tokenMatchOf } from "../key-places.js";
import { requireTokens } from "../permission.js";
import { KeyPort } from "../ports.js";
import { RunContext } from "../tokens.js";
import { AdoptedCertificate } from "./adopted-certificate.js";
import { findCertifiedKey } from "./find-certified-key.js";
import { requireMatching } from "./matching-certificate.js";
import { atNamedPlaces, meantBy, namesNoToken, requireChosen } from "./named-places.js";
import { TokenLookPort, type LookedToken, type TokensLooked } from "./token-look.js";

/** Tokens, for one renewal: what is on them can be seen, and one key adopted that a person chose. */
@injectable()
export class TokensBroker implements Tokens {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(TokenLookPort) private readonly tokens: TokenLookPort,
    @inject(KeyPort) private readonly keys: KeyPort,
    @inject(KeyOwnership) private readonly ownership: KeyOwnership,
    @inject(AdoptedCertificate) private readonly current: AdoptedCertificate,
  ) {}

  async look({ place }: { place?: string }): Promise<TokensSeen> {
    requireTokens(this.context, "read");
    const { tokens, readers, problems } = await this.#look(place);
    return {
      tokens: tokens.map(({ seen }) => seen),
      certificates: tokens.flatMap(({ seen, certificates }): readonly TokenCertificate[] =>
        certificates.map(({ info }) => ({ certificate: info, place: seen.place })),
      ),
      // By their names: two modules may see the same one.
      readers: new Set(readers.map(({ name }) => name)).size,
      problems: problems.map(({ code, params }) => {
        const safe = pluginSafe(new PerennialError(code, params));
        return { code, params: safe.params };
      }),
    };
  }

  /** Everything is checked before anything is recorded; what is recorded, is so once. */
  async adopt({ place, sha256 }: { place: string; sha256: string }): Promise<KeyRef> {
    requireTokens(this.context, "adopt");
    this.#requireAnswer(sha256);
    const [token, ...others] = (await this.#look(place)).tokens;
    const none = { effect: "none" } as const;
    if (token === undefined || others.length > 0) {
      const { label = "" } = await tokenMatchOf(place);
      const count = others.length + 1;
      throw token === undefined
        ? new PerennialError("token.not-found", { label, place }, none)
        : new PerennialError("token.ambiguous", { label, place, count }, none);
    }
    const { certificate, key } = await findCertifiedKey(token, sha256);
    requireMatching(this.context, certificate.info);
    await this.#requireSame(token);
    const at = token.seen.place;
    const id = await this.ownership.adopt({ ...key, place: at, token: token.identity, sha256 });
    await this.current.record(id, certificate.info);
    const { algorithm, spki, spkiHash } = key;
    return { id, algorithm, spki, spkiHash, place: at };
  }

  async #look(place: string | undefined): Promise<TokensLooked> {
    if (place !== undefined) await requireChosen(this.context, place);
    else if (namesNoToken(this.context)) return { tokens: [], readers: [], problems: [] };
    const { tokens: found, readers, problems } = await this.tokens.look();
    const tokens = await atNamedPlaces(this.context, found);
    if (place === undefined) return { tokens, readers, problems };
    // A token that is not in may come into any reader, unless its place names the module.
    const { module } = await tokenMatchOf(place);
    return {
      tokens: await meantBy(place, tokens),
      readers: readers.filter((reader) => module === undefined || reader.module === module),
      problems,
    };
  }

  /** The choice is the journal's, made in this very step, and not the plugin's. */
  #requireAnswer(sha256: string): void {
    const { run, plugin } = this.context;
    const { answers } = run;
    if (Object.hasOwn(answers, certificateAnswerKey) && answers[certificateAnswerKey] === sha256) {
      return;
    }
    throw new PerennialError(
      "tokens.not-confirmed",
      { plugin: plugin.id, profile: run.profileId },
      { effect: "none", plugin: plugin.id, step: run.step },
    );
  }

  /**
   * The place leads to the token that was looked at, wherever the key is used later.
   * @throws PerennialError `token.other-token`, `token.not-found`, `token.ambiguous`.
   */
  async #requireSame({ seen, identity }: LookedToken): Promise<void> {
    const { sameToken } = await import("@perennial/hardware");
    const there = await this.keys.token(seen.place);
    if (sameToken(there, identity)) return;
    const { label, serial, model } = there;
    throw new PerennialError(
      "token.other-token",
      { label, wanted: identity.serial, known: "yes", serial, model },
      { effect: "none" },
    );
  }
}
