import assert from "node:assert/strict";
import { CertumPerson, organizationData } from "./certum-person.js";
import type { RenewalJson } from "./renewal-json.js";
import { hour } from "./renewal-office.js";

/** A partner's order, as its operator sees it. */
export interface PartnerOrderSeen {
  readonly orderID: string;
  readonly kind: "new" | "renewal" | "reissue";
  readonly status: string;
  readonly productCode: string;
  /** Of the certificate that is renewed. */
  readonly earlierSerial: string;
  readonly documents: readonly { readonly fileName: string; readonly sha256: string }[];
}

const { verification: _verification, ...partnerData } = organizationData;

/** A partner, its customer who reads the mail, and the operator at Certum. */
export class PartnerPerson extends CertumPerson {
  kind: "renew" | "new" | "reissue" = "renew";

  protected override async usual(
    word: string,
    key: string,
    renewal: RenewalJson,
  ): Promise<unknown> {
    const { office } = this;
    switch (word) {
      case "order-kind":
        return office.say(key, { kind: this.kind });
      case "data":
        return office.say(key, partnerData);
      case "email-code":
        return office.say(key, { code: this.code });
      case "order":
        await this.operate("approve");
        return office.pass(hour);
      case "certificate":
        await this.operate("issue");
        return office.pass(hour);
      default:
        return super.usual(word, key, renewal);
    }
  }

  /** The code in the mail that came last. */
  get code(): string {
    const mail = this.office.simulator.mailbox
      .list()
      .findLast(({ subject }) => subject.startsWith("Certum - verification code"));
    const code = /^[A-Z2-9]{10}$/m.exec(mail?.text ?? "")?.[0];
    assert.ok(code, "no mail with a code has come");
    return code;
  }

  /** What the partner has ordered, in turn. */
  get orders(): readonly PartnerOrderSeen[] {
    const { partner } = this.office.simulator.state() as {
      partner: { orders: readonly PartnerOrderSeen[] };
    };
    return partner.orders;
  }

  /** The operator does something with the order that was placed last. */
  async operate(what: "approve" | "reject" | "issue" | "hand-out", input: object = {}) {
    const { orderID = "" } = this.orders.at(-1) ?? {};
    const url = new URL(
      `partner/orders/${orderID}/${what}`,
      this.office.simulator.addresses.controlUrl,
    );
    const response = await fetch(url, { method: "POST", body: JSON.stringify(input) });
    assert.ok(response.ok, await response.text());
  }
}
