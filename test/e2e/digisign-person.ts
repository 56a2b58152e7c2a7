import { issuingDate, type DigisignOffice } from "./digisign-office.js";
import type { RenewalJson } from "./renewal-json.js";
import { hour } from "./renewal-office.js";
import { RenewalPerson, scan } from "./renewal-person.js";

/** Digits that all pictures of the validation code show from now on; a file can hold the answer. */
export const chosenCode = "123456";

/** Answers to all that is asked, for a file; with them a process goes on where a person would be asked. */
export function answersFor(
  { old, simulator }: DigisignOffice,
  date = issuingDate,
): Readonly<Record<string, unknown>> {
  simulator.codes.choose(...Array.from({ length: 100 }, () => chosenCode));
  return {
    "*/select-certificate/certificate": old.sha256,
    "*/choose-date/date": { date },
    "*/confirm-application/subject": {},
    "*/order/code": { code: chosenCode },
    "*/pay/paid": true,
    "*/*/sign:*": true,
    "*/*/send:*": "sent",
    "*/update-token/install": true,
  };
}

/** Ana, and everybody at DigiSign. */
export class DigisignPerson extends RenewalPerson<DigisignOffice> {
  constructor(
    office: DigisignOffice,
    private readonly date = issuingDate,
  ) {
    super(office);
  }

  protected override async usual(
    word: string,
    key: string,
    renewal: RenewalJson,
  ): Promise<unknown> {
    const { office } = this;
    switch (word) {
      case "certificate":
        return office.say(key, office.old.sha256);
      case "date":
        return office.say(key, { date: this.date });
      case "subject":
        return office.say(key, { email: "ana.ionescu@exemplu.example", country: "RO" });
      case "code":
        return office.say(key, { code: office.code });
      case "paid":
        office.simulator.payments.receive(office.order.number);
        return office.say(key, "true");
      case "sign":
      case "install":
        return office.say(key, "true");
      case "identity":
        return office.deliver("carte de identitate.png", scan());
      case "review":
        await office.simulator.review.approve(office.order.number);
        return office.pass(hour);
      case "issuing-date":
        return office.travel(`${this.date}T06:01:00Z`);
      case "issued":
        return office.pass(hour);
      case "remove-token":
        return office.shim.remove();
      case "token":
        return office.shim.insert();
      default:
        throw this.nobodyKnows(renewal);
    }
  }
}
