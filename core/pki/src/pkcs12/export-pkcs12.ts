import { createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { parseCertificate } from "../certificates/certificate-info.js";
import { rfc4514 } from "../distinguished-name.js";
import { keyMismatch } from "../match.js";
import { certificateBags, keyBag } from "./safe-bags.js";
import type { KeyEncryption } from "./safe-bags.js";

/** What goes into a PKCS#12 file. */
export interface Pkcs12Content {
  readonly privateKey: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
  /** The rest of the chain, DER. */
  readonly chain: readonly Uint8Array[];
  /** What key stores show for the key. */
  readonly friendlyName: string;
  readonly password: string;
}

/** PBKDF2 and MAC; OWASP's figure for PBKDF2-HMAC-SHA256 is for logins, a file is tried offline. */
const iterations = 600_000;
/** The MAC's own key derivation has no fast implementation; it guards integrity alone. */
const macIterations = 100_000;

/**
 * Writes a PKCS#12 file, RFC 7292: PBES2 with AES-256-CBC and PBKDF2-HMAC-SHA256 (RFC 8018), MAC
 * with SHA-256. OpenSSL 1.1.1 and later, Windows Server 2019, macOS 15 and later read it.
 * @throws PerennialError `pkcs12.password-missing`, `certificates.key-mismatch`.
 */
export async function exportPkcs12(content: Pkcs12Content): Promise<Uint8Array> {
  if (content.password === "") throw new PerennialError("pkcs12.password-missing");
  const x509 = parseCertificate(content.certificate);
  const spki = createPublicKey(content.privateKey).export({ type: "spki", format: "der" });
  if (!x509.publicKey.export({ type: "spki", format: "der" }).equals(spki)) {
    throw keyMismatch(rfc4514(x509.subject));
  }
  const { AuthenticatedSafe, PFX, SafeContents } = await import("pkijs");
  const password = arrayBuffer(Buffer.from(content.password, "utf8"));
  const encryption: KeyEncryption = {
    password,
    contentEncryptionAlgorithm: { name: "AES-CBC", length: 256 },
    hmacHashAlgorithm: "SHA-256",
    iterationCount: iterations,
  };
  const keys = new SafeContents({ safeBags: [await keyBag(content, encryption)] });
  const certificates = new SafeContents({ safeBags: await certificateBags(content) });
  const authenticatedSafe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 0, value: keys },
        { privacyMode: 1, value: certificates },
      ],
    },
  });
  await authenticatedSafe.makeInternalValues({ safeContents: [{}, { ...encryption }] });
  const pfx = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } });
  await pfx.makeInternalValues({
    password,
    iterations: macIterations,
    pbkdf2HashAlgorithm: { name: "SHA-256" },
    hmacHashAlgorithm: "SHA-256",
  });
  return new Uint8Array(pfx.toSchema().toBER());
}

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
