import { constants } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { systemCode } from "../files/file-errors.js";
import type { PassphraseSource } from "./passphrase-source.js";
import { passphraseOfFile } from "./passphrase-text.js";
import { untilFixed } from "./until-fixed.js";

/** Name of the credential: `LoadCredentialEncrypted=perennial-passphrase` in the unit. */
const credential = "perennial-passphrase";

/** The credential that systemd hands to a service, systemd.exec(5), "Credentials". */
export class SystemdCredential implements PassphraseSource {
  readonly name: string = "systemd-credential";

  /** @param folder value of `$CREDENTIALS_DIRECTORY`; systemd keeps it readable by the service alone. */
  constructor(private readonly folder: string | undefined) {}

  /** @throws PerennialError `keys.passphrase-file-unusable`. */
  async find(): Promise<Uint8Array | null> {
    if (this.folder === undefined || this.folder === "") return null;
    const path = join(this.folder, credential);
    let content: Buffer;
    try {
      // A pipe is not waited for.
      content = await readFile(path, { flag: constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) });
    } catch (cause) {
      if (systemCode(cause) === "ENOENT") return null;
      throw new PerennialError("keys.passphrase-file-unusable", { path }, { ...untilFixed, cause });
    }
    try {
      const passphrase = passphraseOfFile(content);
      if (passphrase === null || passphrase.length === 0) {
        throw new PerennialError("keys.passphrase-file-unusable", { path }, untilFixed);
      }
      return passphrase;
    } finally {
      content.fill(0);
    }
  }
}
