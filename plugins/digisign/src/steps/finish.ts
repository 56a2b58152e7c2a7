import {
  Certificates,
  PerennialError,
  Tokens,
  done,
  inject,
  message,
  step,
  type Message,
  type Outcome,
  type Step,
} from "@perennial/api";
import { helpdesk, type DigisignProfile, type DigisignRenewal } from "../profile.js";
import { requireToken } from "../signing/require-token.js";
import { SelectCertificate } from "./select-certificate.js";
import { UpdateToken } from "./update-token.js";

/** What the renewal ends with. */
export type Finished = {
  /** Lower-case hexadecimal SHA-256 of the new certificate's DER. */
  readonly sha256: string;
  /** Whether a test signature proved the old pair too, which stays on the token. */
  readonly oldProven: boolean;
};

/** How a key shows that is not there any more. */
const gone: readonly string[] = [
  "keys.not-found",
  "certificates.key-mismatch",
  "token.half-key-pair",
];

/** The new pair works, and the old one still does. Manual IV.4. */
@step("finish")
export class Finish implements Step<Finished, DigisignProfile> {
  constructor(
    @inject(Tokens) private readonly tokens: Tokens,
    @inject(Certificates) private readonly certificates: Certificates,
  ) {}

  async run(renewal: DigisignRenewal): Promise<Outcome<Finished>> {
    const absent = await requireToken(this.tokens, renewal);
    if (absent !== undefined) return absent;
    const { sha256, der, keyId, notAfter, saved } = renewal.output(UpdateToken);
    const { holder } = renewal.output(SelectCertificate);
    await this.certificates.prove({ der, keyId });
    const old = await this.old(renewal);
    return done<Finished>({ sha256, oldProven: old.proven }, [
      message("digisign.done", { holder, notAfter }),
      old.note,
      message("digisign.keep", { path: saved }),
      message("digisign.contact", helpdesk(renewal.profile)),
    ]);
  }

  /** Perennial deletes neither of the two; what is not there any more was removed by somebody else. */
  private async old(
    renewal: DigisignRenewal,
  ): Promise<{ readonly proven: boolean; readonly note: Message }> {
    const { der, keyId, sha256, place, ...certificate } = renewal.output(SelectCertificate);
    const { serial, notAfter, label: token } = certificate;
    const missing = { proven: false, note: message("digisign.old-missing", { serial, token }) };
    const { certificates } = await this.tokens.look({ place });
    if (!certificates.some((one) => one.certificate.sha256 === sha256)) return missing;
    try {
      await this.certificates.prove({ der, keyId });
    } catch (error) {
      if (PerennialError.is(error) && gone.includes(error.code)) return missing;
      throw error;
    }
    return { proven: true, note: message("digisign.old-kept", { serial, notAfter, token }) };
  }
}
