import { message, type Clock, type WaitForCertificate } from "@perennial/api";
import { datesNear } from "../deadlines.js";
import { defaults, helpdesk, type DigisignRenewal } from "../profile.js";
import { issuedAt, romania } from "../rules/calendar.js";
import { Order } from "../steps/order.js";

/** A certificate with its issuers is a few kilobytes. */
export const maxCertificateBytes = 64 * 1024;

/** Asks DigiSign every so often; the file from the mail is taken as well. `docs/portal.md`. */
export async function certificateWait(
  renewal: DigisignRenewal,
  clock: Clock,
): Promise<WaitForCertificate> {
  const { number, issuingDate } = renewal.output(Order);
  const { profile } = renewal;
  return {
    for: "poll",
    every: profile.pollInterval ?? defaults.pollInterval,
    orFile: { names: ["*.cer", "*.crt", "*.pem", "*.der"], maxBytes: maxCertificateBytes },
    text: message("digisign.certificate-wait", { number }),
    instructions: [
      message("digisign.certificate-wait.mail", { number }),
      ...(await datesNear(renewal, clock)).filter(
        ({ key }) => key !== "digisign.issuing-date-passed",
      ),
      message("digisign.contact", helpdesk(profile)),
    ],
    deadline: await clock.addBusinessDays(issuedAt(issuingDate), 1, romania),
  };
}
