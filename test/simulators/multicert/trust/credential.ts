import {
  constants,
  createHash,
  createPublicKey,
  generateKeyPair,
  privateEncrypt,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";
import type { Authority } from "../../pki/authority.js";
import { sha256 } from "../../pki/pem.js";
import { x509 } from "../../pki/x509.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import { OneTimeCodes } from "./one-time-codes.js";
import type { CredentialOptions } from "./trust-options.js";

const DAY = 24 * 3600 * 1000;

/** Wrong tries in turn that lock a factor. */
const TRIES = 3;

/** The beginning of a DER DigestInfo (RFC 8017, 9.2, note 1), by OID. */
const digests: Readonly<Record<string, { readonly prefix: string; readonly bytes: number }>> = {
  "2.16.840.1.101.3.4.2.1": { prefix: "3031300d060960864801650304020105000420", bytes: 32 },
  "2.16.840.1.101.3.4.2.2": { prefix: "3041300d060960864801650304020205000430", bytes: 48 },
  "2.16.840.1.101.3.4.2.3": { prefix: "3051300d060960864801650304020305000440", bytes: 64 },
};

/** Bytes of a hash, if the algorithm is known. */
export function digestLength(hashAlgorithm: string): number | undefined {
  return digests[hashAlgorithm]?.bytes;
}

/** Who certifies a credential, and with which key. */
export interface CredentialSurroundings {
  readonly issuing: Authority;
  readonly clock: SimulatorClock;
  /** An RSA key for it; by default one is made. */
  readonly credentialKey?: KeyObject;
}

/** A certificate with its key, which never leaves the authority. */
export class Credential {
  /** May be replaced at any time. */
  options: CredentialOptions;
  enabled = true;
  #wrongPins = 0;
  #wrongCodes = 0;

  private constructor(
    options: CredentialOptions,
    readonly certificate: x509.X509Certificate,
    private readonly key: KeyObject,
    readonly codes: OneTimeCodes,
  ) {
    this.options = options;
  }

  static async create(
    options: CredentialOptions,
    { issuing, clock, credentialKey }: CredentialSurroundings,
    otpLifetime: number,
  ): Promise<Credential> {
    const key = credentialKey ?? (await newKey());
    const spki = createPublicKey(key).export({ type: "spki", format: "der" });
    const notBefore = new Date(clock.now().getTime() - 200 * DAY);
    const certificate = await issuing.issue({
      subject: new x509.Name(options.subject),
      publicKey: new x509.PublicKey(spki),
      notBefore,
      notAfter: new Date(notBefore.getTime() + 3 * 365 * DAY),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation,
          true,
        ),
      ],
    });
    const codes = new OneTimeCodes(clock, otpLifetime);
    return new Credential(options, certificate, key, codes);
  }

  get id(): string {
    return this.options.id;
  }

  get der(): Buffer {
    return Buffer.from(this.certificate.rawData);
  }

  get sha256(): string {
    return sha256(this.der);
  }

  get pinLocked(): boolean {
    return this.#wrongPins >= TRIES;
  }

  get otpLocked(): boolean {
    return this.#wrongCodes >= TRIES;
  }

  unlock(): void {
    this.#wrongPins = 0;
    this.#wrongCodes = 0;
  }

  /** Whether it is the PIN; a wrong one counts. */
  tryPin(pin: string): boolean {
    const right = equal(pin, this.options.pin);
    this.#wrongPins = right ? 0 : this.#wrongPins + 1;
    return right;
  }

  /** Whether it is the code, which is then used; one that nobody was sent counts, a late one does not. */
  tryCode(code: string): boolean {
    const verdict = this.codes.judge(code);
    if (verdict === "wrong") this.#wrongCodes++;
    if (verdict !== "good") return false;
    this.#wrongCodes = 0;
    this.codes.use(code);
    return true;
  }

  /** RSASSA-PKCS1-v1_5 over a hash that somebody else made. */
  sign(hash: Buffer, hashAlgorithm: string): Buffer {
    const digest = digests[hashAlgorithm];
    if (digest === undefined || digest.bytes !== hash.length)
      throw new RangeError(`No hash of ${hashAlgorithm}: ${hash.length} bytes`);
    const info = Buffer.concat([Buffer.from(digest.prefix, "hex"), hash]);
    return privateEncrypt({ key: this.key, padding: constants.RSA_PKCS1_PADDING }, info);
  }
}

function equal(a: string, b: string): boolean {
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
  return hash(a) === hash(b);
}

async function newKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })).privateKey;
}
