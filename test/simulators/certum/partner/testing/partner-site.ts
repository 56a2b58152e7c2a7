import { AuthorityOffice } from "../../certificates/authority-office.js";
import { KeyRegister } from "../../certificates/used-keys.js";
import { createPki, type CertumPki } from "../../certum-pki.js";
import type { AutomaticWork, PartnerFace, PartnerWorld } from "../../partner-orders.js";
import { readSmimeRequest } from "../../rules/smime-request.js";
import { MailboxRegister } from "../../verified-mailboxes.js";
import { ControlServer } from "../../../shared/control-server.js";
import { Counters } from "../../../shared/counters.js";
import { Faults } from "../../../shared/faults.js";
import { Mailbox } from "../../../shared/mailbox.js";
import { PortalServer } from "../../../shared/portal-server.js";
import { SimulatorClock } from "../../../shared/simulator-clock.js";
import { openPartnerFace, partnerErrorReply, servicePath, type PartnerOptions } from "../index.js";

/** When these tests take place. */
export const friday = new Date("2026-11-20T09:00:00Z");

interface Parts {
  readonly world: PartnerWorld;
  readonly faults: Faults;
  readonly pki: CertumPki;
  readonly authority: AuthorityOffice;
  readonly face: PartnerFace;
  readonly server: PortalServer;
  readonly control: ControlServer;
  readonly failures: readonly unknown[];
  readonly work: { automatic: AutomaticWork };
}

/** The partner's face alone, on a server of its own: what its tests need of the site. */
export class PartnerSite {
  private constructor(private readonly parts: Parts) {}

  static async start(options: PartnerOptions = {}): Promise<PartnerSite> {
    const failures: unknown[] = [];
    const onError = (error: unknown): void => {
      failures.push(error);
    };
    const clock = new SimulatorClock(onError);
    await clock.set(friday);
    const faults = new Faults();
    const control = await ControlServer.start(0, onError);
    const pki = await createPki("ec", control.url);
    const authority = new AuthorityOffice(pki, control.url, clock);
    const work: { automatic: AutomaticWork } = { automatic: {} };
    const world: PartnerWorld = {
      ...{ clock, authority },
      mailbox: new Mailbox(clock, faults),
      counters: new Counters(),
      keys: new KeyRegister(),
      mailboxes: new MailboxRegister(clock),
      readRequest: readSmimeRequest,
      automatic: () => work.automatic,
      after: (seconds, action) =>
        clock.at(new Date(clock.now().getTime() + seconds * 1000), action),
      log: () => undefined,
    };
    const face = openPartnerFace(world, options);
    control.serve(face.controls);
    const server = await PortalServer.start({
      ...{ name: "site", routes: face.routes, faults, port: 0, onError },
      identity: pki.identity,
      wrongIdentity: pki.wrongIdentity,
      errorReply: partnerErrorReply,
    });
    const parts = { world, faults, pki, authority, face, server, control, failures, work };
    return new PartnerSite(parts);
  }

  get url(): string {
    return new URL(servicePath, this.parts.server.url).href;
  }

  /** PEM. */
  get roots(): string {
    return this.parts.pki.tlsRoot.pem;
  }

  get world(): PartnerWorld {
    return this.parts.world;
  }

  get clock(): SimulatorClock {
    return this.parts.world.clock;
  }

  get faults(): Faults {
    return this.parts.faults;
  }

  get pki(): CertumPki {
    return this.parts.pki;
  }

  get authority(): AuthorityOffice {
    return this.parts.authority;
  }

  set automatic(automatic: AutomaticWork) {
    this.parts.work.automatic = automatic;
  }

  state(): Record<string, unknown> {
    return this.parts.face.state();
  }

  count(name: string): number {
    return this.parts.world.counters.get(name);
  }

  /** A control, as JSON; its own errors are answers too. */
  async control(path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(new URL(path, this.parts.control.url), {
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    return (await answer.json()) as Record<string, unknown>;
  }

  /** The code in the latest mail for an order. */
  latestCode(orderID: string): string {
    const subject = `Certum - verification code (${orderID})`;
    const mail = this.world.mailbox.list().findLast((one) => one.subject === subject);
    const code = /^[A-Z2-9]{10}$/m.exec(mail?.text ?? "")?.[0];
    if (code === undefined) throw new Error(`No mail has a code for ${orderID}`);
    return code;
  }

  /** Ends it. @throws Error if the simulator itself has failed at anything. */
  async close(): Promise<void> {
    const { server, control, failures } = this.parts;
    await this.clock.close();
    await Promise.all([server.close(), control.close()]);
    if (failures.length > 0) throw new AggregateError(failures, "The simulator has failed");
  }
}
