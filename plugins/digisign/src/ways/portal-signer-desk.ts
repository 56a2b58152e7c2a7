import {
  Clock,
  Files,
  Http,
  PerennialError,
  Signatures,
  afterEffect,
  didNotHappen,
  done,
  happened,
  inject,
  injectable,
  message,
  waiting,
  withoutEffect,
  type Delivery,
  type Found,
  type Outcome,
} from "@perennial/api";
import type { SentKind } from "../documents/document-kind.js";
import { isInstant, isShape, objectsIn, stringIn, type Shape } from "../portal/json-shape.js";
import { jsonIn } from "../portal/page.js";
import { portalError } from "../portal/portal-errors.js";
import { SignerSession } from "../portal/signer-session.js";
import { helpdesk, type DigisignRenewal } from "../profile.js";
import { Order } from "../steps/order.js";
import { keepReceipt, keepSigned } from "../signing/receipts.js";
import { KeptFiles } from "../signing/kept-files.js";
import { signDocument, type JournaledSignature } from "../signing/sign-document.js";
import { certificateWait, maxCertificateBytes } from "./certificate-wait.js";
import { judgeOrder } from "./order-judgement.js";
import type {
  DocumentToSend,
  Reviewed,
  SendAgain,
  SentDocument,
  SignerDesk,
} from "./signer-desk.js";

/** What DigiSign answered to a document. */
type Acknowledged = { readonly receipt?: string; readonly at: string };

/** Signs with the token and sends the documents itself. `docs/portal.md`, "The signer". */
@injectable()
export class PortalSignerDesk implements SignerDesk {
  private readonly kept: KeptFiles;

  constructor(
    @inject(Http) readonly http: Http,
    @inject(Files) readonly files: Files,
    @inject(Signatures) private readonly signatures: Signatures,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.kept = new KeptFiles(files);
  }

  async send(document: DocumentToSend, renewal: DigisignRenewal): Promise<Outcome<SentDocument>> {
    const elsewhere = `acknowledged:${document.kind}:${document.attempt}`;
    if (renewal.answer<boolean>(elsewhere) === true) {
      const taken = await this.takeOver(document, renewal);
      if (taken !== undefined) return taken;
    }
    const signed = await signDocument(this.signatures, document, renewal);
    if ("outcome" in signed) return signed;
    const path = await keepSigned(this.kept, document, await this.content(signed), renewal);
    try {
      const answer = await this.upload(document, signed, renewal);
      const { format, sha256, signedAt } = signed;
      return await this.finish(
        { ...document, ...answer, signed: { format, sha256, at: signedAt, path } },
        renewal,
      );
    } catch (error) {
      // Somebody has sent one of this kind, with DigiSigner ONE for example: it is not sent again.
      if (!PerennialError.is(error, "digisign.document.duplicate")) throw error;
      return waiting({
        key: elsewhere,
        for: "person",
        text: message("digisign.acknowledged", { kind: document.kind }),
        instructions: [message("digisign.contact", helpdesk(renewal.profile))],
        question: { type: "confirm", yes: message("digisign.acknowledged.yes") },
        refusal: { code: error.code, params: error.params },
      });
    }
  }

  async review(renewal: DigisignRenewal, sendAgain: SendAgain): Promise<Outcome<Reviewed>> {
    const order = await this.inSession("review", renewal, (session) => session.getJson(""));
    return judgeOrder(order, { renewal, clock: this.clock, sendAgain });
  }

  async deliver(renewal: DigisignRenewal): Promise<Delivery> {
    const wait = await certificateWait(renewal, this.clock);
    const { number } = renewal.output(Order);
    try {
      const response = await this.inSession("collect", renewal, (session) =>
        session.get("/certificate", maxCertificateBytes),
      );
      const file = { name: `${number}.cer`, content: response.body };
      return { state: "here", file, otherwise: wait };
    } catch (error) {
      if (!PerennialError.is(error, "digisign.certificate.not-issued")) throw error;
      return { state: "coming", wait };
    }
  }

  private async content({ handle }: JournaledSignature): Promise<string> {
    return withoutEffect(() => this.files.read(handle));
  }

