import {
  Tokens,
  done,
  inject,
  message,
  skipped,
  step,
  waiting,
  type KeyAlgorithm,
  type Outcome,
  type Step,
} from "@perennial/api";
import { defaults, type CertumProfile, type CertumRenewal } from "../profile.js";
import { keyAlgorithms, offeredAlgorithms } from "../rules/key-algorithms.js";
import { readyCards } from "../ways/ready-cards.js";
import { keyMethodOf } from "./key-method.js";

/** "Generating key pair on a cryptographic card": the card is ready, and the algorithm chosen. */
@step("card")
export class Card implements Step<{ readonly algorithm: KeyAlgorithm }, CertumProfile> {
  constructor(@inject(Tokens) private readonly tokens: Tokens) {}

  async run(renewal: CertumRenewal): Promise<Outcome<{ readonly algorithm: KeyAlgorithm }>> {
    if (keyMethodOf(renewal) !== "card") return skipped(message("certum.card.not-used"));
    const cards = await readyCards(this.tokens, renewal);
    if ("wait" in cards) return waiting(cards.wait);
    const able = cards.ready.flatMap(({ algorithms }) =>
      algorithms.length === 0 ? keyAlgorithms : algorithms,
    );
    const offered = offeredAlgorithms(able, renewal.profile.algorithm ?? defaults.algorithm);
    const given = renewal.answer<string>("algorithm");
    const algorithm = offered.find((one) => one === given);
    if (algorithm !== undefined) return done({ algorithm });
    const labels = cards.ready.map(({ label }) => label);
    return waiting({
      key: "algorithm",
      for: "person",
      text: message("certum.card.algorithm", { cards: labels, count: labels.length }),
      instructions: [
        message("certum.card.algorithm.hint"),
        message("certum.card.minutes"),
        ...(cards.ready.some(({ pin }) => pin === "few-tries" || pin === "last-try")
          ? [message("certum.card.few-tries")]
          : []),
      ],
      question: {
        type: "choice",
        options: offered.map((value) => ({
          value,
          label: message(`certum.profile.algorithm.${value}`),
        })),
      },
    });
  }
}
