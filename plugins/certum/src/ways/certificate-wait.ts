import { message, type Message, type WaitForCertificate, type WaitForPoll } from "@perennial/api";
import { defaults, helpdesk, type CertumRenewal } from "../profile.js";
import { mailboxOf } from "../rules/verified-data.js";
import { OwnRequest } from "../steps/own-request.js";

/** A certificate with its issuers is a few kilobytes. */
export const maxCertificateBytes = 64 * 1024;

/** `<serial>.pem` and `<serial>.cer` of the mail, and what else a certificate is called. */
export const certificateNames = ["*.pem", "*.cer", "*.crt", "*.der"] as const;

/** "The issued certificate can be downloaded from the certificate creation e-mail". Manual, "Summary". */
export function mailedCertificate(renewal: CertumRenewal, order: string): WaitForCertificate {
  return {
    for: "mail",
    subjects: [`*Certum*${order}*`, "*Certum*certificate*", "*Certum*certyfikat*"],
    names: certificateNames,
    maxBytes: maxCertificateBytes,
    text: message("certum.certificate-wait", { order }),
    instructions: [
      message("certum.certificate-wait.mail", { mailbox: mailboxOf(renewal) }),
      message("certum.certificate-wait.details"),
      ...ending(renewal),
    ],
  };
}

/** The panel is asked every so often; the mailed file is taken as well. */
export function polledCertificate(renewal: CertumRenewal, order: string): WaitForCertificate {
  return {
    for: "poll",
    every: renewal.profile.pollInterval ?? defaults.pollInterval,
    orFile: certificateFile(renewal),
    text: message("certum.certificate-wait", { order }),
    instructions: [
      message("certum.certificate-wait.mail", { mailbox: mailboxOf(renewal) }),
      ...ending(renewal),
    ],
  };
}

/** The certificate as a file; a request of the person's own may lie in the same folder. */
export function certificateFile(renewal: CertumRenewal): NonNullable<WaitForPoll["orFile"]> {
  const own = renewal.outputIfDone(OwnRequest)?.fileSha256;
  const except = own === undefined ? {} : { except: [own] };
  return { names: certificateNames, maxBytes: maxCertificateBytes, ...except };
}

function ending({ profile }: CertumRenewal): readonly Message[] {
  return [message("certum.contact", helpdesk(profile))];
}
