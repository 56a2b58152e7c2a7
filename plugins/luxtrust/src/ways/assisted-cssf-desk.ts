import {
  Clock,
  Files,
  done,
  inject,
  injectable,
  message,
  waiting,
  type ObtainedCertificate,
  type Outcome,
} from "@perennial/api";
import { defaults, helpdesk, portalUrl, type SofieRenewal } from "../profile.js";
import { requireCrypt, type CssfDesk, type DeclarationReceipt } from "./cssf-desk.js";
import { recordTold } from "./record-told.js";
import { saveCertificate } from "./saved-certificate.js";

/** The person declares the certificate. Manual 5.2, the note on S.O.R.T. */
@injectable()
export class AssistedCssfDesk implements CssfDesk {
  constructor(
    @inject(Files) private readonly files: Files,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async declare(
    certificate: ObtainedCertificate,
    renewal: SofieRenewal,
  ): Promise<Outcome<DeclarationReceipt>> {
    requireCrypt(renewal.account);
    const { profile } = renewal;
    const receiver = profile.receiver ?? defaults.receiver;
    const path = await saveCertificate(this.files, certificate, renewal);
    if (renewal.answer("declared") === undefined) {
      return waiting({
        key: "declared",
        for: "person",
        text: message("luxtrust.cssf", { receiver }),
        instructions: [
          message("luxtrust.cssf.send", { receiver, path }),
          message("luxtrust.cssf.mandatory", { receiver }),
          message("luxtrust.cssf.not-transport"),
          message("luxtrust.contact", helpdesk(profile)),
        ],
        pages: [{ title: message("luxtrust.page.cssf"), url: portalUrl(profile, "cssfUrl") }],
        question: { type: "task", done: message("luxtrust.cssf.done") },
      });
    }
    const { spkiHash, sha256: certificateSha256 } = certificate;
    const reference = renewal.id;
    const receipt = await recordTold<DeclarationReceipt>(renewal, this.clock, {
      key: `declare:${spkiHash}`,
      intent: { receiver, reference, spkiHash },
      receipt: (declaredAt) => ({
        receiver,
        reference,
        spkiHash,
        certificateSha256,
        declaredAt,
        way: "assisted",
      }),
    });
    return done(receipt);
  }
}
