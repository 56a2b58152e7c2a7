import type { CertificateRequest, SubjectFields, SubjectOfCertificate } from "@perennial/api";
import { encodePem } from "../pem.js";
import { sha256Hex } from "../public-key.js";
import type { Signer } from "../signer.js";
import { signerCrypto, webAlgorithm } from "./signer-crypto.js";
import { requestSubject } from "./request-subject.js";
import { checkedDnsName, checkedEmail } from "./subject.js";

/** What a certification request says, apart from the key. */
export interface RequestContent {
  /** Attributes, or a certificate (DER, base64) that has them. */
  readonly subject: SubjectFields | SubjectOfCertificate;
  /** Further rfc822Names of the subject alternative name; the subject's own comes first. */
  readonly emails?: readonly string[];
  readonly dnsNames?: readonly string[];
}

/**
 * Makes a certification request, RFC 2986, signed with SHA-256 (SHA-384 for P-384, SHA-512 for P-521).
 * @throws PerennialError `requests.bad-subject`, `certificates.unreadable`, and what the signer throws.
 */
export async function createRequest(
  content: RequestContent,
  signer: Signer,
): Promise<CertificateRequest> {
  const { name, text } = await requestSubject(content.subject);
  const names = alternativeNames(content);
  const { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } =
    await import("@peculiar/x509");
  const algorithm = webAlgorithm(signer);
  // The generator only looks at the key's algorithm; the key itself is the signer's.
  const key = { algorithm } as unknown as CryptoKey;
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      name,
      extensions: names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)],
      signingAlgorithm: algorithm,
      keys: { privateKey: key, publicKey: key },
    },
    signerCrypto(signer),
  );
  const der = new Uint8Array(request.rawData);
  return {
    pem: encodePem("CERTIFICATE REQUEST", der),
    spkiHash: sha256Hex(signer.spki),
    sha256: sha256Hex(der),
    subject: text,
  };
}

function alternativeNames({ subject, emails = [], dnsNames = [] }: RequestContent) {
  const addresses = [
    ...("certificate" in subject || subject.email === undefined
      ? []
      : [checkedEmail("email", subject.email)]),
    ...emails.map((email) => checkedEmail("emails", email)),
  ];
  return [
    ...[...new Set(addresses)].map((value) => ({ type: "email" as const, value })),
    ...[...new Set(dnsNames.map(checkedDnsName))].map((value) => ({
      type: "dns" as const,
      value,
    })),
  ];
}
