import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { customerOf } from "../simulators/testing/certum-visits.js";
import type { BrowserAnswer } from "../simulators/testing/browser.js";
import { mailbox, orderNumber } from "./certum-office.js";
import { CertumPerson } from "./certum-person.js";
import { followLink } from "./certum-visits.js";
import type { RenewalJson } from "./renewal-json.js";
import { day } from "./renewal-office.js";

/** Anna, who works in Certum's panel with her own hands, as she is told. */
export class AssistedPerson extends CertumPerson {
  protected override async usual(
    word: string,
    key: string,
    renewal: RenewalJson,
  ): Promise<unknown> {
    const { office } = this;
    const { simulator } = office;
    switch (word) {
      case "order":
        return office.say(key, { number: orderNumber, product: "730" });
      case "entered": {
        accepted(await (await customerOf(simulator)).sendData());
        return office.say(key, "true");
      }
      case "verification":
        await office.pass(3 * day);
        simulator.review.approveData(orderNumber);
        return office.say(key, "verified");
      case "email-entered": {
        accepted(await (await customerOf(simulator)).sendEmail(mailbox));
        return office.say(key, "true");
      }
      case "email-link":
        await followLink(office, office.link);
        return office.say(key, "verified");
      case "activate": {
        const { outputs } = await office.shown();
        const csr = await this.request(outputs);
        accepted(await (await customerOf(simulator)).activate({ pem: csr }));
        return office.say(key, "true");
      }
      case "issuers": {
        const visitor = await customerOf(simulator);
        const { body } = await visitor.get(
          `panel/certificate/issuers?number=${encodeURIComponent(orderNumber)}`,
        );
        return office.deliver("subordinate.pem", body);
      }
      default:
        return super.usual(word, key, renewal);
    }
  }

  /** What is pasted: the file that the task names. */
  protected async request(
    outputs: Readonly<Record<string, { readonly path?: string } | undefined>>,
  ): Promise<string> {
    return readFile(outputs["create-request"]?.path ?? "", "utf8");
  }
}

function accepted({ status, code }: BrowserAnswer): void {
  assert.equal(status, 303, code);
}
