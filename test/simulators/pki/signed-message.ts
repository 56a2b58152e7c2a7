import type { webcrypto } from "node:crypto";
import * as asn1js from "asn1js";
import * as pkijs from "pkijs";

const oid = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
};

export interface Signer {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly privateKey: webcrypto.CryptoKey;
}

/**
 * CMS SignedData over `content` (RFC 5652): DER, the content and the signer's certificate inside,
 * SHA-256, with the signed attributes content type, message digest and signing time.
 */
export async function signMessage(
  content: Uint8Array,
  signer: Signer,
  signingTime: Date,
): Promise<Buffer> {
  const certificate = pkijs.Certificate.fromBER(toArrayBuffer(signer.certificate));
  const data = toArrayBuffer(content);
  const digest = await crypto.subtle.digest("SHA-256", data);
  const encapContentInfo = new pkijs.EncapsulatedContentInfo({
    eContentType: pkijs.ContentInfo.DATA,
  });
  // Set afterwards: the constructor would turn it into a constructed string, which is not DER.
  encapContentInfo.eContent = new asn1js.OctetString({ valueHex: data });
  const signed = new pkijs.SignedData({
    version: 1,
    encapContentInfo,
    certificates: [certificate],
    signerInfos: [
      new pkijs.SignerInfo({
        version: 1,
        sid: new pkijs.IssuerAndSerialNumber({
          issuer: certificate.issuer,
          serialNumber: certificate.serialNumber,
        }),
        signedAttrs: new pkijs.SignedAndUnsignedAttributes({
          type: 0,
          attributes: signedAttributes(digest, signingTime),
        }),
      }),
    ],
  });
  await signed.sign(signer.privateKey, 0, "SHA-256");
  const message = new pkijs.ContentInfo({
    contentType: pkijs.ContentInfo.SIGNED_DATA,
    content: signed.toSchema(true),
  });
  return Buffer.from(message.toSchema().toBER(false));
}

/** In the order of their encoding, as DER wants it of a SET OF (X.690 11.6). */
function signedAttributes(digest: ArrayBuffer, signingTime: Date): pkijs.Attribute[] {
  const attributes = [
    new pkijs.Attribute({
      type: oid.contentType,
      values: [new asn1js.ObjectIdentifier({ value: pkijs.ContentInfo.DATA })],
    }),
    new pkijs.Attribute({
      type: oid.signingTime,
      values: [new asn1js.UTCTime({ valueDate: signingTime })],
    }),
    new pkijs.Attribute({
      type: oid.messageDigest,
      values: [new asn1js.OctetString({ valueHex: digest })],
    }),
  ];
  return attributes
    .map((attribute) => ({ attribute, der: Buffer.from(attribute.toSchema().toBER(false)) }))
    .sort((a, b) => Buffer.compare(a.der, b.der))
    .map(({ attribute }) => attribute);
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
