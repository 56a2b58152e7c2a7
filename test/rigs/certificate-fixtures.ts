import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { createHash, randomUUID, webcrypto } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { attributes } from "./cryptoki.js";
import { Pkcs11Probe } from "./pkcs11-probe.js";
import { parseObject, serializeObject, type SoftHsmObject } from "./soft-hsm-object.js";
import type { SoftHsm, SoftToken } from "./soft-hsm.js";

/** One attribute of a template, as pkcs11js takes it. */
export interface TemplateAttribute {
  readonly type: number;
  readonly value: number | boolean | string | Buffer;
}

/** One certificate of a fixture. */
export interface FixtureCertificate {
  readonly id: Buffer;
  readonly label: string;
  readonly der: Buffer;
}

const day = 86_400_000;

/** So many different self-signed certificates of one P-256 key: making keys would take the time. */
export async function makeCertificates(count: number): Promise<readonly FixtureCertificate[]> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const notBefore = new Date(Date.now() - day);
  const made: FixtureCertificate[] = [];
  for (let index = 0; index < count; index += 1) {
    const label = `certificate-${String(index).padStart(4, "0")}`;
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${label}, O=Perennial, C=LU`,
      keys,
      signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
      notBefore,
      notAfter: new Date(notBefore.getTime() + (300 + index) * day),
    });
    const id = Buffer.alloc(4);
    id.writeUInt32BE(index + 1);
    made.push({ id, label, der: Buffer.from(certificate.rawData) });
  }
  return made;
}

/** The template of C_CreateObject for a certificate. */
export function certificateTemplate(certificate: FixtureCertificate): readonly TemplateAttribute[] {
  const { subjectName, issuerName, serialNumber } = new x509.X509Certificate(certificate.der);
  const serial = Buffer.from(serialNumber, "hex");
  return [
    { type: attributes.CLASS, value: 1 },
    { type: attributes.TOKEN, value: true },
    { type: attributes.PRIVATE, value: false },
    { type: attributes.CERTIFICATE_TYPE, value: 0 },
    { type: attributes.ID, value: certificate.id },
    { type: attributes.LABEL, value: certificate.label },
    { type: attributes.SUBJECT, value: Buffer.from(subjectName.toArrayBuffer()) },
    { type: attributes.ISSUER, value: Buffer.from(issuerName.toArrayBuffer()) },
    {
      type: attributes.SERIAL_NUMBER,
      value: Buffer.concat([Buffer.from([0x02, serial.length]), serial]),
    },
    { type: attributes.VALUE, value: certificate.der },
  ];
}

/**
 * Writes certificates on a token that no process has loaded. The first goes through the module, the
 * others are files like the one it made: through the module each takes 5 ms.
 */
export async function writeCertificates(
  hsm: SoftHsm,
  token: SoftToken,
  count: number,
): Promise<readonly FixtureCertificate[]> {
  const certificates = await makeCertificates(count);
  const [first, ...others] = certificates;
  if (first === undefined) return certificates;
  const before = await objectFiles(hsm);
  await using probe = await Pkcs11Probe.open(hsm.modulePath, hsm.environment);
  const session = await probe.session(token.label, token.userPin);
  await probe.call("C_CreateObject", session, certificateTemplate(first));
  await probe.call("C_Finalize");
  const made = (await objectFiles(hsm)).find((file) => !before.includes(file));
  if (made === undefined) throw new Error("SoftHSM wrote no object");
  const model = parseObject(await readFile(made));
  for (const certificate of others) {
    const file = join(dirname(made), randomUUID());
    await writeFile(`${file}.lock`, "", { mode: 0o600 });
    await writeFile(`${file}.object`, serializeObject(like(model, certificate)), { mode: 0o600 });
  }
  return certificates;
}

async function objectFiles(hsm: SoftHsm): Promise<readonly string[]> {
  const files = await readdir(hsm.tokenDirectory, { recursive: true });
  return files
    .filter((file) => file.endsWith(".object"))
    .map((file) => join(hsm.tokenDirectory, file));
}

function like(model: SoftHsmObject, certificate: FixtureCertificate): SoftHsmObject {
  const changed = new Map(model.attributes);
  for (const { type, value } of certificateTemplate(certificate)) {
    if (typeof value === "string") changed.set(type, Buffer.from(value));
    else if (Buffer.isBuffer(value)) changed.set(type, value);
  }
  // PKCS #11 v2.40, 4.6.2: the first three bytes of the SHA-1 of the value.
  const checkValue = createHash("sha1").update(certificate.der).digest().subarray(0, 3);
  changed.set(attributes.CHECK_VALUE, checkValue);
  return { generation: model.generation, attributes: changed };
}
