import {
  Clock,
  Files,
  Signatures,
  done,
  inject,
  message,
  step,
  type FileRef,
  type Outcome,
  type Step,
} from "@perennial/api";
import { mindDates } from "../deadlines.js";
import { mailedKinds, type MailedKind } from "../documents/document-kind.js";
import { helpdesk, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { askForDocument } from "../signing/ask-document.js";
import { DocumentCheck } from "../signing/document-check.js";
import { Order } from "./order.js";

/** A document that was mailed, as it came. */
export type ReceivedDocument = {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly handle: string;
};

/** All that DigiSign mails for an order. */
export type ReceivedDocuments = { readonly [kind in MailedKind]: ReceivedDocument };

/** "After the order has been added successfully, you will receive via e-mail the next documents." Manual III.1. */
@step("receive-documents")
export class ReceiveDocuments implements Step<ReceivedDocuments, DigisignProfile> {
  private readonly check: DocumentCheck;

  constructor(
    @inject(Files) files: Files,
    @inject(Signatures) signatures: Signatures,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.check = new DocumentCheck(files, signatures);
  }

  async run(renewal: DigisignRenewal): Promise<Outcome<ReceivedDocuments>> {
    return mindDates(renewal, this.clock, await this.receive(renewal));
  }

  private async receive(renewal: DigisignRenewal): Promise<Outcome<ReceivedDocuments>> {
    const { number } = renewal.output(Order);
    const received: Partial<Record<MailedKind, ReceivedDocument>> = {};
    for (const kind of mailedKinds) {
      const request = {
        key: kind,
        kind,
        text: message("digisign.document-wait", { kind, number }),
        instructions: [
          message("digisign.document-wait.mail", { number }),
          message("digisign.document-wait.as-is"),
          message("digisign.document-wait.not-printed"),
          message("digisign.contact", helpdesk(renewal.profile)),
        ],
      };
      const file = await askForDocument(request, this.check, renewal);
      if ("outcome" in file) return file;
      received[kind] = journaled(file);
    }
    return done(received as ReceivedDocuments, [
      message("digisign.documents-received", { number }),
    ]);
  }
}

function journaled({ name, size, sha256, handle }: FileRef): ReceivedDocument {
  return { name, size, sha256, handle };
}
