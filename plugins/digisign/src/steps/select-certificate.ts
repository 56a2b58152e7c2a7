import {
  Certificates,
  Tokens,
  done,
  inject,
  message,
  step,
  waiting,
  type Message,
  type Outcome,
  type Refusal,
  type Step,
} from "@perennial/api";
import { helpdesk, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import type { Candidate } from "../rules/candidates.js";
import { holderOf } from "../rules/subject.js";
import { Precheck } from "./precheck.js";

/** The certificate that is renewed; its key signs the documents. */
export type SelectedCertificate = {
  readonly keyId: string;
  /** PKCS #11 URI of the token. */
  readonly place: string;
  /** The token's label and serial number. */
  readonly label: string;
  readonly tokenSerial: string;
  /** DER, base64. */
  readonly der: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
  readonly spkiHash: string;
  /** RFC 4514. */
  readonly subject: string;
  /** The subject's common name. */
  readonly holder: string;
  readonly issuer: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  /** RFC 3339 UTC. */
  readonly notAfter: string;
};

/**
 * "Select the certificate you want to renew and provide the eToken password." Manual II.3. The person
 * always chooses, also where there is one only (decision 0011).
 */
@step("select-certificate")
export class SelectCertificate implements Step<SelectedCertificate, DigisignProfile> {
  constructor(
    @inject(Tokens) private readonly tokens: Tokens,
    @inject(Certificates) private readonly certificates: Certificates,
  ) {}

  async run(renewal: DigisignRenewal): Promise<Outcome<SelectedCertificate>> {
    const { candidates } = renewal.output(Precheck);
    const sha256 = renewal.answer<string>("certificate");
    if (sha256 === undefined) return ask(candidates, renewal);
    const chosen = candidates.find((candidate) => candidate.sha256 === sha256);
    if (chosen === undefined) {
      return ask(candidates, renewal, { code: "digisign.not-a-candidate", params: {} });
    }
    const { place, token, tokenSerial, spkiHash } = chosen;
    const { keyPlace } = renewal.profile;
    const seen = await this.tokens.look(keyPlace === undefined ? {} : { place: keyPlace });
    const found = seen.certificates.find(
      (one) => one.certificate.sha256 === sha256 && one.place === place,
    );
    if (found === undefined) return waitForToken(chosen, seen.tokens.length > 0, renewal);
    const { id: keyId } = await this.tokens.adopt({ place, sha256 });
    // Asks for the token's password, once. What it throws fails the step: nobody tries again but the
    // person.
    const { der, subject, issuer, serial, notAfter } = found.certificate;
    const { algorithm } = await this.certificates.prove({ der, keyId });
    const [scheme = "", hash = ""] = algorithm.split(" with ");
    const selected: SelectedCertificate = {
      keyId,
      place,
      label: token,
      tokenSerial,
      der,
      sha256,
      spkiHash,
      subject,
      holder: holderOf(subject),
      issuer,
      serial,
      notAfter,
    };
    return done(selected, [
      message("digisign.selected", { holder: selected.holder, scheme, hash }),
    ]);
  }
}

function ask(
  candidates: readonly Candidate[],
  { profile }: DigisignRenewal,
  refusal?: Refusal,
): Outcome<SelectedCertificate> {
  return waiting({
    key: "certificate",
    for: "person",
    text: message("digisign.select"),
    instructions: [
      message("digisign.select.password"),
      ...candidates.filter(({ pin }) => pin !== "ok").map(pinWarning),
      message("digisign.contact", helpdesk(profile)),
    ],
    question: {
      type: "choice",
      options: candidates.map(({ sha256, holder, issuer, notAfter, token }) => ({
        value: sha256,
        label: message("digisign.candidate", {
          holder,
          issuer: holderOf(issuer),
          notAfter,
          token,
        }),
      })),
    },
    ...(refusal === undefined ? {} : { refusal }),
  });
}

function pinWarning({ pin, token }: Candidate): Message {
  return message("digisign.pin-warning", { left: pin === "last-try" ? "one" : "few", token });
}

/** The token was taken out since, or another one is in its place. The choice stays. */
function waitForToken(
  { place, token, spkiHash, holder }: Candidate,
  swapped: boolean,
  { profile }: DigisignRenewal,
): Outcome<SelectedCertificate> {
  return waiting({
    key: "token",
    for: "token",
    event: "inserted",
    place,
    spkiHash,
    text: message("digisign.insert-this-token", { token, holder }),
    instructions: [message("digisign.contact", helpdesk(profile))],
    refusal: {
      code: swapped ? "digisign.token-swapped" : "digisign.token-removed",
      params: { token, holder },
    },
  });
}
