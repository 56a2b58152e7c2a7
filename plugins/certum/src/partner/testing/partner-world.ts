import {
  Clock,
  Files,
  Http,
  Requests,
  Secrets,
  construct,
  service,
  toErrorData,
  type ErrorData,
  type Outcome,
  type Wait,
} from "@perennial/api";
import type { CertumProfile } from "../../profile.js";
import { ConfirmEmail } from "../../steps/confirm-email.js";
import { OrderVerification } from "../../steps/order-verification.js";
import { FakeClock } from "../../testing/fake-clock.js";
import { FakeFiles } from "../../testing/fake-files.js";
import { FakeKeys, FakeRequests } from "../../testing/fake-keys.js";
import { Crashed, FakeRenewal } from "../../testing/fake-renewal.js";
import { FakeSecrets } from "../../testing/fake-secrets.js";
import { hash } from "../../testing/hash.js";
import { annasProfile } from "../../testing/world.js";
import type { RequestToSubmit, Submitted } from "../../ways/activation-desk.js";
import { PartnerActivationDesk } from "../partner-activation-desk.js";
import { FakePartner } from "./fake-partner.js";

export const partnersProfile: CertumProfile = {
  ...annasProfile,
  role: "partner",
  partnerUser: "partner",
  partnerCustomer: "Przykład",
  productCode: "812",
  renewalProductCode: "822",
};

/** The partner's steps in a world of their own. */
export class PartnerWorld {
  readonly clock = new FakeClock();
  readonly secrets = new FakeSecrets();
  readonly files = new FakeFiles();
  readonly requests = new FakeRequests(new FakeKeys());
  readonly partner = new FakePartner(this.clock);
  /** Of the step that ran last. */
  notes: readonly { readonly key: string }[] = [];

  constructor() {
    this.secrets.give("partnerPassword", "right");
  }

  begin(profile: Partial<CertumProfile> = {}, kind = "new"): FakeRenewal {
    const renewal = new FakeRenewal("anna-main-1", { ...partnersProfile, ...profile }, this.clock);
    this.choose(renewal, kind);
    return renewal;
  }

  choose(renewal: FakeRenewal, kind: string): void {
    const chosen = { kind, number: null, days: 730, serial: kind === "new" ? null : "0a1b2c" };
    renewal.outputs.set("choose-order", chosen);
    renewal.ended.add("choose-order");
  }

  get desk(): PartnerActivationDesk {
    return construct(PartnerActivationDesk, this.services());
  }

  /** A renewal whose order was placed. */
  async ordered(profile: Partial<CertumProfile> = {}): Promise<FakeRenewal> {
    const renewal = this.begin(profile);
    const outcome = await this.submit(renewal);
    if (outcome.outcome !== "done") throw new Error(JSON.stringify(outcome));
    renewal.outputs.set("activate", outcome.output);
    renewal.ended.add("activate");
    return renewal;
  }

  submit(renewal: FakeRenewal, request = requestOf("key")): Promise<Outcome<Submitted>> {
    return this.run(renewal, () => this.desk.submit(renewal, request));
  }

  confirmEmail(renewal: FakeRenewal): Promise<Outcome<unknown>> {
    return this.run(renewal, () => construct(ConfirmEmail, this.services()).run(renewal));
  }

  verifyOrder(renewal: FakeRenewal): Promise<Outcome<unknown>> {
    return this.run(renewal, () => construct(OrderVerification, this.services()).run(renewal));
  }

  /** As the engine runs a step: an effect that is open lets none end. */
  private async run<T>(renewal: FakeRenewal, step: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    let outcome: Outcome<T>;
    try {
      outcome = await step();
    } catch (error) {
      if (error instanceof Crashed) throw error;
      return { outcome: "failed", error: toErrorData(error) };
    }
    if (outcome.outcome === "waiting") renewal.answers.delete(outcome.wait.key);
    if (outcome.outcome === "done" || outcome.outcome === "skipped") {
      const open = renewal.openEffect();
      if (open !== undefined) throw new Error(`the effect ${open} is open`);
      renewal.answers.clear();
      this.notes = outcome.outcome === "done" ? (outcome.notes ?? []) : [outcome.reason];
    }
    return outcome;
  }

  private services() {
    return [
      service(Clock, this.clock),
      service(Files, this.files),
      service(Http, this.partner),
      service(Requests, this.requests),
      service(Secrets, this.secrets),
    ];
  }
}

/** A request for a key of this name. */
export function requestOf(name: string, organization = "Przykład sp. z o.o."): RequestToSubmit {
  const spkiHash = hash(name);
  const pem = `REQUEST ${spkiHash} CN=anna@przyklad.example,O=${organization},L=Warszawa,C=PL\n`;
  return { pem, spkiHash, sha256: hash(pem) };
}

export function waitOf(outcome: Outcome<unknown>): Wait {
  if (outcome.outcome !== "waiting") throw new Error(JSON.stringify(outcome));
  return outcome.wait;
}

export function errorOf(outcome: Outcome<unknown>): ErrorData {
  if (outcome.outcome !== "failed") throw new Error(JSON.stringify(outcome));
  return outcome.error;
}

export function outputOf<T>(outcome: Outcome<T>): T {
  if (outcome.outcome !== "done") throw new Error(JSON.stringify(outcome));
  return outcome.output;
}
