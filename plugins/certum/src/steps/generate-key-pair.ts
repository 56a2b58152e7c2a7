import {
  Clock,
  GenerateKeyPair,
  Keys,
  Tokens,
  inject,
  message,
  skipped,
  step,
  waiting,
  type GeneratedKey,
  type KeyAlgorithm,
  type Outcome,
} from "@perennial/api";
import { defaults, type CertumProfile, type CertumRenewal } from "../profile.js";
import { readyCards } from "../ways/ready-cards.js";
import { Card } from "./card.js";
import { keyMethodOf } from "./key-method.js";

/** Key of the choice of a token for the new key, as the host knows it. */
const placeKey = "place";

/** The key pair is made, here or on the card. Manual, "Generating key pair on a cryptographic card". */
@step("generate-key-pair")
export class GenerateKeys extends GenerateKeyPair<CertumProfile> {
  constructor(
    @inject(Keys) keys: Keys,
    @inject(Clock) clock: Clock,
    @inject(Tokens) private readonly tokens: Tokens,
  ) {
    super(keys, clock);
  }

  override async run(renewal: CertumRenewal): Promise<Outcome<GeneratedKey>> {
    const method = keyMethodOf(renewal);
    if (method === "own-csr") return skipped(message("certum.own-request.own-key"));
    if (method === "card" && this.place(renewal) === undefined) return this.askPlace(renewal);
    return super.run(renewal);
  }

  protected override algorithm(renewal: CertumRenewal): KeyAlgorithm {
    return keyMethodOf(renewal) === "card"
      ? renewal.output(Card).algorithm
      : (renewal.profile.algorithm ?? defaults.algorithm);
  }

  protected override label({ profile, id }: CertumRenewal): string {
    return `Certum ${profile.email} (${id})`;
  }

  protected override place(renewal: CertumRenewal): string | undefined {
    if (keyMethodOf(renewal) !== "card") return undefined;
    const { keyPlace = "" } = renewal.profile;
    return keyPlace === "" ? renewal.answer<string>(placeKey) : keyPlace;
  }

  /** A card that the profile does not name is used only after the person chose it. */
  private async askPlace(renewal: CertumRenewal): Promise<Outcome<GeneratedKey>> {
    const cards = await readyCards(this.tokens, renewal);
    if ("wait" in cards) return waiting(cards.wait);
    const { algorithm } = renewal.output(Card);
    const able = cards.ready.filter(
      ({ algorithms }) => algorithms.length === 0 || algorithms.includes(algorithm),
    );
    return waiting({
      key: placeKey,
      for: "person",
      text: message("certum.card.place", {
        algorithm: message(`certum.profile.algorithm.${algorithm}`),
      }),
      instructions: [message("certum.card.place.pin"), message("certum.card.minutes")],
      question: {
        type: "choice",
        options: (able.length === 0 ? cards.ready : able).map(({ place, label, serial }) => ({
          value: place,
          label: message("certum.card.place.option", { label, serial }),
        })),
      },
    });
  }
}
