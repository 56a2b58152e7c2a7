import { inject } from "../inject.js";
import type { JsonObject } from "../json.js";
import { softwareKeyPlace } from "../key-place.js";
import { message, type Message } from "../message.js";
import { done, waiting, type Outcome } from "../outcome.js";
import { didNotHappen, happened, type Renewal } from "../renewal.js";
import { Clock } from "../services/clock.js";
import { Keys, type KeyAlgorithm } from "../services/keys.js";
import type { Instant } from "../wait.js";

/** The key pair of this renewal. */
export type GeneratedKey = {
  readonly id: string;
  readonly algorithm: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER, base64. */
  readonly spki: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  /** Only of a key on a token: the PKCS #11 URI of the token. */
  readonly place?: string;
  readonly generatedAt: Instant;
};

/** How a person's entropy is asked for. */
export interface EntropyRequest {
  readonly bits: number;
  readonly text: Message;
  readonly instructions?: readonly Message[];
}

/**
 * Makes the new key pair. Its identifier is journaled before the key exists, so that a key that was
 * made when the machine stopped is found again and never made twice.
 */
export abstract class GenerateKeyPair<P = JsonObject> {
  constructor(
    @inject(Keys) protected readonly keys: Keys,
    @inject(Clock) protected readonly clock: Clock,
  ) {}

  protected abstract algorithm(renewal: Renewal<P>): KeyAlgorithm;
  /** What the key is called in its store. */
  protected label(renewal: Renewal<P>): string {
    return renewal.id;
  }
  /**
   * Where the key is to live, as the profile's field of format `key-place` says; undefined: in the
   * embedded store.
   */
  protected place(_renewal: Renewal<P>): string | undefined {
    return undefined;
  }
  /**
   * Entropy to ask the person for before; without it the system's source serves alone. A token makes
   * its own, so that nobody is asked then.
   */
  protected entropy(_renewal: Renewal<P>): EntropyRequest | undefined {
    return undefined;
  }

  async run(renewal: Renewal<P>): Promise<Outcome<GeneratedKey>> {
    const chosen = this.place(renewal);
    const place = chosen === softwareKeyPlace ? undefined : chosen;
    const entropy = place === undefined ? this.entropy(renewal) : undefined;
    if (entropy !== undefined && renewal.answer("entropy") === undefined) {
      const { bits, ...texts } = entropy;
      return waiting({
        ...texts,
        key: "entropy",
        for: "person",
        question: { type: "entropy", bits },
      });
    }
    const id = await renewal.effect({
      key: "key-id",
      intent: {},
      perform: () => this.keys.newId(),
      find: async () => didNotHappen,
    });
    const algorithm = this.algorithm(renewal);
    const label = this.label(renewal);
    const request = { id, algorithm, label, ...(place === undefined ? {} : { place }) };
    const made = await renewal.effect<GeneratedKey>({
      key: `generate:${id}`,
      intent: request,
      perform: async () => {
        const key = await this.keys.generate(request);
        return dated(key, await this.clock.now());
      },
      find: async ({ intendedAt }) => {
        const key = await this.keys.find(id);
        return key === null ? didNotHappen : happened(dated(key, intendedAt));
      },
    });
    return place === undefined ? done(made) : done(made, [message("key.on-token")]);
  }
}

function dated(
  { id, algorithm, spki, spkiHash, place }: Omit<GeneratedKey, "generatedAt">,
  generatedAt: Instant,
): GeneratedKey {
  const where = place === undefined ? {} : { place };
  return { id, algorithm, spki, spkiHash, ...where, generatedAt };
}
