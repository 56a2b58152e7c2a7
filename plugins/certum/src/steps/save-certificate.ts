import {
  Files,
  PerennialError,
  didNotHappen,
  done,
  inject,
  message,
  step,
  type Outcome,
  type Step,
} from "@perennial/api";
import { documentsFolder, type CertumProfile, type CertumRenewal } from "../profile.js";
import { pemOf } from "../rules/pem.js";
import { ReceiveCertificate } from "./receive-certificate.js";

/** Where the certificate's files are. */
export type SavedCertificate = {
  /** Absolute paths. */
  readonly pem: string;
  readonly der: string;
  /** Absent where the root issued it. */
  readonly issuers?: string;
};

/** "In a convenient PEM or DER encoding", and the subordinate certificates. Manual, "Summary". */
@step("save-certificate")
export class SaveCertificate implements Step<SavedCertificate, CertumProfile> {
  constructor(@inject(Files) private readonly files: Files) {}

  async run(renewal: CertumRenewal): Promise<Outcome<SavedCertificate>> {
    const { der, serial, chain, sha256 } = renewal.output(ReceiveCertificate);
    const issuers = chain.slice(1, -1);
    const save = (name: string, content: string) => this.save(renewal, sha256, { name, content });
    const saved: SavedCertificate = {
      pem: await save(`${serial}.pem`, base64(pemOf(der))),
      der: await save(`${serial}.cer`, der),
      ...(issuers.length === 0
        ? {}
        : { issuers: await save(`${serial}-issuers.pem`, base64(issuers.map(pemOf).join(""))) }),
    };
    const { pem, der: cer, issuers: authorities } = saved;
    return done(saved, [
      message("certum.saved", { pem, der: cer }),
      ...(authorities === undefined
        ? []
        : [message("certum.saved.issuers", { path: authorities, count: issuers.length })]),
    ]);
  }

  private async save(
    renewal: CertumRenewal,
    sha256: string,
    { name, content }: { readonly name: string; readonly content: string },
  ): Promise<string> {
    const where = documentsFolder(renewal.profile);
    const saved = await renewal.effect<{ path: string }>({
      key: `save:${name}`,
      intent: { name, sha256 },
      perform: async () => {
        try {
          return { path: (await this.files.save({ ...where, name, content })).path };
        } catch (error) {
          // Another file of this name is there and stays: ours goes beside it.
          if (!PerennialError.is(error, "files.exists")) throw error;
          const other = `${sha256.slice(0, 8)}-${name}`;
          return { path: (await this.files.save({ ...where, name: other, content })).path };
        }
      },
      // Saving the same content under the same name again changes nothing.
      find: async () => didNotHappen,
    });
    return saved.path;
  }
}

function base64(ascii: string): string {
  return Buffer.from(ascii, "latin1").toString("base64");
}
