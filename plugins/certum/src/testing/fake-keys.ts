import type {
  CertificateRequest,
  KeyAlgorithm,
  KeyRef,
  Keys,
  ProfileFinding,
  ReadRequest,
  RequestRules,
  Requests,
  SubjectFields,
  SubjectOfCertificate,
  Tokens,
  TokensSeen,
} from "@perennial/api";
import { PerennialError } from "@perennial/api";
import { base64, fromBase64, hash } from "./hash.js";

/** Key pairs in memory. */
export class FakeKeys implements Keys {
  readonly made: KeyRef[] = [];

  async newId(): Promise<string> {
    return hash(`id ${this.made.length}`).slice(0, 32);
  }

  async generate(request: { id: string; algorithm: KeyAlgorithm; label: string; place?: string }) {
    const { id, algorithm, place } = request;
    if (this.made.some((key) => key.id === id)) throw new PerennialError("keys.exists", { id });
    const where = place === undefined ? {} : { place };
    const key = { id, algorithm, spki: base64(id), spkiHash: hash(`key ${id}`), ...where };
    this.made.push(key);
    return key;
  }

  async find(id: string): Promise<KeyRef | null> {
    return this.made.find((key) => key.id === id) ?? null;
  }
}

/** Requests in memory: one is text with what {@link ReadRequest} says of it. */
export class FakeRequests implements Requests {
  /** What {@link checkProfile} finds. */
  findings: readonly ProfileFinding[] = [];
  readonly asked: RequestRules[] = [];
  readonly subjects: (SubjectFields | SubjectOfCertificate)[] = [];

  constructor(private readonly keys: FakeKeys) {}

  async create({
    keyId,
    subject,
  }: {
    keyId: string;
    subject: SubjectFields | SubjectOfCertificate;
  }) {
    const key = await this.keys.find(keyId);
    if (key === null) throw new PerennialError("keys.not-found", { id: keyId });
    this.subjects.push(subject);
    const text = "commonName" in subject ? `CN=${subject.commonName}` : "CN=?";
    return requestOf(key.spkiHash, text);
  }

  async read(content: string): Promise<ReadRequest> {
    const text = fromBase64(content);
    const [, spkiHash, subject] = /REQUEST (\S+) (.*)/.exec(text) ?? [];
    if (spkiHash === undefined || subject === undefined) {
      throw new PerennialError("requests.unreadable", {});
    }
    return {
      ...requestOf(spkiHash, subject),
      key: { kind: "rsa", bits: 3072 },
      attributes: subject.split(",").map((part) => {
        const [type = "", value = ""] = part.split("=");
        return { type, value };
      }),
      emails: [],
    };
  }

  async checkProfile(_pem: string, rules: RequestRules): Promise<readonly ProfileFinding[]> {
    this.asked.push(rules);
    return this.findings;
  }
}

function requestOf(spkiHash: string, subject: string): CertificateRequest {
  const pem = `REQUEST ${spkiHash} ${subject}\n`;
  return { pem, spkiHash, sha256: hash(pem), subject };
}

/** The readers of a machine. */
export class FakeTokens implements Tokens {
  seen: TokensSeen = { tokens: [], certificates: [], readers: 0, problems: [] };

  async look({ place }: { place?: string }): Promise<TokensSeen> {
    const tokens = this.seen.tokens.filter((one) => place === undefined || one.place === place);
    return { ...this.seen, tokens };
  }

  adopt(): Promise<never> {
    return Promise.reject(new Error("Certum's flow adopts no key"));
  }
}
