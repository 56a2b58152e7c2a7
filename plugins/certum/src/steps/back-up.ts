import {
  MakeBackup,
  done,
  message,
  step,
  type BackupMade,
  type BackupScope,
  type Message,
  type Outcome,
} from "@perennial/api";
import type { CertumProfile, CertumRenewal } from "../profile.js";
import { statedAs } from "../rules/current-subject.js";
import { GenerateKeys } from "./generate-key-pair.js";
import { KeyMethod, keyMethodOf } from "./key-method.js";
import { ReceiveCertificate } from "./receive-certificate.js";
import { SaveCertificate } from "./save-certificate.js";

/** "You will need it": a backup of a key that is kept here, and what is left to do. */
@step("back-up")
export class BackUp extends MakeBackup<CertumProfile> {
  override async run(renewal: CertumRenewal): Promise<Outcome<BackupMade>> {
    if (keyMethodOf(renewal) === "csr") return super.run(renewal);
    return done<BackupMade>({ made: false }, this.notes(renewal));
  }

  protected override scope(renewal: CertumRenewal): BackupScope {
    return { paths: [], keyIds: [renewal.output(GenerateKeys).id, ...oldKey(renewal)] };
  }

  protected override question(renewal: CertumRenewal) {
    const old = oldKey(renewal).map(() => message("certum.back-up.old-key"));
    return {
      text: message("certum.back-up"),
      instructions: [message("certum.back-up.what"), ...old],
    };
  }

  protected override notes(renewal: CertumRenewal): readonly Message[] {
    const { subject, notAfter } = renewal.output(ReceiveCertificate);
    const { pem } = renewal.output(SaveCertificate);
    const { method, replaces } = renewal.output(KeyMethod);
    return [
      message("certum.finished", { subject: statedAs(subject, "CN") ?? subject, notAfter }),
      ...(replaces === null ? [] : [message("certum.finished.old-key")]),
      method === "csr"
        ? message("certum.finished.csr", { key: renewal.output(GenerateKeys).id })
        : message(`certum.finished.${method}`, { pem }),
    ];
  }
}

/** By now the new certificate is the current one; which one it replaced was noted before. */
function oldKey(renewal: CertumRenewal): readonly string[] {
  const { keyId = null } = renewal.output(KeyMethod).replaces ?? {};
  return keyId === null ? [] : [keyId];
}
