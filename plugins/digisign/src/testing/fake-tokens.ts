import {
  PerennialError,
  type CertificateRequest,
  type KeyAlgorithm,
  type KeyRef,
  type Keys,
  type Requests,
  type SubjectFields,
  type SubjectOfCertificate,
  type Tokens,
  type TokensSeen,
} from "@perennial/api";
import { readCertificates } from "./fake-certificates.js";
import type { FakeRenewal } from "./fake-renewal.js";
import type { FakeToken } from "./fake-token.js";
import { hash } from "./hash.js";

/** The readers of a machine: which tokens are in. */
export class FakeTokens implements Tokens {
  /** In now. */
  inserted: FakeToken[] = [];
  problems: TokensSeen["problems"] = [];
  /** SHA-256 of the certificates whose keys were adopted. */
  readonly adopted: string[] = [];
  /** The renewal whose step runs: adopting needs the person's choice in it. */
  running: FakeRenewal | undefined;

  async look({ place }: { place?: string }): Promise<TokensSeen> {
    const meant = this.inserted.filter((token) => place === undefined || token.place === place);
    return {
      tokens: meant.map(({ place: uri, label, serial, pin }) => ({
        place: uri,
        label,
        manufacturer: "Gemalto",
        model: "eToken",
        serial,
        pin,
        algorithms: ["rsa-2048", "rsa-3072", "rsa-4096"],
      })),
      certificates: meant.flatMap((token) =>
        token.certificates.map((certificate) => ({ certificate, place: token.place })),
      ),
      readers: this.inserted.length,
      problems: this.problems,
    };
  }

  async adopt({ place, sha256 }: { place: string; sha256: string }): Promise<KeyRef> {
    if (this.running?.answer("certificate") !== sha256) {
      throw new PerennialError("tokens.not-confirmed", { sha256 });
    }
    const token = this.inserted.find((one) => one.place === place);
    if (token === undefined) throw new PerennialError("token.not-present", { place });
    const certificate = token.certificates.find((one) => one.sha256 === sha256);
    if (certificate === undefined) throw new PerennialError("tokens.no-certificate", { sha256 });
    if (!certificate.issuer.includes("DIGISIGN")) {
      throw new PerennialError("tokens.does-not-match", { sha256 });
    }
    const key = token.keyOf(certificate);
    if (key === undefined) throw new PerennialError("token.key-not-found", { sha256 });
    this.adopted.push(sha256);
    return key;
  }
}

/** Key pairs on the tokens that are in. */
export class FakeKeys implements Keys {
  /** Every call of `generate`, in order. */
  readonly generated: string[] = [];
  private ids = 0;

  constructor(private readonly tokens: FakeTokens) {}

  async newId(): Promise<string> {
    this.ids += 1;
    return hash(`new key ${this.ids}`).slice(0, 32);
  }

  async generate({
    id,
    algorithm,
    place,
  }: {
    id: string;
    algorithm: KeyAlgorithm;
    place?: string;
  }): Promise<KeyRef> {
    if (place === undefined) throw new Error("DigiSign's keys are on a token");
    const token = this.tokens.inserted.find((one) => one.place === place);
    if (token === undefined) {
      throw new PerennialError("token.not-present", { place }, { effect: "none" });
    }
    if (token.keys.has(id)) throw new PerennialError("keys.exists", { id });
    token.enterPin();
    this.generated.push(id);
    return token.makeKey(id, algorithm);
  }

  async find(id: string): Promise<KeyRef | null> {
    return this.tokens.inserted.find(({ keys }) => keys.has(id))?.keys.get(id) ?? null;
  }
}

/** Requests that say in plain text what they are for. */
export class FakeRequests implements Requests {
  /** What each said of its subject, in order. */
  readonly subjects: (SubjectFields | SubjectOfCertificate)[] = [];

  constructor(
    private readonly keys: FakeKeys,
    private readonly tokens: FakeTokens,
  ) {}

  async create(request: {
    keyId: string;
    subject: SubjectFields | SubjectOfCertificate;
  }): Promise<CertificateRequest> {
    const key = await this.keys.find(request.keyId);
    if (key === null) throw new PerennialError("keys.not-found", { id: request.keyId });
    this.tokens.inserted.find(({ keys }) => keys.has(request.keyId))?.enterPin();
    this.subjects.push(request.subject);
    const subject = subjectOf(request.subject);
    const pem = `REQUEST ${key.spkiHash} ${subject} #${this.subjects.length}\n`;
    return { pem, spkiHash: key.spkiHash, sha256: hash(pem), subject };
  }

  read(): Promise<never> {
    return Promise.reject(new Error("DigiSign’s flow reads no requests of others"));
  }

  checkProfile(): Promise<never> {
    return Promise.reject(new Error("DigiSign’s flow reads no requests of others"));
  }
}

function subjectOf(subject: SubjectFields | SubjectOfCertificate): string {
  if (!("certificate" in subject)) return `CN=${subject.commonName}`;
  const [certificate] = readCertificates(subject.certificate);
  if (certificate === undefined) throw new PerennialError("certificates.unreadable", {});
  return certificate.subject;
}
