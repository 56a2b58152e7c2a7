import {
  Clock,
  Files,
  PerennialError,
  done,
  happened,
  inject,
  injectable,
  message,
  waiting,
  type Delivery,
  type Message,
  type Outcome,
  type Question,
  type Refusal,
} from "@perennial/api";
import { sentKinds, type SentKind } from "../documents/document-kind.js";
import { helpdesk, type DigisignRenewal } from "../profile.js";
import { KeptFiles, nameSafe } from "../signing/kept-files.js";
import { keepReceipt } from "../signing/receipts.js";
import { Order } from "../steps/order.js";
import { SelectCertificate } from "../steps/select-certificate.js";
import { howToPay } from "./order-judgement.js";
import type {
  DocumentToSend,
  Reviewed,
  SendAgain,
  SentDocument,
  SignerDesk,
} from "./signer-desk.js";

/** What the person says that became of the order. */
type Told = "approved" | "unpaid" | "sent-back" | "cancelled";

/** The person signs and sends with DigiSigner ONE. Manual III.3 and IV. */
@injectable()
export class AssistedSignerDesk implements SignerDesk {
  private readonly kept: KeptFiles;

  constructor(
    @inject(Files) private readonly files: Files,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.kept = new KeptFiles(files);
  }

  async send(document: DocumentToSend, renewal: DigisignRenewal): Promise<Outcome<SentDocument>> {
    const { kind, attempt, file } = document;
    const key = `send:${kind}:${attempt}`;
    const path = await this.keep(document, renewal);
    const answer = renewal.answer<"sent" | "not-sent">(key);
    if (answer !== "sent") {
      const refused: Refusal = { code: "digisign.not-sent", params: { kind, name: file.name } };
      return waiting({
        key,
        for: "person",
        text: message("digisign.send", { kind }),
        instructions: [
          ...this.openDigisigner(renewal),
          message("digisign.send.press", { kind, path }),
          message("digisign.send.passwords"),
          message("digisign.contact", helpdesk(renewal.profile)),
        ],
        question: choice("digisign.send", ["sent", "not-sent"]),
        ...(answer === undefined ? {} : { refusal: refused }),
      });
    }
    const { name, sha256 } = file;
    const now = await this.clock.now();
    // The person has sent it already and said so: this writes it down, and so can `find`.
    const { at: acknowledgedAt } = await renewal.effect<{ at: string }>({
      key: `upload:${kind}:${attempt}:${sha256}`,
      intent: { kind, name, sha256 },
      perform: async () => ({ at: now }),
      find: async ({ intendedAt }) => happened({ at: intendedAt }),
    });
    const sent = { kind, attempt, name, sha256, acknowledgedAt };
    const receiptPath = await keepReceipt(this.kept, sent, renewal);
    return done<SentDocument>({ ...sent, receiptPath }, [
      message("digisign.sent", { kind, name, receipt: "none", path: receiptPath }),
    ]);
  }

  /** What the person was told, turn by turn: each is asked under a key of its own. */
  async review(renewal: DigisignRenewal, sendAgain: SendAgain): Promise<Outcome<Reviewed>> {
    const { number } = renewal.output(Order);
    for (let turn = 1; ; turn += 1) {
      const told = renewal.answer<Told>(`review-${turn}`);
      switch (told) {
        case undefined:
          return this.askHowItStands(turn, renewal);
        case "approved":
          return done<Reviewed>({ state: "approved", at: await this.clock.now() }, [
            message("digisign.approved", { number }),
          ]);
        case "cancelled":
          throw new PerennialError("digisign.order-cancelled", { number, reason: "none" });
        case "unpaid": {
          if (renewal.answer(`paid-${turn}`) === undefined) return this.askToPay(turn, renewal);
          break;
        }
        case "sent-back": {
          const again = await this.sendBack(turn, renewal, sendAgain);
          if (again.outcome !== "done") return again;
        }
      }
    }
  }

  /** DigiSigner ONE puts the certificate on the token itself: no file comes. */
  async deliver(renewal: DigisignRenewal): Promise<Delivery> {
    throw new PerennialError("digisign.no-file-expected", { ...helpdesk(renewal.profile) });
  }

  /** Menu by menu, in the words of the manual, III.3 a to c. */
  private openDigisigner(renewal: DigisignRenewal): readonly Message[] {
    const { label: token, holder, serial } = renewal.output(SelectCertificate);
    return [
      message("digisign.digisigner.open", { token }),
      message("digisign.digisigner.renewal", { token }),
      message("digisign.digisigner.select", { holder, serial }),
    ];
  }

  /** Where DigiSigner ONE finds the document that was checked. */
  private async keep(
    { kind, attempt, file }: DocumentToSend,
    renewal: DigisignRenewal,
  ): Promise<string> {
    const { number } = renewal.output(Order);
    const extension = /\.[a-z0-9]+$/i.exec(file.name)?.[0]?.toLowerCase() ?? "";
    const name = `${kind}-${nameSafe(number)}${extension}`;
    const content = await this.files.read(file.handle);
    const key = `document:${kind}:${attempt}:${file.sha256}`;
    return this.kept.save({ key, name, content }, renewal);
  }

  private askHowItStands(turn: number, renewal: DigisignRenewal): Outcome<never> {
    const { number } = renewal.output(Order);
    return waiting({
      key: `review-${turn}`,
      for: "person",
      text: message("digisign.review.assisted", { number }),
      instructions: [
        message("digisign.review.mail"),
        message("digisign.contact", helpdesk(renewal.profile)),
      ],
      question: choice("digisign.told", ["approved", "unpaid", "sent-back", "cancelled"]),
    });
  }

  private askToPay(turn: number, renewal: DigisignRenewal): Outcome<never> {
    const { number } = renewal.output(Order);
    return waiting({
      key: `paid-${turn}`,
      for: "person",
      text: message("digisign.review.unpaid", { number }),
      instructions: [...howToPay(renewal), message("digisign.contact", helpdesk(renewal.profile))],
      question: { type: "task", done: message("digisign.pay.done") },
    });
  }

  private async sendBack(
    turn: number,
    renewal: DigisignRenewal,
    sendAgain: SendAgain,
  ): Promise<Outcome<null>> {
    const key = `sent-back-${turn}`;
    const form = renewal.answer<{ readonly [field: string]: unknown }>(key);
    const documents = sentKinds.filter((kind) => form?.[kind] === true);
    if (documents.length > 0) {
      const reason = typeof form?.["reason"] === "string" ? form["reason"] : "";
      return sendAgain({ attempt: `${turn + 1}`, reason, documents });
    }
    return waiting({
      key,
      for: "person",
      text: message("digisign.sent-back"),
      instructions: [message("digisign.contact", helpdesk(renewal.profile))],
      question: {
        type: "form",
        schema: {
          type: "object",
          properties: {
            ...Object.fromEntries(sentKinds.map((kind) => [kind, sentBackField(kind)])),
            reason: { type: "string", title: "digisign.field.reason", maxLength: 500 },
          },
          additionalProperties: false,
        },
      },
      ...(form === undefined
        ? {}
        : { refusal: { code: "digisign.nothing-sent-back", params: {} } }),
    });
  }
}

function sentBackField(kind: SentKind) {
  return { type: "boolean", title: `digisign.field.${kind}` } as const;
}

function choice(prefix: string, values: readonly string[]): Question {
  return {
    type: "choice",
    options: values.map((value) => ({ value, label: message(`${prefix}.${value}`) })),
  };
}