  private upload(
    { kind, attempt, file }: DocumentToSend,
    signed: JournaledSignature,
    renewal: DigisignRenewal,
  ): Promise<Acknowledged> {
    return renewal.effect<Acknowledged>({
      key: `upload:${kind}:${attempt}:${file.sha256}`,
      intent: { kind, name: signed.name, sha256: file.sha256, signedSha256: signed.sha256 },
      perform: async () => {
        const content = await this.content(signed);
        return this.inSession(`send-${kind}`, renewal, async (session) => {
          const contentType =
            signed.format === "pades" ? "application/pdf" : "application/pkcs7-mime";
          const response = await session.post(`/documents/${kind}`, {
            document: { name: signed.name, contentType, content },
          });
          if (response.status === 201) {
            return acknowledged(jsonIn(response), signed.sha256, {
              host: session.host,
              otherwise: await this.clock.now(),
            });
          }
          const error = portalError(response);
          if (error.code !== "digisign.document.duplicate") throw error;
          const now = await this.clock.now();
          const sent = { kind, attempt, sha256: signed.sha256 };
          const found = await afterEffect(() => this.find(sent, now, renewal));
          if (found.state === "happened") return found.result;
          throw error;
        });
      },
      find: ({ intendedAt }) =>
        this.find({ kind, attempt, sha256: signed.sha256 }, intendedAt, renewal),
    });
  }

  /**
   * Whether DigiSign has acknowledged this very file. One that was sent back since is not listed any
   * more; that it was there says the rejection.
   * @param otherwise when, if DigiSign does not say.
   */
  private async find(
    { kind, attempt, sha256 }: { kind: SentKind; attempt: string; sha256: string },
    otherwise: string,
    renewal: DigisignRenewal,
  ): Promise<Found<Acknowledged>> {
    return this.inSession(`find-${kind}`, renewal, async (session) => {
      const { host } = session;
      const found = await this.listed(session, kind);
      if (found !== undefined) {
        if (found["sha256"] !== sha256) return didNotHappen;
        return happened(acknowledged(found, sha256, { host, otherwise }));
      }
      // Before the first attempt nothing of this kind can have been sent back.
      if (attempt !== "1" || !isSentBack(await session.getJson(""), kind)) return didNotHappen;
      return happened({ at: otherwise });
    });
  }

  /** What is acknowledged of this kind. */
  private async listed(session: SignerSession, kind: string): Promise<Shape | undefined> {
    const documents = objectsIn(await session.getJson("/documents"), "documents", session.host);
    return documents.find((document) => document["kind"] === kind);
  }

  /** The person said that what was sent without this renewal counts; it does while it is listed. */
  private async takeOver(
    document: DocumentToSend,
    renewal: DigisignRenewal,
  ): Promise<Outcome<SentDocument> | undefined> {
    const { kind } = document;
    const now = await this.clock.now();
    const found = await this.inSession(`find-${kind}`, renewal, async (session) => {
      const listed = await this.listed(session, kind);
      if (listed === undefined) return undefined;
      const receipt = stringIn(listed, "receipt", session.host);
      return { receipt, at: isInstant(listed["at"]) ? listed["at"] : now };
    });
    return found === undefined ? undefined : this.finish({ ...document, ...found }, renewal);
  }

  private async finish(
    document: DocumentToSend & Acknowledged & Pick<SentDocument, "signed">,
    renewal: DigisignRenewal,
  ): Promise<Outcome<SentDocument>> {
    const { kind, attempt, file, receipt, at: acknowledgedAt, signed } = document;
    const { name, sha256 } = file;
    const sent = {
      ...{ kind, attempt, name, sha256, acknowledgedAt },
      ...(receipt === undefined ? {} : { receipt }),
      ...(signed === undefined ? {} : { signed }),
    };
    const receiptPath = await keepReceipt(this.kept, sent, renewal);
    return done<SentDocument>({ ...sent, receiptPath }, [
      message("digisign.sent", { kind, name, receipt: receipt ?? "none", path: receiptPath }),
    ]);
  }

  private inSession<T>(
    purpose: string,
    renewal: DigisignRenewal,
    work: (session: SignerSession) => Promise<T>,
  ): Promise<T> {
    return SignerSession.run(this, renewal, purpose, work);
  }
}

/** Whether an order is rejected because of this document, among others. */
function isSentBack(order: unknown, kind: SentKind): boolean {
  if (!isShape(order) || order["state"] !== "rejected" || !isShape(order["rejection"]))
    return false;
  const { documents } = order["rejection"];
  return Array.isArray(documents) && documents.includes(kind);
}

/** @throws PerennialError `digisign.receipt-for-other-file`, `digisign.portal-changed`. */
function acknowledged(
  value: unknown,
  sha256: string,
  { host, otherwise }: { host: string; otherwise: string },
): Acknowledged {
  const receipt = stringIn(value, "receipt", host);
  if (stringIn(value, "sha256", host) !== sha256) {
    throw new PerennialError("digisign.receipt-for-other-file", { host, receipt });
  }
  const at = isShape(value) && isInstant(value["at"]) ? value["at"] : otherwise;
  return { receipt, at };
}
