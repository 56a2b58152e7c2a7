import { PortalError } from "../../shared/portal-error.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { Credential } from "../trust/credential.js";
import type { TrustService } from "../trust/trust-service.js";
import { AccessGrant, type RenewalVariant } from "./access-grant.js";
import type { Operator, RegisteredCertificate } from "./office-options.js";
import type { ServiceRegister } from "./service-register.js";

/** A certificate as the back office keeps it. */
export interface OfficeCertificate extends RegisteredCertificate {
  readonly access: AccessGrant;
  readonly credential: Credential;
  /** What the next completed renewals do. */
  renewal: RenewalVariant;
}

/** The certificates of all accounts, each with its grant. */
export class CertificateRegister {
  readonly #certificates = new Map<string, OfficeCertificate>();

  constructor(
    private readonly trust: TrustService,
    private readonly services: ServiceRegister,
    private readonly clock: SimulatorClock,
  ) {}

  /** @throws PortalError `certificate.no-credential` for one that the authority does not have. */
  add(registered: RegisteredCertificate): OfficeCertificate {
    const credential = this.trust.findCredential(registered.credentialId);
    if (credential === undefined)
      throw new PortalError(
        400,
        "certificate.no-credential",
        "The authority has no such credential.",
        registered.credentialId,
      );
    const age = registered.grantedDaysAgo * 24 * 3600 * 1000;
    const access = new AccessGrant(new Date(this.clock.now().getTime() - age));
    const certificate: OfficeCertificate = { ...registered, access, credential, renewal: "valid" };
    this.#certificates.set(registered.id, certificate);
    this.watch(certificate);
    return certificate;
  }

  /** Everything as it is now: grants whose limit was reached are blocked, their services suspended. */
  list(): readonly OfficeCertificate[] {
    const certificates = [...this.#certificates.values()];
    for (const certificate of certificates) this.settle(certificate);
    return certificates;
  }

  ofAccount(account: string): readonly OfficeCertificate[] {
    return this.list().filter((certificate) => certificate.account === account);
  }

  /** @throws PortalError `certificate.unknown`. */
  get(id: string): OfficeCertificate {
    const certificate = this.#certificates.get(id);
    if (certificate === undefined)
      throw new PortalError(404, "certificate.unknown", "There is no such certificate.", id);
    this.settle(certificate);
    return certificate;
  }

  /** @throws PortalError `certificate.unknown`, `certificate.other-account`. */
  of(operator: Operator, id: string): OfficeCertificate {
    const certificate = this.get(id);
    if (certificate.account !== operator.account)
      throw new PortalError(
        403,
        "certificate.other-account",
        "The certificate is another account's.",
        id,
      );
    return certificate;
  }

  /** Blocks a grant that reached a limit, and suspends the services, at the very instant. */
  settle({ id, access }: OfficeCertificate): void {
    if (!access.settle(this.clock.now())) return;
    this.services.suspend(id, access.blocked?.at ?? this.clock.now());
  }

  /** Blocks the grant when its time is over, although nobody looks: after every new one. */
  watch(certificate: OfficeCertificate): void {
    this.clock.at(certificate.access.expiresAt, () => this.settle(certificate));
  }
}
