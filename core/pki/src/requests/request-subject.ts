import { PerennialError, type SubjectFields, type SubjectOfCertificate } from "@perennial/api";
import type { Name } from "@peculiar/x509";
import { X509Certificate } from "node:crypto";
import { formatRfc4514, rfc4514 } from "../distinguished-name.js";
import { subjectAttributes } from "./subject.js";

/** The subject of a request: as it is encoded, and in RFC 4514. */
export interface RequestSubject {
  readonly name: Name;
  readonly text: string;
}

/**
 * The subject that is asked for. That of a certificate is copied: every attribute, in its order and
 * its string type, for a name that is compared byte by byte must not differ.
 * @throws PerennialError `requests.bad-subject`, `certificates.unreadable`.
 */
export async function requestSubject(
  subject: SubjectFields | SubjectOfCertificate,
): Promise<RequestSubject> {
  if ("certificate" in subject) return copied(Buffer.from(subject.certificate, "base64"));
  const attributes = subjectAttributes(subject);
  const { Name } = await import("@peculiar/x509");
  return {
    name: new Name(
      attributes.map(({ oid, stringType, value }) => ({ [oid]: [{ [stringType]: value }] })),
    ),
    text: formatRfc4514(attributes),
  };
}

async function copied(der: Buffer): Promise<RequestSubject> {
  const x509 = await import("@peculiar/x509");
  try {
    return {
      name: new x509.X509Certificate(der).subjectName,
      text: rfc4514(new X509Certificate(der).subject),
    };
  } catch (cause) {
    throw new PerennialError("certificates.unreadable", { block: 0 }, { cause });
  }
}
