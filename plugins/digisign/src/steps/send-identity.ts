import {
  Clock,
  Files,
  Signatures,
  inject,
  message,
  step,
  type Message,
  type Outcome,
  type Step,
} from "@perennial/api";
import { mindDates } from "../deadlines.js";
import { defaults, helpdesk, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { askForDocument } from "../signing/ask-document.js";
import { DocumentCheck } from "../signing/document-check.js";
import { SignerDesk, type SentDocument } from "../ways/signer-desk.js";
import { knownDocuments } from "./known-documents.js";
import { SelectCertificate } from "./select-certificate.js";

/** "Press Send ID type, then chose the digital copy after the identity card of the holder." Manual III.3 d. */
@step("send-identity")
export class SendIdentity implements Step<SentDocument, DigisignProfile> {
  private readonly check: DocumentCheck;

  constructor(
    @inject(SignerDesk) private readonly desk: SignerDesk,
    @inject(Files) files: Files,
    @inject(Signatures) signatures: Signatures,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.check = new DocumentCheck(files, signatures);
  }

  async run(renewal: DigisignRenewal): Promise<Outcome<SentDocument>> {
    return mindDates(renewal, this.clock, await this.send(renewal));
  }

  private async send(renewal: DigisignRenewal): Promise<Outcome<SentDocument>> {
    const { holder } = renewal.output(SelectCertificate);
    const request = {
      key: "identity",
      kind: "identity",
      text: message("digisign.identity", { holder }),
      instructions: identityRules(renewal),
      mailed: knownDocuments(renewal),
    } as const;
    const file = await askForDocument(request, this.check, renewal);
    if ("outcome" in file) return file;
    return this.desk.send({ kind: "identity", attempt: "1", file }, renewal);
  }
}

/** What the copy has to be. Manual I.4 and III.3 d. */
export function identityRules({ profile }: DigisignRenewal): readonly Message[] {
  const limit = profile.maxIdentityBytes ?? defaults.maxIdentityBytes;
  return [
    message("digisign.identity.types"),
    message("digisign.identity.size", { limit }),
    message("digisign.contact", helpdesk(profile)),
  ];
}
