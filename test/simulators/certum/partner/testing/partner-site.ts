import { startCertumSimulator, type CertumSimulator } from "../../index.js";
import type { PartnerOptions } from "../index.js";

/** When these tests take place. */
export const friday = new Date("2026-11-20T09:00:00Z");

/** The simulator as these tests use it: the partner's service, and the controls that go with it. */
export class PartnerSite {
  private constructor(readonly simulator: CertumSimulator) {}

  static async start(partner: PartnerOptions = {}): Promise<PartnerSite> {
    return new PartnerSite(await startCertumSimulator({ now: friday, partner }));
  }

  get url(): string {
    return this.simulator.addresses.partnerUrl;
  }

  /** PEM. */
  get roots(): string {
    return this.simulator.roots.tls;
  }

  get clock(): CertumSimulator["clock"] {
    return this.simulator.clock;
  }

  get faults(): CertumSimulator["faults"] {
    return this.simulator.faults;
  }

  get world(): CertumSimulator["world"] {
    return this.simulator.world;
  }

  count(name: string): number {
    return this.world.counters.get(name);
  }

  /** A control, as JSON; its own errors are answers too. */
  async control(path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(new URL(path, this.simulator.addresses.controlUrl), {
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, unknown>;
  }

  /** The code in the latest mail for an order. */
  latestCode(orderID: string): string {
    const subject = `Certum - verification code (${orderID})`;
    const mail = this.simulator.mailbox.list().findLast((one) => one.subject === subject);
    const code = /^[A-Z2-9]{10}$/m.exec(mail?.text ?? "")?.[0];
    if (code === undefined) throw new Error(`No mail has a code for ${orderID}`);
    return code;
  }

  /** Ends it. @throws AggregateError if the simulator itself has failed at anything. */
  async close(): Promise<void> {
    await this.simulator.close();
    const { failures } = this.simulator;
    if (failures.length > 0) throw new AggregateError(failures, "The simulator has failed");
  }
}
