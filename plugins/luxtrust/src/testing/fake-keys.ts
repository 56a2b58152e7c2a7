import {
  PerennialError,
  type CertificateRequest,
  type KeyAlgorithm,
  type KeyRef,
  type Keys,
  type ReadRequest,
  type Requests,
  type SubjectFields,
} from "@perennial/api";
import { base64, fromBase64, hash } from "./hash.js";

/** Key pairs that are names. */
export class FakeKeys implements Keys {
  readonly made = new Map<string, KeyRef>();
  /** Every call of `generate`, in order. */
  readonly generated: string[] = [];
  private ids = 0;

  async newId(): Promise<string> {
    this.ids += 1;
    return hash(`key ${this.ids}`).slice(0, 32);
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
    if (this.made.has(id)) throw new PerennialError("keys.exists", { id });
    this.generated.push(id);
    const where = place === undefined ? {} : { place };
    const key = { id, algorithm, spki: base64(id), spkiHash: hash(id), ...where };
    this.made.set(id, key);
    return key;
  }

  async find(id: string): Promise<KeyRef | null> {
    return this.made.get(id) ?? null;
  }
}

/** Requests that say in plain text what they are for. */
export class FakeRequests implements Requests {
  private serial = 0;

  constructor(private readonly keys: FakeKeys) {}

  async create(request: { keyId: string; subject: SubjectFields }): Promise<CertificateRequest> {
    if ((await this.keys.find(request.keyId)) === null) {
      throw new PerennialError("keys.not-found", { id: request.keyId });
    }
    this.serial += 1;
    return requestFor(request.keyId, request.subject.commonName, this.serial);
  }

  async read(content: string): Promise<ReadRequest> {
    const match = /REQUEST (\S+) (.*) #(\d+)/.exec(fromBase64(content));
    if (match === null) throw new PerennialError("requests.unreadable", {});
    const [, keyId = "", name = "", serial] = match;
    return {
      ...requestFor(keyId, name, Number(serial)),
      key: { kind: "rsa", bits: 3072 },
      attributes: [{ type: "CN", value: name }],
      emails: [],
    };
  }

  checkProfile(): Promise<never> {
    return Promise.reject(new Error("LuxTrust’s flow judges no requests of others"));
  }
}

/** A request of the key `keyId`. */
export function requestFor(keyId: string, name: string, serial = 0): CertificateRequest {
  const pem = `REQUEST ${keyId} ${name} #${serial}\n`;
  return { pem, spkiHash: hash(keyId), sha256: hash(pem), subject: `CN=${name}` };
}
