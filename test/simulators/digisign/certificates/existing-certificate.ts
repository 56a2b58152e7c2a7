import type { Authority } from "../../pki/authority.js";
import { checkRequest } from "../../pki/certification-request.js";
import { ownerKey, readable, type GivenKey, type OwnerKey } from "../../pki/given-key.js";
import { toPem } from "../../pki/pem.js";
import { x509 } from "../../pki/x509.js";
import type { DigisignPki } from "../digisign-pki.js";
import type { CertificateIssuer } from "./certificate-issuer.js";

const DAY = 24 * 3600 * 1000;

/** Who issued a certificate that is on a token: DigiSign, another authority, or one of its name. */
export const issuerKinds = ["digisign", "foreign", "impostor"] as const;
export type IssuerKind = (typeof issuerKinds)[number];

/** The certificate that a token brings along, and how long it is still valid. */
export interface ExistingCertificateRequest extends GivenKey {
  readonly notAfter: Date;
  /** Default: 365 days before `notAfter`. */
  readonly notBefore?: Date;
  /** The token's own request, PEM or DER; otherwise its key, or one that is made. */
  readonly csr?: string | Buffer;
  /** RFC 4514 string. Default: what the CSR states, else {@link someHolder}. */
  readonly subject?: string;
  /** Default `ana.ionescu@exemplu.example`. */
  readonly email?: string;
  /** Default `digisign`. */
  readonly issuer?: IssuerKind;
}

export interface ExistingCertificate {
  readonly certificatePem: string;
  /** The certificate and its issuers. */
  readonly chainPem: string;
  /** PKCS#8 PEM, unless the key stayed with the owner. */
  readonly privateKeyPem?: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly spkiHash: string;
  readonly sha256: string;
}

/** The holder of a certificate about whom nothing else is said. */
export const someHolder =
  "CN=Ana Ionescu,SN=Ionescu,G=Ana,O=Exemplu S.R.L.,L=Bucuresti,C=RO,2.5.4.5=IONA-123456";

/** Gives a token a certificate as an earlier order would have, so that its renewal is due. */
export class ExistingCertificates {
  constructor(
    private readonly pki: DigisignPki,
    private readonly issuer: CertificateIssuer,
  ) {}

  /** @throws PortalError what {@link checkRequest} throws, `input.wrong` for a key or subject that is none. */
  async issueExisting(request: ExistingCertificateRequest): Promise<ExistingCertificate> {
    const { subject, publicKey, privateKeyPem } = await subjectOf(request);
    const content = {
      subject,
      publicKey,
      email: request.email ?? "ana.ionescu@exemplu.example",
      notBefore: request.notBefore ?? new Date(request.notAfter.getTime() - 365 * DAY),
      notAfter: request.notAfter,
    };
    const { authority, issuers } = this.#authority(request.issuer ?? "digisign");
    const issued =
      authority === this.pki.issuing
        ? await this.issuer.issue(content)
        : await this.issuer.issueUnder(authority, content);
    const certificatePem = toPem("CERTIFICATE", issued.der);
    return {
      certificatePem,
      chainPem: certificatePem + issuers.map(({ pem }) => pem).join(""),
      ...(privateKeyPem === undefined ? {} : { privateKeyPem }),
      serial: new x509.X509Certificate(issued.der).serialNumber.toLowerCase(),
      spkiHash: issued.spkiHash,
      sha256: issued.sha256,
    };
  }

  #authority(kind: IssuerKind): { authority: Authority; issuers: readonly Authority[] } {
    const { issuing, root, foreign, impostor } = this.pki;
    switch (kind) {
      case "digisign":
        return { authority: issuing, issuers: [issuing, root] };
      case "foreign":
        return { authority: foreign, issuers: [foreign] };
      case "impostor":
        return { authority: impostor, issuers: [impostor] };
    }
  }
}

interface Subject extends OwnerKey {
  readonly subject: x509.Name;
}

async function subjectOf(request: ExistingCertificateRequest): Promise<Subject> {
  const subject = readable("subject", () => nameOf(request.subject ?? someHolder));
  if (request.csr !== undefined) {
    const checked = await checkRequest(Buffer.from(request.csr));
    const stated = request.subject === undefined && checked.subject.toString() !== "";
    return { subject: stated ? checked.subject : subject, publicKey: checked.publicKey };
  }
  return { subject, ...(await ownerKey(request)) };
}

/** The library passes over what it does not understand; a name of nothing is a mistake. */
function nameOf(text: string): x509.Name {
  const name = new x509.Name(text);
  if (name.toString() === "") throw new RangeError(`"${text}" has no attribute`);
  return name;
}
