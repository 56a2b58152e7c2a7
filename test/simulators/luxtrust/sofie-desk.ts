import { readSentCertificate } from "../pki/sent-certificate.js";
import type { Authority } from "../pki/authority.js";
import { X509Certificate } from "node:crypto";
import type { Counters } from "../shared/counters.js";
import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import type { IssuedCertificate, IssuedCertificates } from "./issued-certificates.js";
import { Receipts } from "../shared/receipts.js";
import type { Upload } from "./upload.js";
import type { SofieUser, Users } from "./users.js";

/** An installation report. */
export interface Report {
  /** `R-000123`. */
  readonly receipt: string;
  readonly user: string;
  readonly reference: string;
  readonly report: unknown;
  readonly at: Date;
}

/** What SOFiE's operator has on file: uploads and installation reports. */
export class SofieDesk {
  readonly #uploads: Upload[] = [];
  readonly #reports: Report[] = [];
  readonly #uploadReceipts = new Receipts("U");
  readonly #reportReceipts = new Receipts("R");
  readonly #issuer: X509Certificate;

  constructor(
    private readonly users: Users,
    private readonly issued: IssuedCertificates,
    issuing: Authority,
    private readonly clock: SimulatorClock,
    private readonly counters: Counters,
  ) {
    this.#issuer = new X509Certificate(issuing.der);
  }

  /**
   * Takes a user's certificate.
   * @throws PortalError `certificate.unreadable`, `certificate.unknown-user`, `upload.duplicate`
   *   (detail: the receipt).
   */
  upload(user: SofieUser, file: Buffer | undefined): Upload {
    const sent = readSentCertificate(file);
    const issued = this.issued.find(sent.spkiHash);
    if (!sent.certificate.verify(this.#issuer.publicKey) || issued?.sha256 !== sent.sha256)
      throw unknownUser("issuer");
    if (!this.#belongsTo(issued, user)) throw unknownUser("user");
    const before = this.findUploads(sent.spkiHash)[0];
    if (before !== undefined) {
      this.counters.add("uploads.duplicates");
      throw new PortalError(
        409,
        "upload.duplicate",
        "This certificate is known already.",
        before.receipt,
      );
    }
    const upload: Upload = {
      receipt: this.#uploadReceipts.next(),
      user: user.user,
      account: issued.account,
      spkiHash: sent.spkiHash,
      certificateSha256: sent.sha256,
      at: this.clock.now(),
    };
    this.#uploads.push(upload);
    this.counters.add("uploads.accepted");
    return upload;
  }

  /**
   * Takes an installation report.
   * @throws PortalError `report.missing-field`, `report.unreadable`, `report.duplicate` (detail: the
   *   receipt).
   */
  report(user: SofieUser, reference: string, file: Buffer | undefined): Report {
    if (reference === "") throw missingField("reference");
    if (file === undefined) throw missingField("report");
    const before = this.findReports(user.user, reference)[0];
    if (before !== undefined) {
      this.counters.add("reports.duplicates");
      throw new PortalError(
        409,
        "report.duplicate",
        "This report was received before.",
        before.receipt,
      );
    }
    const content = parseReport(file);
    const report: Report = {
      receipt: this.#reportReceipts.next(),
      user: user.user,
      reference,
      report: content,
      at: this.clock.now(),
    };
    this.#reports.push(report);
    this.counters.add("reports.accepted");
    return report;
  }

  findUploads(spkiHash: string): Upload[] {
    return this.#uploads.filter((upload) => upload.spkiHash === spkiHash);
  }

  findReports(user: string, reference: string): Report[] {
    return this.#reports.filter((report) => report.user === user && report.reference === reference);
  }

  get uploads(): readonly Upload[] {
    return this.#uploads;
  }

  get reports(): readonly Report[] {
    return this.#reports;
  }

  /**
   * A certificate of an existing installation is its user's. A new one is the user's whose address
   * is in it; an address nobody has (personal data can be corrected) is taken as the session's user.
   */
  #belongsTo(issued: IssuedCertificate, user: SofieUser): boolean {
    if (issued.user !== undefined) return issued.user === user.user;
    const owners = this.users.list().filter(({ email }) => email === issued.email);
    const fits = user.contract === "business" ? ["MAIN"] : ["CRYPT", "TRANSPORT"];
    return (
      fits.includes(issued.account) &&
      (owners.length === 0 || owners.some((owner) => owner.user === user.user))
    );
  }
}

function parseReport(file: Buffer): unknown {
  try {
    return JSON.parse(file.toString("utf8")) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PortalError(400, "report.unreadable", "The report is not JSON.", error.message);
  }
}

function missingField(name: string): PortalError {
  return new PortalError(400, "report.missing-field", `The field "${name}" is missing.`, name);
}

function unknownUser(detail: string): PortalError {
  return new PortalError(
    400,
    "certificate.unknown-user",
    "The certificate does not belong to this user.",
    detail,
  );
}
