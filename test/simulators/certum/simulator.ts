import { BaseSimulator, writeFiles, type Work } from "../shared/base-simulator.js";
import { withGroundwork, type Groundwork } from "../shared/groundwork.js";
import { saveMails } from "../shared/outbox.js";
import type { PortalServer } from "../shared/portal-server.js";
import {
  issueExisting,
  type ExistingCertificate,
  type ExistingCertificateRequest,
} from "./certificates/existing-certificate.js";
import { controlRoutes } from "./control-api.js";
import { Operators } from "./operators.js";
import type { CertumSimulatorOptions } from "./options.js";
import { startSite } from "./panel/site.js";
import type { AutomaticWork, PartnerFace } from "./partner-orders.js";
import { openPartnerFace } from "./partner/index.js";
import { readSmimeRequest } from "./rules/smime-request.js";
import { stateOf } from "./state.js";
import { createWorld, type CertumWorld } from "./world.js";

/** Where the simulated site is. */
export interface CertumAddresses {
  /** With a slash at the end. */
  readonly portalUrl: string;
  /** The endpoint of the partner's interface. */
  readonly partnerUrl: string;
  readonly controlUrl: string;
}

/** PEM certificates that a client is told to trust. */
export interface CertumRoots {
  readonly tls: string;
  readonly ca: string;
  /** The subordinate that issues. */
  readonly issuing: string;
}

/** Where {@link CertumSimulator.writeRoots} put the roots. */
export interface CertumRootFiles extends CertumRoots {
  /** The issuing authority and the root in one file. */
  readonly caChain: string;
}

/**
 * Certum's panel, partner's interface, operator and certification authority on loopback. Its parts
 * offer what the control address offers, as methods.
 */
export class CertumSimulator extends BaseSimulator<CertumWorld, AutomaticWork> {
  readonly addresses: CertumAddresses;
  readonly roots: CertumRoots;

  private constructor(
    world: CertumWorld,
    readonly partner: PartnerFace,
    groundwork: Groundwork,
    site: PortalServer,
    work: Work<AutomaticWork>,
  ) {
    super(world, groundwork, [site], work);
    this.addresses = {
      portalUrl: site.url,
      partnerUrl: `${site.url}service/PartnerApi.wsdl`,
      controlUrl: groundwork.control.url,
    };
    const { tlsRoot, root, issuing } = world.pki;
    this.roots = { tls: tlsRoot.pem, ca: root.pem, issuing: issuing.pem };
  }

  static start(options: CertumSimulatorOptions = {}): Promise<CertumSimulator> {
    return withGroundwork(options, 1, async (groundwork) => {
      const { control, onError, log, port } = groundwork;
      const world = await createWorld(options, control.url, onError);
      saveMails(world.mailbox, options.outbox, log);
      const work: Work<AutomaticWork> = { automatic: options.automatic ?? {} };
      const automatic = (): AutomaticWork => work.automatic;
      const { after } = new Operators(world, automatic, log);
      const { clock, mailbox, counters, authority, keys, mailboxes } = world;
      const shared = { clock, mailbox, counters, authority, keys, mailboxes };
      const readRequest = readSmimeRequest;
      const partner = openPartnerFace(
        { ...shared, readRequest, automatic, after, log },
        options.partner,
      );
      const site = await startSite({ world, routes: partner.routes, port, onError });
      const simulator = new CertumSimulator(world, partner, groundwork, site, work);
      control.serve(controlRoutes(simulator));
      if (options.out !== undefined) await simulator.writeRoots(options.out);
      return simulator;
    });
  }

  /** The operator: `approveData`, `rejectData`, `issue`, `rejectIssuing`, `handOut`. */
  get review(): CertumWorld["review"] {
    return this.world.review;
  }

  /** Gives a customer a certificate as an earlier order would have. */
  issueExisting(request: ExistingCertificateRequest): Promise<ExistingCertificate> {
    return issueExisting(this.world, request);
  }

  /** Everything as plain data. */
  state(): Record<string, unknown> {
    return { ...stateOf(this.world), partner: this.partner.state() };
  }

  /** Writes the roots as PEM files. */
  writeRoots(folder: string): Promise<CertumRootFiles> {
    const { tls, ca, issuing } = this.roots;
    return writeFiles(folder, {
      tls: ["tls-root.pem", tls],
      ca: ["ca-root.pem", ca],
      issuing: ["ca-issuing.pem", issuing],
      caChain: ["ca-chain.pem", issuing + ca],
    });
  }
}

/** Starts a simulator; `close` it when done. */
export function startCertumSimulator(
  options: CertumSimulatorOptions = {},
): Promise<CertumSimulator> {
  return CertumSimulator.start(options);
}
