import { createHash } from "node:crypto";
import type { Attribute, PKCS8ShroudedKeyBag, SafeBag } from "pkijs";
import type { Pkcs12Content } from "./export-pkcs12.js";

/** PBES2 as PKI.js takes it. */
export type KeyEncryption = Parameters<PKCS8ShroudedKeyBag["makeInternalValues"]>[0];

/** RFC 7292 section 4.2 and RFC 2985 section 5.5. */
const oids = {
  friendlyName: "1.2.840.113549.1.9.20",
  localKeyId: "1.2.840.113549.1.9.21",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certBag: "1.2.840.113549.1.12.10.1.3",
} as const;

/** The private key, encrypted, with the attributes that tie it to its certificate. */
export async function keyBag(content: Pkcs12Content, encryption: KeyEncryption): Promise<SafeBag> {
  const { PKCS8ShroudedKeyBag, PrivateKeyInfo, SafeBag } = await import("pkijs");
  const pkcs8 = content.privateKey.export({ type: "pkcs8", format: "der" });
  try {
    const bagValue = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(pkcs8) });
    await bagValue.makeInternalValues(encryption);
    return new SafeBag({
      bagId: oids.shroudedKeyBag,
      bagValue,
      bagAttributes: await attributes(content),
    });
  } finally {
    pkcs8.fill(0);
  }
}

/** The certificate, tied to its key, and the rest of the chain. */
export async function certificateBags(content: Pkcs12Content): Promise<SafeBag[]> {
  const { CertBag, Certificate, SafeBag } = await import("pkijs");
  const bag = (der: Uint8Array, bagAttributes?: Attribute[]) =>
    new SafeBag({
      bagId: oids.certBag,
      bagValue: new CertBag({ parsedValue: Certificate.fromBER(der) }),
      ...(bagAttributes === undefined ? {} : { bagAttributes }),
    });
  return [
    bag(content.certificate, await attributes(content)),
    ...content.chain.map((der) => bag(der)),
  ];
}

async function attributes({ certificate, friendlyName }: Pkcs12Content): Promise<Attribute[]> {
  const { Attribute } = await import("pkijs");
  const { BmpString, OctetString } = await import("asn1js");
  // The form that OpenSSL writes; readers only compare it.
  const id = new Uint8Array(createHash("sha1").update(certificate).digest());
  return [
    new Attribute({ type: oids.localKeyId, values: [new OctetString({ valueHex: id.buffer })] }),
    new Attribute({ type: oids.friendlyName, values: [new BmpString({ value: friendlyName })] }),
  ];
}
