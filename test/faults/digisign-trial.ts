import { begin, DigisignOffice, eToken } from "../e2e/digisign-office.js";
import { answersFor } from "../e2e/digisign-person.js";
import type { RenewalJson } from "../e2e/renewal-json.js";
import { scan, waitOf } from "../e2e/renewal-person.js";
import { UnattendedRenewal } from "./unattended-renewal.js";

/** One renewal at DigiSign by an unattended person. */
export class DigisignTrial extends UnattendedRenewal<DigisignOffice> {
  static async open(): Promise<DigisignTrial> {
    const office = await DigisignOffice.open({
      content: { keyType: "EC:prime256v1" },
      values: { algorithm: "ec-p256" },
      simulator: { automatic: { payAfter: 0, approveAfter: 0 } },
    });
    await office.deliver("carte de identitate.png", scan());
    const answers = answersFor(office, begin.toISOString().slice(0, 10));
    return new DigisignTrial(office, { answers });
  }

  protected override afterKill(): Promise<void> {
    return this.office.oldStillSigns();
  }

  /** What a person does between two runs, with their hands. */
  protected override async help({ state, wait, error }: RenewalJson): Promise<void> {
    const { office } = this;
    await office.pass(5_000);
    if (error?.code === "token.pin-unattended") await this.vouchForPin(eToken);
    else if (state === "failed") {
      throw new Error(`the renewal needs a person: it failed with ${JSON.stringify(error)}`);
    }
    if (wait !== undefined) {
      const word = waitOf({ state, wait });
      if (word === "remove-token") await office.shim.remove();
      if (word === "token") await office.shim.insert();
    }
  }

  protected override async wrong(): Promise<readonly string[]> {
    const { office } = this;
    const { counters } = office.simulator.state() as { counters: Record<string, number> };
    const { "codes.drawn": _drawn, ...counted } = counters;
    const found = [...this.miscounts(counted, once, "orders and documents")];
    for (const [kind, ids] of Object.entries(await office.program.objects())) {
      if (new Set(ids).size !== 2 || ids.length !== 2) {
        found.push(`keys: ${ids.length} ${kind} objects on the token: ${ids.join(", ")}`);
      }
    }
    await office.oldStillSigns();
    return found;
  }
}

/** What DigiSign counts in an undisturbed renewal. */
const once: Readonly<Record<string, number>> = {
  "orders.accepted": 1,
  "certificates.issued": 1,
  "documents.accepted": 4,
  "documents.declaration.accepted": 1,
  "documents.contract.accepted": 1,
  "documents.terms.accepted": 1,
  "documents.identity.accepted": 1,
};
