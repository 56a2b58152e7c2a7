import type { Counters } from "../../shared/counters.js";
import { PortalError } from "../../shared/portal-error.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { TrustService } from "../trust/trust-service.js";
import { signaturesLimit } from "./access-grant.js";
import type { CertificateRegister, OfficeCertificate } from "./certificate-register.js";
import type { Operator } from "./office-options.js";

const HOUR = 3600 * 1000;

export type RenewalState = "open" | "completed" | "cancelled" | "expired";

/** One press of the button "Renew". */
export interface Renewal {
  readonly id: string;
  readonly reference: string;
  readonly account: string;
  readonly certificate: string;
  readonly credentialId: string;
  readonly operator: string;
  readonly startedAt: Date;
  readonly validUntil: Date;
  state: RenewalState;
  completedAt?: Date;
}

export interface RenewalOffice {
  readonly trust: TrustService;
  readonly certificates: CertificateRegister;
  readonly clock: SimulatorClock;
  readonly counters: Counters;
}

/** Signatures that the authority is asked for: as many as a grant is good for. */
export const renewalSignatures = signaturesLimit;

/** The renewals of all accounts. Each begins one grant at the most. */
export class Renewals {
  readonly #renewals: Renewal[] = [];
  /** Whether the back office reaches the authority. */
  authorityReachable = true;

  constructor(private readonly office: RenewalOffice) {}

  list(): readonly Renewal[] {
    for (const renewal of this.#renewals) this.#expire(renewal);
    return this.#renewals;
  }

  byReference(account: string, reference: string): readonly Renewal[] {
    return this.list().filter(
      (renewal) => renewal.account === account && renewal.reference === reference,
    );
  }

  /** @throws PortalError `renewal.unknown`, also for another account's. */
  of(operator: Operator, id: string): Renewal {
    const renewal = this.list().find((candidate) => candidate.id === id);
    if (renewal === undefined || renewal.account !== operator.account)
      throw new PortalError(404, "renewal.unknown", "There is no such renewal.", id);
    return renewal;
  }

  /** @throws PortalError `reference.missing`, `renewal.duplicate`, `renewal.open`. */
  start(operator: Operator, certificate: OfficeCertificate, reference: string): Renewal {
    if (reference === "" || reference.length > 64)
      throw new PortalError(400, "reference.missing", "A reference of 1 to 64 characters, please.");
    const [before] = this.byReference(operator.account, reference);
    if (before !== undefined)
      throw new PortalError(409, "renewal.duplicate", "That was begun before.", before.id);
    const open = this.list().find(
      (renewal) => renewal.certificate === certificate.id && renewal.state === "open",
    );
    if (open !== undefined)
      throw new PortalError(409, "renewal.open", "Another renewal is open.", open.reference);
    const startedAt = this.office.clock.now();
    const renewal: Renewal = {
      id: `REN-${String(this.#renewals.length + 1).padStart(6, "0")}`,
      reference,
      account: operator.account,
      certificate: certificate.id,
      credentialId: certificate.credentialId,
      operator: operator.id,
      startedAt,
      validUntil: new Date(startedAt.getTime() + HOUR),
      state: "open",
    };
    this.#renewals.push(renewal);
    return renewal;
  }

  /**
   * Begins the new grant with what the authority gave.
   * @throws PortalError `renewal.not-open`, `authorization.…`, `authority.unreachable`.
   */
  complete(renewal: Renewal, given: { readonly credentialId: string; readonly sad: string }): void {
    checkOpen(renewal);
    if (given.credentialId !== renewal.credentialId)
      throw wrong("other-credential", "The authorisation is for another credential.");
    if (!this.authorityReachable)
      throw new PortalError(502, "authority.unreachable", "The authority does not answer.");
    this.#checkSad(given.sad, renewal.credentialId);
    const now = this.office.clock.now();
    const certificate = this.office.certificates.get(renewal.certificate);
    certificate.access.renew(now, certificate.renewal);
    this.office.certificates.watch(certificate);
    renewal.state = "completed";
    renewal.completedAt = now;
    this.office.counters.add("office.grants.renewed");
  }

  /** @throws PortalError `renewal.not-open`. */
  cancel(renewal: Renewal): void {
    checkOpen(renewal);
    renewal.state = "cancelled";
  }

  /** A SAD, or an access token of the scope `credential` that stands for one. */
  #checkSad(sad: string, credentialId: string): void {
    const { activations, grants } = this.office.trust;
    const activation = activations.find(sad);
    const found = activation === "unknown" ? grants.find(sad) : activation;
    if (found === "expired") throw wrong("expired", "SAD expired");
    if (found === "unknown") throw wrong("invalid", "The authority does not know it.");
    if (found.credential === undefined)
      throw wrong("invalid", "It is no authorisation of a credential.");
    if (found.credential !== credentialId)
      throw wrong("other-credential", "The authorisation is for another credential.");
    const signatures = "remaining" in found ? found.remaining : (found.numSignatures ?? 0);
    if (signatures < renewalSignatures)
      throw wrong("too-few", "It is for too few signatures.", String(signatures));
    activations.spend(sad, renewalSignatures);
  }

  #expire(renewal: Renewal): void {
    if (renewal.state === "open" && this.office.clock.now() > renewal.validUntil)
      renewal.state = "expired";
  }
}

function checkOpen({ state }: Renewal): void {
  if (state !== "open")
    throw new PortalError(409, "renewal.not-open", "The renewal is not open.", state);
}

function wrong(kind: string, message: string, detail = ""): PortalError {
  return new PortalError(400, `authorization.${kind}`, message, detail);
}
