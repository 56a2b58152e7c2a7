import { createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { PerennialError } from "@perennial/api";
import type { CertificationRequest, Extension } from "pkijs";
import { decodeText } from "../certificates/text.js";
import { holdsPrivateKey, privateKeyText } from "../certificates/private-key-detection.js";
import { mailboxesIn } from "../certificates/mailboxes.js";
import { extensionOids } from "../chain/parsed-certificate.js";
import { berChildren, readBer } from "../cms/ber.js";
import type { BerItem } from "../cms/ber.js";
import { readDerItems } from "../der.js";
import type { NameAttribute } from "../distinguished-name.js";
import { decodeBase64, readPem } from "../pem.js";
import { isSelfSigned } from "./request-signature.js";
import { attributeName } from "./subject.js";

/** Bytes of the largest file that is taken for one: a request with the longest keys has a tenth. */
const largest = 128 * 1024;
const labels = new Set(["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]);
/** Attributes that hold extensions: that of PKCS #9 (RFC 2985 section 5.4.2), and Microsoft's. */
const extensionRequests = new Set(["1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14"]);

/** A certification request, RFC 2986, whose self-signature was verified. */
export class ParsedRequest {
  private constructor(
    readonly der: Uint8Array,
    readonly asn: CertificationRequest,
    readonly publicKey: KeyObject,
    /** In the order of the encoding; `type` as OpenSSL names it, or an object identifier. */
    readonly attributes: readonly NameAttribute[],
    /** Mailboxes of the subject alternative name that it asks for. */
    readonly emails: readonly string[],
  ) {}

  /**
   * Reads a file with one request: PEM, DER, or base64 without armour.
   * @throws PerennialError `requests.unreadable`, `requests.private-key`, `requests.invalid` with
   *   `rule` `signature`, `unknownAlgorithm` or `unknownKey`.
   */
  static async from(bytes: Uint8Array): Promise<ParsedRequest> {
    const der = requestDer(bytes);
    const [info, algorithm, signature] = berChildren(readBer(der) ?? undefined) ?? [];
    const spki = berChildren(info)?.[2];
    if (
      info === undefined ||
      algorithm === undefined ||
      spki === undefined ||
      signature?.tag !== 0x03
    ) {
      throw unreadable();
    }
    const asn = await decoded(der);
    const emails = await emailsOf(asn);
    const key = publicKey(spki);
    // The first octet of a BIT STRING counts its unused bits.
    const isOwn = isSelfSigned({
      key,
      algorithm,
      data: info.encoded,
      signature: signature.value.subarray(1),
    });
    if (isOwn === null) throw invalid("unknownAlgorithm");
    if (!isOwn) throw invalid("signature");
    return new ParsedRequest(der, asn, key, attributesOf(asn), emails);
  }
}

function requestDer(bytes: Uint8Array): Uint8Array {
  if (bytes.length > largest) throw unreadable();
  // 0x30 is both a SEQUENCE and the digit 0, which base64 text may begin with.
  const items = (bytes[0] === 0x30 ? readDerItems(bytes) : null) ?? textItems(bytes);
  if (items.some(holdsPrivateKey)) throw new PerennialError("requests.private-key");
  const [request] = items;
  if (request === undefined) throw unreadable();
  return request;
}

function textItems(bytes: Uint8Array): readonly Uint8Array[] {
  const text = decodeText(bytes)?.content;
  if (text === undefined) throw unreadable();
  if (privateKeyText(text)) throw new PerennialError("requests.private-key");
  const { blocks } = readPem(text);
  const content =
    blocks.length === 0
      ? decodeBase64(text)
      : (blocks.find(({ label }) => labels.has(label))?.content ?? null);
  return content === null ? [] : (readDerItems(content) ?? []);
}

async function decoded(der: Uint8Array): Promise<CertificationRequest> {
  const { CertificationRequest } = await import("pkijs");
  try {
    return CertificationRequest.fromBER(der);
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** A key on a curve that OpenSSL does not know can sign nothing that could be verified. */
function publicKey({ encoded }: BerItem): KeyObject {
  try {
    return createPublicKey({ key: Buffer.from(encoded), format: "der", type: "spki" });
  } catch (cause) {
    throw invalid("unknownKey", cause);
  }
}

function attributesOf({ subject }: CertificationRequest): readonly NameAttribute[] {
  return subject.typesAndValues.map(({ type, value }) => ({
    type: attributeName(type),
    value: String(value.valueBlock.value),
  }));
}

async function emailsOf({ attributes = [] }: CertificationRequest): Promise<readonly string[]> {
  const { Extensions } = await import("pkijs");
  const found: string[] = [];
  for (const { type, values } of attributes) {
    if (!extensionRequests.has(type)) continue;
    let extensions: readonly Extension[];
    try {
      extensions = new Extensions({ schema: values[0] }).extensions;
    } catch (cause) {
      throw unreadable(cause);
    }
    for (const { extnID, extnValue } of extensions) {
      if (extnID !== extensionOids.subjectAltName) continue;
      const mailboxes = mailboxesIn(extnValue.valueBlock.valueHexView);
      if (mailboxes === null) throw unreadable();
      found.push(...mailboxes);
    }
  }
  return found;
}

function unreadable(cause?: unknown): PerennialError {
  return new PerennialError("requests.unreadable", {}, { cause });
}

function invalid(rule: string, cause?: unknown): PerennialError {
  return new PerennialError("requests.invalid", { rule }, { cause });
}
