import type { Mail, Mailbox } from "../shared/mailbox.js";
import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import { createConfigurationFile, type ConfigurationVariant } from "./configuration-file.js";
import type { LuxtrustPki } from "./luxtrust-pki.js";
import type { SofieDesk } from "./sofie-desk.js";
import type { Users } from "./users.js";

interface Surroundings {
  readonly pki: LuxtrustPki;
  readonly mailbox: Mailbox;
  readonly clock: SimulatorClock;
  readonly users: Users;
  readonly uploads: Pick<SofieDesk, "uploads">;
}

/** Makes configuration files for uploaded certificates and mails them. */
export class ConfigurationDesk {
  /** The newest timestamp of each user: every file is newer than the one before. */
  readonly #newest = new Map<string, number>();

  constructor(private readonly world: Surroundings) {}

  /**
   * @param receipt of the upload.
   * @throws PortalError `upload.unknown`.
   */
  async send(receipt: string, variant: ConfigurationVariant = "valid"): Promise<Mail> {
    const { pki, mailbox, users, uploads } = this.world;
    const upload = uploads.uploads.find((entry) => entry.receipt === receipt);
    const user = users.find(upload?.user ?? "");
    if (upload === undefined || user === undefined)
      throw new PortalError(404, "upload.unknown", "There is no such upload.", receipt);
    const content = {
      user: upload.user,
      account: upload.account,
      spkiHash: upload.spkiHash,
      certificateSha256: upload.certificateSha256,
      issuedAt: this.#nextTimestamp(upload.user),
    };
    const file = await createConfigurationFile(content, pki, variant);
    return mailbox.deliver({
      from: "helpdesk@sofie.example",
      to: user.email,
      subject: `SOFiE configuration file for user ${upload.user}`,
      text: "Please install the attached file in SOFiE. Do not transfer any files before.",
      attachments: [
        { name: file.name, contentType: "application/octet-stream", content: file.content },
      ],
    });
  }

  #nextTimestamp(user: string): Date {
    const now = Math.floor(this.world.clock.now().getTime() / 1000) * 1000;
    const next = Math.max(now, (this.#newest.get(user) ?? 0) + 1000);
    this.#newest.set(user, next);
    return new Date(next);
  }
}
