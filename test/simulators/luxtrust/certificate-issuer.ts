import type { Authority } from "../pki/authority.js";
import { sha256 } from "../pki/pem.js";
import { x509 } from "../pki/x509.js";
import type { Account } from "./account.js";
import type { IssuedCertificate, IssuedCertificates } from "./issued-certificates.js";

/** Certificates become valid a little before they are issued, for clocks that go a little slow. */
const BACKDATED = 5 * 60 * 1000;
const DAY = 24 * 3600 * 1000;

export interface IssueRequest {
  readonly subject: x509.Name;
  readonly publicKey: x509.PublicKey;
  readonly keyType: "rsa" | "ec";
  readonly email: string;
  readonly account: Account;
  readonly user?: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Issues the certificates of LuxTrust's customers. */
export class CertificateIssuer {
  constructor(
    private readonly authority: Authority,
    private readonly issued: IssuedCertificates,
    /** Where revocation list and authority certificate are found, with a slash at the end. */
    private readonly publicUrl: string,
  ) {}

  async issue(request: IssueRequest): Promise<IssuedCertificate> {
    const certificate = await this.authority.issue({
      subject: request.subject,
      publicKey: request.publicKey,
      notBefore: wholeSecond(request.notBefore),
      notAfter: wholeSecond(request.notAfter),
      extensions: this.#extensions(request),
    });
    const der = Buffer.from(certificate.rawData);
    const issued: IssuedCertificate = {
      spkiHash: sha256(Buffer.from(request.publicKey.rawData)),
      sha256: sha256(der),
      account: request.account,
      email: request.email,
      ...(request.user === undefined ? {} : { user: request.user }),
      der,
    };
    this.issued.add(issued);
    return issued;
  }

  #extensions(request: IssueRequest): x509.Extension[] {
    const { digitalSignature, keyEncipherment, keyAgreement } = x509.KeyUsageFlags;
    const { clientAuth, emailProtection } = x509.ExtendedKeyUsage;
    const exchange = request.keyType === "rsa" ? keyEncipherment : keyAgreement;
    return [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(digitalSignature | exchange, true),
      new x509.ExtendedKeyUsageExtension([clientAuth, emailProtection]),
      new x509.SubjectAlternativeNameExtension([{ type: "email", value: request.email }]),
      new x509.CRLDistributionPointsExtension([`${this.publicUrl}pki/issuing.crl`]),
      new x509.AuthorityInfoAccessExtension({
        caIssuers: new x509.GeneralName("url", `${this.publicUrl}pki/issuing.cer`),
      }),
    ];
  }
}

/** The validity of a certificate issued now. */
export function validityFrom(now: Date, days: number): { notBefore: Date; notAfter: Date } {
  const notBefore = new Date(now.getTime() - BACKDATED);
  return { notBefore, notAfter: new Date(notBefore.getTime() + days * DAY) };
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
