import { generateKeyPair } from "../../pki/key-algorithm.js";
import { sha256, toPem } from "../../pki/pem.js";
import { x509 } from "../../pki/x509.js";
import { PortalError } from "../../shared/portal-error.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { CertumPki } from "../certum-pki.js";
import type {
  CertificateAuthority,
  CertificateVariant,
  IssuedCertificate,
  IssueOrder,
} from "../partner-orders.js";
import { smimeExtensions } from "./smime-extensions.js";
import { smimeName } from "./smime-name.js";

/** Certificates become valid a little before they are issued, for clocks that go a little slow. */
const BACKDATED = 5 * 60 * 1000;
const DAY = 24 * 3600 * 1000;
/** One more than the S/MIME baseline requirements allow (6.3.2). */
const TOO_MANY_DAYS = 826;

/** Issues S/MIME certificates, good ones and such as a client has to refuse. */
export class AuthorityOffice implements CertificateAuthority {
  readonly #issued: IssuedCertificate[] = [];
  readonly #revoked = new Map<string, Date>();

  constructor(
    private readonly pki: CertumPki,
    private readonly publicUrl: string,
    private readonly clock: SimulatorClock,
  ) {}

  issue(order: IssueOrder, variant: CertificateVariant = "valid"): Promise<IssuedCertificate> {
    const notBefore = new Date(this.clock.now().getTime() - BACKDATED);
    const days = variant === "too-long" ? TOO_MANY_DAYS : order.days;
    const notAfter = new Date(notBefore.getTime() + days * DAY);
    return this.issueFor(order, { notBefore, notAfter }, variant);
  }

  /** Issues with a validity of any kind. @throws PortalError as {@link issue}. */
  async issueFor(
    order: IssueOrder,
    validity: { readonly notBefore: Date; readonly notAfter: Date },
    variant: CertificateVariant = "valid",
  ): Promise<IssuedCertificate> {
    if (variant === "old") return this.#again(order);
    const notBefore = wholeSecond(validity.notBefore);
    const notAfter = wholeSecond(validity.notAfter);
    const publicKey = variant === "other-key" ? await freshKey() : order.publicKey;
    const authority = variant === "foreign-issuer" ? this.pki.foreign : this.pki.issuing;
    const certificate = await authority.issue({
      subject: smimeName(subjectOf(order, variant)),
      publicKey,
      notBefore,
      notAfter,
      extensions: smimeExtensions({
        mailboxes: variant === "no-mailbox" ? [] : [order.mailbox],
        keyType: publicKey.algorithm.name.startsWith("RSA") ? "rsa" : "ec",
        purposes: [
          x509.ExtendedKeyUsage.emailProtection,
          ...(variant === "server-auth" ? [x509.ExtendedKeyUsage.serverAuth] : []),
        ],
        publicUrl: this.publicUrl,
      }),
    });
    const der = Buffer.from(certificate.rawData);
    const { publicKey: _key, ...about } = order;
    const issued: IssuedCertificate = {
      ...about,
      der,
      pem: toPem("CERTIFICATE", der),
      issuers: variant === "no-issuers" ? [] : [authority.der],
      serial: certificate.serialNumber.toLowerCase(),
      sha256: sha256(der),
      spkiHash: sha256(Buffer.from(publicKey.rawData)),
      notBefore,
      notAfter,
      issuedAt: this.clock.now(),
      variant,
    };
    this.#issued.push(issued);
    return issued;
  }

  find(serial: string): IssuedCertificate | undefined {
    const wanted = plainSerial(serial);
    const found = this.#issued.find((issued) => plainSerial(issued.serial) === wanted);
    return found === undefined ? undefined : this.#withRevocation(found);
  }

  isRevoked(serial: string): boolean {
    const at = this.#revoked.get(plainSerial(serial));
    return at !== undefined && at <= this.clock.now();
  }

  revoke(serial: string, at: Date): void {
    this.#revoked.set(plainSerial(serial), at);
  }

  list(): readonly IssuedCertificate[] {
    return this.#issued.map((issued) => this.#withRevocation(issued));
  }

  /** The latest certificate that the customer has for the mailbox, as if it were the new one. */
  #again({ customer, mailbox }: IssueOrder): IssuedCertificate {
    const before = this.#issued.findLast(
      (issued) => issued.customer === customer && issued.mailbox === mailbox,
    );
    if (before === undefined)
      throw new PortalError(
        409,
        "certificate.none-before",
        "There is no earlier certificate of this customer for this mailbox.",
        mailbox,
      );
    return { ...before, variant: "old" };
  }

  #withRevocation(issued: IssuedCertificate): IssuedCertificate {
    const revokedAt = this.#revoked.get(plainSerial(issued.serial));
    return revokedAt === undefined ? issued : { ...issued, revokedAt };
  }
}

function subjectOf({ subject }: IssueOrder, variant: CertificateVariant): IssueOrder["subject"] {
  switch (variant) {
    case "no-organization-identifier":
      return { ...subject, organizationIdentifier: "" };
    case "other-name":
      return { ...subject, commonName: "Ktoś Inny" };
    default:
      return subject;
  }
}

async function freshKey(): Promise<x509.PublicKey> {
  const { publicKey } = await generateKeyPair("ec-p256");
  return x509.PublicKey.create(publicKey);
}

function plainSerial(serial: string): string {
  return serial
    .toLowerCase()
    .replace(/[^0-9a-f]/g, "")
    .replace(/^0+(?=.)/, "");
}

function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000);
}
