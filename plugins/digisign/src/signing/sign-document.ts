import {
  didNotHappen,
  message,
  waiting,
  type Outcome,
  type SignedFile,
  type Signatures,
} from "@perennial/api";
import { helpdesk, type DigisignRenewal } from "../profile.js";
import { Order } from "../steps/order.js";
import { SelectCertificate } from "../steps/select-certificate.js";
import type { DocumentToSend } from "../ways/signer-desk.js";

/** A signed document as it is journaled. */
export type JournaledSignature = {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly handle: string;
  readonly format: "pades" | "cades-attached";
  readonly signedAt: string;
};

/** A PDF takes its signature in itself, any other file goes into one. `docs/portal.md`. */
export function signatureFormat(name: string): JournaledSignature["format"] {
  return name.toLowerCase().endsWith(".pdf") ? "pades" : "cades-attached";
}

/**
 * Signs with the certificate that is renewed, after the person's yes to this very file. Signing again
 * what was signed changes nothing outside.
 */
export async function signDocument(
  signatures: Signatures,
  { kind, attempt, file }: DocumentToSend,
  renewal: DigisignRenewal,
): Promise<JournaledSignature | Outcome<never>> {
  const { keyId, der, holder, label } = renewal.output(SelectCertificate);
  const { name, sha256, handle } = file;
  // What was mailed is what is signed; the rest is the person's to choose.
  const mayExchange = kind === "identity" || attempt !== "1";
  if (renewal.answer<boolean>(`sign:${sha256}`) !== true) {
    return waiting({
      key: `sign:${sha256}`,
      for: "person",
      text: message("digisign.sign", { kind, name, holder }),
      instructions: [
        message("digisign.sign.format", { format: signatureFormat(name) }),
        message("digisign.sign.password", { token: label }),
        message("digisign.contact", helpdesk(renewal.profile)),
      ],
      question: {
        type: "confirm",
        yes: message("digisign.sign.yes"),
        no: message(mayExchange ? "digisign.sign.other-file" : "digisign.sign.no"),
      },
    });
  }
  const format = signatureFormat(name);
  return renewal.effect<JournaledSignature>({
    key: `sign:${kind}:${attempt}:${sha256}`,
    intent: { kind, name, sha256, format },
    perform: async () => {
      const { number } = renewal.output(Order);
      const reason = `DigiSign ${number}`;
      return journaled(await signatures.sign({ keyId, der, file: handle, format, reason }), format);
    },
    find: async () => didNotHappen,
  });
}

function journaled(
  { name, size, sha256, handle, signedAt }: SignedFile,
  format: JournaledSignature["format"],
): JournaledSignature {
  return { name, size, sha256, handle, format, signedAt };
}
