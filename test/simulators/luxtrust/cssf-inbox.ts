import { readSentCertificate } from "../pki/sent-certificate.js";
import type { Counters } from "../shared/counters.js";
import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import type { IssuedCertificates } from "./issued-certificates.js";
import { Receipts } from "../shared/receipts.js";

/** A CRYPT certificate registered with the CSSF (circular 08/334, 4.3). */
export interface Declaration {
  /** `C-000123`. */
  readonly receipt: string;
  readonly reference: string;
  readonly user: string;
  readonly spkiHash: string;
  readonly at: Date;
}

/** The certificates that were declared to the CSSF. */
export class CssfInbox {
  readonly #declarations: Declaration[] = [];
  readonly #receipts = new Receipts("C");

  constructor(
    private readonly issued: IssuedCertificates,
    private readonly clock: SimulatorClock,
    private readonly counters: Counters,
  ) {}

  /**
   * @throws PortalError `declaration.missing-field`, `certificate.unreadable`,
   *   `certificate.transport`, `declaration.duplicate` (detail: the receipt).
   */
  declare(reference: string, user: string, file: Buffer | undefined): Declaration {
    if (reference === "") throw missingField("reference");
    if (user === "") throw missingField("user");
    if (file === undefined) throw missingField("certificate");
    const { spkiHash } = readSentCertificate(file);
    if (this.issued.find(spkiHash)?.account === "TRANSPORT")
      throw new PortalError(
        400,
        "certificate.transport",
        "The TRANSPORT certificate must not be sent.",
      );
    const before = this.#declarations.find(
      (entry) => entry.spkiHash === spkiHash || entry.reference === reference,
    );
    if (before !== undefined) {
      this.counters.add("declarations.duplicates");
      throw new PortalError(
        409,
        "declaration.duplicate",
        "This certificate or reference is known already.",
        before.receipt,
      );
    }
    const declaration: Declaration = {
      receipt: this.#receipts.next(),
      reference,
      user,
      spkiHash,
      at: this.clock.now(),
    };
    this.#declarations.push(declaration);
    this.counters.add("declarations.accepted");
    return declaration;
  }

  find(spkiHash: string): Declaration[] {
    return this.#declarations.filter((entry) => entry.spkiHash === spkiHash);
  }

  list(): readonly Declaration[] {
    return this.#declarations;
  }
}

function missingField(name: string): PortalError {
  return new PortalError(400, "declaration.missing-field", `The field "${name}" is missing.`, name);
}
