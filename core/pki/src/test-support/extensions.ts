import { Extension } from "@peculiar/x509";
import {
  AttributeTypeAndValue,
  CertificatePolicies,
  GeneralName,
  GeneralSubtree,
  NameConstraints,
  PolicyConstraints,
  PolicyInformation,
  PolicyMapping,
  PolicyMappings,
  RelativeDistinguishedNames,
} from "pkijs";
import { Integer, OctetString, Utf8String } from "asn1js";

interface Encodable {
  toSchema(): { toBER(): ArrayBuffer };
}

function extension(oid: string, value: Encodable): Extension {
  return new Extension(oid, true, value.toSchema().toBER());
}

/** Constraints by kind of name: `dns`, `email`, `uri`, `dn` (an organization), `ip` (8 octets, hex). */
export interface Constraint {
  readonly kind: "email" | "dns" | "dn" | "uri" | "ip";
  readonly base: string;
}

/** A critical NameConstraints extension. */
export function nameConstraints(
  permitted: readonly Constraint[],
  excluded: readonly Constraint[] = [],
): Extension {
  return extension(
    "2.5.29.30",
    new NameConstraints({
      ...(permitted.length > 0 ? { permittedSubtrees: permitted.map(subtree) } : {}),
      ...(excluded.length > 0 ? { excludedSubtrees: excluded.map(subtree) } : {}),
    }),
  );
}

function subtree({ kind, base }: Constraint): GeneralSubtree {
  return new GeneralSubtree({ base: generalName(kind, base) });
}

function generalName(kind: Constraint["kind"], base: string): GeneralName {
  switch (kind) {
    case "email":
      return new GeneralName({ type: 1, value: base });
    case "dns":
      return new GeneralName({ type: 2, value: base });
    case "uri":
      return new GeneralName({ type: 6, value: base });
    case "ip": {
      const octets = new Uint8Array(Buffer.from(base, "hex"));
      return new GeneralName({ type: 7, value: new OctetString({ valueHex: octets.buffer }) });
    }
    case "dn":
      return new GeneralName({
        type: 4,
        value: new RelativeDistinguishedNames({
          typesAndValues: [
            new AttributeTypeAndValue({ type: "2.5.4.10", value: new Utf8String({ value: base }) }),
          ],
        }),
      });
    default:
      throw new TypeError(kind);
  }
}

/** A critical CertificatePolicies extension. */
export function policies(...oids: readonly string[]): Extension {
  const certificatePolicies = oids.map(
    (policyIdentifier) => new PolicyInformation({ policyIdentifier }),
  );
  return extension("2.5.29.32", new CertificatePolicies({ certificatePolicies }));
}

/** A critical PolicyMappings extension with one mapping. */
export function policyMapping(issuerDomainPolicy: string, subjectDomainPolicy: string): Extension {
  const mappings = [new PolicyMapping({ issuerDomainPolicy, subjectDomainPolicy })];
  return extension("2.5.29.33", new PolicyMappings({ mappings }));
}

/** A critical PolicyConstraints extension. */
export function requireExplicitPolicy(skip: number): Extension {
  return extension("2.5.29.36", new PolicyConstraints({ requireExplicitPolicy: skip }));
}

/** A critical InhibitAnyPolicy extension. */
export function inhibitAnyPolicy(skip: number): Extension {
  return new Extension("2.5.29.54", true, new Integer({ value: skip }).toBER());
}

/** An extension that nobody knows. */
export function unknownExtension(critical: boolean): Extension {
  return new Extension("1.3.6.1.4.1.99999.1", critical, Uint8Array.of(0x05, 0x00));
}
