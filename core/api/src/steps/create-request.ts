import { inject } from "../inject.js";
import type { JsonObject } from "../json.js";
import type { Message } from "../message.js";
import { done, type Outcome } from "../outcome.js";
import { didNotHappen, type Renewal } from "../renewal.js";
import { Clock } from "../services/clock.js";
import { Files } from "../services/files.js";
import { Requests, type SubjectFields, type SubjectOfCertificate } from "../services/requests.js";
import type { StepType } from "../step.js";
import type { Instant } from "../wait.js";
import type { GeneratedKey } from "./generate-key-pair.js";

/** The certification request of this renewal, saved as a file. */
export type SavedRequest = {
  readonly keyId: string;
  /** PEM, RFC 7468. */
  readonly pem: string;
  /** Lower-case hexadecimal SHA-256 of the request's SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  /** RFC 4514. */
  readonly subject: string;
  readonly name: string;
  /** Absolute path of the file. */
  readonly path: string;
  readonly createdAt: Instant;
};

type NamedRequest = Omit<SavedRequest, "path">;

/** Signs a certification request (RFC 2986) with the new key and saves it as a PEM file. */
export abstract class CreateRequest<P = JsonObject> {
  constructor(
    @inject(Requests) protected readonly requests: Requests,
    @inject(Files) protected readonly files: Files,
    @inject(Clock) protected readonly clock: Clock,
  ) {}

  /** The step that made the key. */
  protected abstract keyStep(): StepType<GeneratedKey>;
  /** What the request says of its subject: attributes, or those of a certificate. */
  protected abstract subject(renewal: Renewal<P>): SubjectFields | SubjectOfCertificate;
  /** Mailboxes that the request asks to have in the subject alternative name. */
  protected emails(_renewal: Renewal<P>): readonly string[] {
    return [];
  }
  /** Name of the file; `at` is when the request was made. */
  protected abstract fileName(renewal: Renewal<P>, at: Instant): string;
  /** Profile field of the folder it is saved in; without one, the profile's export folder. */
  protected folder(_renewal: Renewal<P>): string | undefined {
    return undefined;
  }
  /** Tells two requests of one renewal apart when the person went back and changed something. */
  protected edition(_renewal: Renewal<P>): string {
    return "1";
  }
  /** What is worth telling about it. */
  protected async notes(_request: SavedRequest, _renewal: Renewal<P>): Promise<readonly Message[]> {
    return [];
  }

  async run(renewal: Renewal<P>): Promise<Outcome<SavedRequest>> {
    const key = renewal.output(this.keyStep());
    const edition = this.edition(renewal);
    // A signature may differ each time it is made: the request is journaled before it is saved.
    const request = await renewal.effect<NamedRequest>({
      key: `request:${edition}`,
      intent: { keyId: key.id, edition },
      perform: () => this.create(renewal, key.id),
      find: async () => didNotHappen,
    });
    const file = await renewal.effect<{ path: string }>({
      key: `save-request:${edition}`,
      intent: { name: request.name, sha256: request.sha256 },
      perform: async () => {
        const { path } = await this.files.save({
          ...folderOf(this.folder(renewal)),
          name: request.name,
          content: toBase64(request.pem),
        });
        return { path };
      },
      // Saving the same content under the same name again changes nothing.
      find: async () => didNotHappen,
    });
    const saved: SavedRequest = { ...request, path: file.path };
    return done(saved, await this.notes(saved, renewal));
  }

  private async create(renewal: Renewal<P>, keyId: string): Promise<NamedRequest> {
    const createdAt = await this.clock.now();
    const emails = this.emails(renewal);
    const { pem, spkiHash, sha256, subject } = await this.requests.create({
      keyId,
      subject: this.subject(renewal),
      ...(emails.length === 0 ? {} : { emails }),
    });
    const name = this.fileName(renewal, createdAt);
    return { keyId, pem, spkiHash, sha256, subject, name, createdAt };
  }
}

function folderOf(folder: string | undefined): { folder?: string } {
  return folder === undefined ? {} : { folder };
}

/** ASCII text (a PEM file is) in base64. */
function toBase64(ascii: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  let encoded = "";
  for (let at = 0; at < ascii.length; at += 3) {
    const [a, b, c] = [0, 1, 2].map((offset) => ascii.charCodeAt(at + offset));
    const bits = ((a ?? 0) << 16) | ((b || 0) << 8) | (c || 0);
    encoded += [18, 12, 6, 0].map((shift) => alphabet[(bits >> shift) & 63]).join("");
  }
  const missing = (3 - (ascii.length % 3)) % 3;
  return missing === 0 ? encoded : encoded.slice(0, -missing) + "=".repeat(missing);
}
