import { PerennialError, type FileRef, type JsonObject, type SignedFile } from "@perennial/api";
import type { RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { StepContext } from "../../process/step-services.js";
import { Artifacts } from "../files/artifacts.js";
import { BusinessClockPort } from "../ports.js";
import { RunContext, StoreToken } from "../tokens.js";

/** What makes one signature of a step the same as another. */
export interface SignatureWish {
  /** SHA-256 of the document. */
  readonly document: string;
  /** SHA-256 of the certificate. */
  readonly certificate: string;
  readonly keyId: string;
  readonly format: SignedFile["format"];
}

/**
 * The signatures that a step had made. A step that is repeated after a crash is given the one that is on
 * record, and nobody is asked for a PIN again; one that was not recorded yet is a file that nothing
 * points at.
 */
@injectable()
export class SignatureRecords {
  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(StoreToken) private readonly store: RenewalStore,
    @inject(Artifacts) private readonly artifacts: Artifacts,
    @inject(BusinessClockPort) private readonly clock: BusinessClockPort,
  ) {}

  /** @throws PerennialError `files.changed` if somebody changed the host's copy. */
  async find(wish: SignatureWish): Promise<SignedFile | undefined> {
    const found = (await this.store.setting(this.#name(wish))) as JsonObject | undefined;
    if (found === undefined) return undefined;
    const signed = found as unknown as SignedFile;
    try {
      await this.artifacts.read(this.context.run.renewal, signed.handle);
      return signed;
    } catch (error) {
      // Somebody took the host's copy away: another one is made.
      if (PerennialError.is(error, "files.not-given")) return undefined;
      throw error;
    }
  }

  /** Whether the yes to a document was used in this step, for the same format, by another certificate. */
  async isSpent(wish: SignatureWish): Promise<boolean> {
    const own = this.#name(wish);
    const made = Object.keys(await this.store.settings(this.#names(wish)));
    return made.some((name) => name !== own);
  }

  /** The file is on disk before. */
  async put(wish: SignatureWish, file: FileRef, signedAt: string): Promise<SignedFile> {
    const { renewal, fence, step } = this.context.run;
    const { keyId, document, certificate, format } = wish;
    const signed: SignedFile = { ...file, format, signedAt };
    await this.store.setSetting(
      this.#name(wish),
      { ...signed },
      {
        event: "document.signed",
        renewal,
        data: {
          step,
          name: file.name,
          document,
          signed: file.sha256,
          format,
          key: keyId,
          certificate,
        },
      },
      await this.clock.now(),
      fence,
    );
    return signed;
  }

  #name(wish: SignatureWish): string {
    return `${this.#names(wish)}${wish.certificate}`;
  }

  #names({ document, format }: SignatureWish): string {
    const { renewal, step } = this.context.run;
    return `document-signed:${renewal}:${step}:${format}:${document}:`;
  }
}
