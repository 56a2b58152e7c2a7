import {
  Clock,
  Files,
  Signatures,
  didNotHappen,
  done,
  inject,
  message,
  step,
  type Outcome,
  type Step,
  type StepType,
} from "@perennial/api";
import { mindDates } from "../deadlines.js";
import type { SentKind } from "../documents/document-kind.js";
import { helpdesk, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { askForDocument } from "../signing/ask-document.js";
import { DocumentCheck } from "../signing/document-check.js";
import {
  SignerDesk,
  type Reviewed,
  type SentBack,
  type SentDocument,
} from "../ways/signer-desk.js";
import { knownDocuments, sentBefore } from "./known-documents.js";
import { SendContract } from "./send-contract.js";
import { SendDeclaration } from "./send-declaration.js";
import { SendIdentity, identityRules } from "./send-identity.js";
import { SendTerms } from "./send-terms.js";

/** The steps that sent a document first. */
const senders: { readonly [kind in SentKind]: StepType<SentDocument> } = {
  declaration: SendDeclaration,
  contract: SendContract,
  terms: SendTerms,
  identity: SendIdentity,
};

/**
 * "The payment and documents will be verified by one of our operators." Manual III.3 e. What they
 * send back is asked for again, signed and sent again.
 */
@step("review")
export class Review implements Step<Reviewed, DigisignProfile> {
  private readonly check: DocumentCheck;

  constructor(
    @inject(SignerDesk) private readonly desk: SignerDesk,
    @inject(Files) files: Files,
    @inject(Signatures) signatures: Signatures,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.check = new DocumentCheck(files, signatures);
  }

  async run(renewal: DigisignRenewal): Promise<Outcome<Reviewed>> {
    const outcome = await this.desk.review(renewal, (back) => this.sendAgain(back, renewal));
    return mindDates(renewal, this.clock, outcome);
  }

  /** One at a time, each acknowledged before the next. */
  private async sendAgain(
    { attempt, reason, documents }: SentBack,
    renewal: DigisignRenewal,
  ): Promise<Outcome<null>> {
    const earlier = await this.earlierAttempts(attempt, renewal);
    for (const kind of documents) {
      const request = {
        key: `again:${kind}:${attempt}`,
        kind,
        text: message("digisign.again", { kind, reason: reason === "" ? "none" : reason }),
        instructions: this.instructions(kind, renewal),
        mailed: knownDocuments(renewal),
        sentBack: sentBefore(kind, senders[kind], earlier, renewal),
      };
      const file = await askForDocument(request, this.check, renewal);
      if ("outcome" in file) return file;
      const sent = await this.desk.send({ kind, attempt, file }, renewal);
      if (sent.outcome !== "done") return sent;
    }
    return done(null);
  }

  /** The attempts before this one, each journaled in its turn. */
  private async earlierAttempts(
    current: string,
    renewal: DigisignRenewal,
  ): Promise<readonly string[]> {
    const earlier: string[] = [];
    for (;;) {
      const { attempt } = await renewal.effect<{ attempt: string }>({
        key: `sent-back:${earlier.length + 1}`,
        intent: { attempt: current },
        perform: async () => ({ attempt: current }),
        find: async () => didNotHappen,
      });
      if (attempt === current) return earlier;
      earlier.push(attempt);
    }
  }

  private instructions(kind: SentKind, renewal: DigisignRenewal) {
    return kind === "identity"
      ? identityRules(renewal)
      : [
          message("digisign.again.same-or-new"),
          message("digisign.contact", helpdesk(renewal.profile)),
        ];
  }
}
