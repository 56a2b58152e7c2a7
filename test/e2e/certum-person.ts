import type { CertumOffice } from "./certum-office.js";
import { mailbox, orderNumber, organization } from "./certum-office.js";
import { followLink } from "./certum-visits.js";
import type { RenewalJson } from "./renewal-json.js";
import { day, hour } from "./renewal-office.js";
import { RenewalPerson } from "./renewal-person.js";

/** What the form of the organization's data takes. */
export const organizationData = {
  organization,
  country: "PL",
  state: "zachodniopomorskie",
  locality: "Szczecin",
  verification: "register",
  registrationType: "KRS",
  registrationNumber: "0000123456",
} as const;

interface Option {
  readonly value: string;
}

/** Anna, and everybody at Certum, where Perennial works in the panel. */
export class CertumPerson extends RenewalPerson<CertumOffice> {
  /** How the key is made. */
  method = "csr";
  algorithm = "rsa-2048";

  protected override async usual(
    word: string,
    key: string,
    renewal: RenewalJson,
  ): Promise<unknown> {
    const { office } = this;
    const { simulator } = office;
    switch (word) {
      case "order":
        return office.say(key, orderNumber);
      case "data":
        return office.say(key, organizationData);
      case "summary":
        return office.say(key, "submit");
      case "verification":
        await office.pass(3 * day);
        return simulator.review.approveData(orderNumber);
      case "email":
        return office.say(key, { address: mailbox });
      case "email-verification":
        await followLink(office, office.link);
        return office.pass(hour);
      case "certificate-data":
        return office.say(key, { commonName: "organization" });
      case "key-method":
        return office.say(key, this.method);
      case "algorithm":
        return office.say(key, this.algorithm);
      case "place":
        return office.say(key, await this.#onlyOption());
      case "certificate":
        await simulator.review.issue(orderNumber);
        return office.pass(hour);
      case "install":
      case "back-up":
        return office.say(key, "true");
      default:
        throw this.nobodyKnows(renewal);
    }
  }

  /** What is offered, where there is nothing to choose. */
  async #onlyOption(): Promise<string> {
    const { wait } = await this.office.shown();
    const { question } = wait as unknown as { question: { options: readonly Option[] } };
    const [only, ...others] = question.options;
    if (only === undefined || others.length > 0) throw new Error(JSON.stringify(question));
    return only.value;
  }
}
