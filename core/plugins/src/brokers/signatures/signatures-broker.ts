import {
  PerennialError,
  type FileSignatures,
  type Signatures,
  type SignedFile,
} from "@perennial/api";
import { createHash } from "node:crypto";
import { inject, injectable } from "tsyringe";
import { signingAnswerPrefix } from "../../confirmation-key.js";
import type { StepContext } from "../../process/step-services.js";
import { Artifacts } from "../files/artifacts.js";
import { KeyOwnership } from "../key-ownership.js";
import { KeyUse } from "../key-use.js";
import { requireDocuments, requireKeys } from "../permission.js";
import { DocumentPort, SignaturePort } from "../ports.js";
import { RunContext } from "../tokens.js";
import { SignatureRecords } from "./signature-records.js";
import { signedName } from "./signed-name.js";

/**
 * Signatures, for one renewal. To verify a message takes no permission: it takes bytes and answers bytes.
 * A document is signed after the person's yes to this very one.
 */
@injectable()
export class SignaturesBroker implements Signatures {
  /** Signatures of one run follow each other, so that the second finds the record of the first. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    @inject(RunContext) private readonly context: StepContext,
    @inject(SignaturePort) private readonly signatures: SignaturePort,
    @inject(DocumentPort) private readonly documents: DocumentPort,
    @inject(Artifacts) private readonly artifacts: Artifacts,
    @inject(KeyOwnership) private readonly ownership: KeyOwnership,
    @inject(KeyUse) private readonly use: KeyUse,
    @inject(SignatureRecords) private readonly records: SignatureRecords,
  ) {}

  verifyCms(request: Parameters<Signatures["verifyCms"]>[0]): ReturnType<Signatures["verifyCms"]> {
    return this.signatures.verifyCms(request);
  }

  async sign(request: Parameters<Signatures["sign"]>[0]): Promise<SignedFile> {
    const signed = this.#turn.then(() => this.#sign(request));
    this.#turn = signed.catch(() => undefined);
    return await signed;
  }

  /** Everything is checked before the key is used; the signed file is on disk before it is recorded. */
  async #sign(request: Parameters<Signatures["sign"]>[0]): Promise<SignedFile> {
    const { context } = this;
    const { keyId, der, chain = [], file, format, reason } = request;
    requireKeys(context, "sign");
    requireDocuments(context);
    const { renewal } = context.run;
    const content = await this.artifacts.read(renewal, file);
    const name = nameOf(file);
    this.#requireYes(sha256(content), name);
    await this.ownership.requireUsable(keyId);
    const certificate = sha256(Buffer.from(der, "base64"));
    const wish = { document: sha256(content), certificate, keyId, format };
    const before = await this.records.find(wish);
    if (before !== undefined) return before;
    // One yes is for one signature: a plugin could make certificates for the key without end.
    if (await this.records.isSpent(wish)) throw this.#notConfirmed(name);
    const said = reason === undefined ? {} : { reason };
    const signed = await this.use.of(
      keyId,
      () => this.documents.sign({ keyId, certificate: der, chain, name, content, format, ...said }),
      { document: name },
    );
    const kept = await this.artifacts.keep(renewal, signedName(name, format), signed.content);
    return await this.records.put(wish, kept, signed.signedAt);
  }

  /** Who signed a file that was given needs no permission: the plugin may read it. */
  async inspect(file: string): Promise<FileSignatures> {
    const content = await this.artifacts.read(this.context.run.renewal, file);
    return await this.documents.inspect(nameOf(file), content);
  }

  /** The answer is the journal's, given in this very step, and about these very bytes. */
  #requireYes(document: string, file: string): void {
    const { run } = this.context;
    const key = `${signingAnswerPrefix}${document}`;
    if (Object.hasOwn(run.answers, key) && run.answers[key] === true) return;
    throw this.#notConfirmed(file);
  }

  #notConfirmed(file: string): PerennialError {
    const { run, plugin } = this.context;
    return new PerennialError(
      "signatures.not-confirmed",
      { plugin: plugin.id, file },
      { effect: "none", plugin: plugin.id, step: run.step },
    );
  }
}

/** The name in the handle of a file that was given, as the host keeps it. */
function nameOf(handle: string): string {
  return handle.replace(/^.*\/[0-9a-f]{64}-/u, "");
}

function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
