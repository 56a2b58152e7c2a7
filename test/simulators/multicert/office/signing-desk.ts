import { PortalError } from "../../shared/portal-error.js";
import { signaturesLimit } from "./access-grant.js";
import type { CertificateRegister, OfficeCertificate } from "./certificate-register.js";
import type { ServiceRegister } from "./service-register.js";

export const hashAlgorithms = ["SHA-256", "SHA-384", "SHA-512"] as const;
export type HashAlgorithm = (typeof hashAlgorithms)[number];

const oids: Readonly<Record<HashAlgorithm, { readonly oid: string; readonly bytes: number }>> = {
  "SHA-256": { oid: "2.16.840.1.101.3.4.2.1", bytes: 32 },
  "SHA-384": { oid: "2.16.840.1.101.3.4.2.2", bytes: 48 },
  "SHA-512": { oid: "2.16.840.1.101.3.4.2.3", bytes: 64 },
};

export interface SignRequest {
  /** Base64. */
  readonly hash: string;
  readonly hashAlgorithm: HashAlgorithm;
  readonly service: string | undefined;
}

/** Signs with certificates whose access is granted. */
export class SigningDesk {
  constructor(
    private readonly certificates: CertificateRegister,
    private readonly services: ServiceRegister,
  ) {}

  /**
   * @throws PortalError `hash.wrong-length`, `INVALID_CERT_ACCESS_ACCOUNT`, `service.unknown`,
   *   `service.inactive`.
   */
  sign(certificate: OfficeCertificate, request: SignRequest): Buffer {
    const { oid, bytes } = oids[request.hashAlgorithm];
    const hash = Buffer.from(request.hash, "base64");
    if (hash.length !== bytes)
      throw new PortalError(400, "hash.wrong-length", "That is no hash of this algorithm.");
    const { access } = certificate;
    if (access.blocked !== undefined)
      throw new PortalError(
        403,
        "INVALID_CERT_ACCESS_ACCOUNT",
        "The access to the certificate has to be renewed.",
        certificate.id,
      );
    this.#checkService(certificate, request.service);
    const signature = certificate.credential.sign(hash, oid);
    access.use(Math.min(access.signatures + 1, signaturesLimit));
    this.certificates.settle(certificate);
    return signature;
  }

  #checkService(certificate: OfficeCertificate, id: string | undefined): void {
    if (id === undefined) return;
    const service = this.services.get(id);
    if (service.certificate !== certificate.id)
      throw new PortalError(404, "service.unknown", "The certificate has no such service.", id);
    if (service.status === "Inactive")
      throw new PortalError(409, "service.inactive", "The service is Inactive.", id);
  }
}
