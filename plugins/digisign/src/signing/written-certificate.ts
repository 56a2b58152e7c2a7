import {
  message,
  waiting,
  type CertificateInfo,
  type Clock,
  type ObtainedCertificate,
  type Outcome,
  type Refusal,
  type Tokens,
} from "@perennial/api";
import { helpdesk, type DigisignRenewal } from "../profile.js";
import { isByDigisign } from "../rules/candidates.js";
import { holderOf } from "../rules/subject.js";
import { SelectCertificate } from "../steps/select-certificate.js";

/** A certificate that DigiSigner ONE has written to the token, and its key. */
export interface WrittenCertificate {
  readonly certificate: ObtainedCertificate;
  readonly keyId: string;
}

/**
 * The newer certificate on the token, which the person chooses, or the wait for it. Manual IV.1:
 * "Reinnoire online – Selectati certificatul".
 */
export async function findWritten(
  tokens: Tokens,
  clock: Clock,
  renewal: DigisignRenewal,
): Promise<WrittenCertificate | Outcome<never>> {
  if (renewal.answer("updated") === undefined) return askToUpdate(renewal);
  const { place, label: token } = renewal.output(SelectCertificate);
  const { certificates } = await tokens.look({ place });
  const newer = certificates
    .map(({ certificate }) => certificate)
    .filter((certificate) => isNewer(certificate, renewal));
  if (newer.length === 0) {
    return askToUpdate(renewal, { code: "digisign.no-new-certificate", params: { token } });
  }
  const sha256 = renewal.answer<string>("certificate");
  const chosen = newer.find((certificate) => certificate.sha256 === sha256);
  if (chosen === undefined) return askToChoose(newer, renewal);
  const { id: keyId } = await tokens.adopt({ place, sha256: chosen.sha256 });
  const { der, spkiHash, subject, issuer, serial, notBefore, notAfter } = chosen;
  const receivedAt = await clock.now();
  const file = { name: "certificate.cer", content: der };
  const named = { der, sha256: chosen.sha256, spkiHash, subject, issuer, serial };
  return { certificate: { ...named, notBefore, notAfter, others: [], file, receivedAt }, keyId };
}

/** Of the same holder, by DIGISIGN, and valid for longer than the one that is renewed. */
function isNewer(certificate: CertificateInfo, renewal: DigisignRenewal): boolean {
  const old = renewal.output(SelectCertificate);
  return (
    certificate.sha256 !== old.sha256 &&
    certificate.subject === old.subject &&
    isByDigisign(certificate.issuer) &&
    !certificate.isCa &&
    Date.parse(certificate.notAfter) > Date.parse(old.notAfter)
  );
}

function askToUpdate(renewal: DigisignRenewal, refusal?: Refusal): Outcome<never> {
  const { label: token, holder, serial } = renewal.output(SelectCertificate);
  return waiting({
    key: "updated",
    for: "person",
    text: message("digisign.digisigner.update", { token }),
    instructions: [
      message("digisign.digisigner.open", { token }),
      message("digisign.digisigner.update.select", { holder, serial }),
      message("digisign.digisigner.update.wait"),
      message("digisign.contact", helpdesk(renewal.profile)),
    ],
    question: { type: "task", done: message("digisign.digisigner.update.done") },
    ...(refusal === undefined ? {} : { refusal }),
  });
}

function askToChoose(newer: readonly CertificateInfo[], renewal: DigisignRenewal): Outcome<never> {
  const { label: token } = renewal.output(SelectCertificate);
  return waiting({
    key: "certificate",
    for: "person",
    text: message("digisign.select-new", { token }),
    instructions: [message("digisign.contact", helpdesk(renewal.profile))],
    question: {
      type: "choice",
      options: newer.map(({ sha256, subject, issuer, notAfter }) => ({
        value: sha256,
        label: message("digisign.candidate", {
          holder: holderOf(subject),
          issuer: holderOf(issuer),
          notAfter,
          token,
        }),
      })),
    },
  });
}
