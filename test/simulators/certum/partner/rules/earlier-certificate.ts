import { fromPem, sha256 } from "../../../pki/pem.js";
import type { SimulatorClock } from "../../../shared/simulator-clock.js";
import type { CertificateAuthority, IssuedCertificate } from "../../partner-orders.js";
import { refuse, type Finding } from "../partner-refusal.js";

/** The certificate that a renewal or reissue is for. */
export class EarlierCertificates {
  constructor(
    private readonly authority: CertificateAuthority,
    private readonly clock: SimulatorClock,
  ) {}

  /** Finds it by its serial number or by itself. @throws PartnerRefusal */
  find(serial: string | undefined, pem: string | undefined): IssuedCertificate {
    if ((serial === undefined) === (pem === undefined)) throw refuse("certificateNotNamed");
    const found = pem === undefined ? this.#bySerial(serial ?? "") : this.#byPem(pem);
    if (found === undefined)
      throw refuse("noCertificate", pem === undefined ? "serialNumber" : "X509Cert");
    return found;
  }

  /** Notes whether it is over, or not the account's. */
  judge(certificate: IssuedCertificate, account: string, findings: Finding[]): void {
    if (certificate.account !== account) findings.push({ code: "otherAccount" });
    if (certificate.notAfter < this.clock.now())
      findings.push({ code: "certificateOver", detail: certificate.notAfter.toISOString() });
    else if (this.authority.isRevoked(certificate.serial))
      findings.push({ code: "certificateOver", detail: "revoked" });
  }

  #bySerial(serial: string): IssuedCertificate | undefined {
    if (!isSerial(serial)) throw refuse("serialMalformed", "serialNumber");
    return this.authority.find(serial);
  }

  #byPem(pem: string): IssuedCertificate | undefined {
    const [der, more] = fromPem(pem, ["CERTIFICATE"]);
    if (der === undefined || more !== undefined) throw refuse("certificateUnreadable", "X509Cert");
    const hash = sha256(der);
    return this.authority.list().find((certificate) => certificate.sha256 === hash);
  }
}

/** Hexadecimal, with or without colons. */
export function isSerial(text: string): boolean {
  return /^[0-9a-f]{1,2}(:?[0-9a-f]{2})*$/i.test(text);
}
