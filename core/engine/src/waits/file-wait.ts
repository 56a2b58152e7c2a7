import {
  message,
  type Instant,
  type Message,
  type Wait,
  type WaitForFile,
  type WaitForMail,
} from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { FileIntake } from "./file-intake.js";
import { isAnswered, type TakesFile, type WaitHandler, type Waiting } from "./wait-handler.js";

/** A file that is picked, dropped, or left in a watched folder. */
@injectable()
export class FileWait implements WaitHandler<WaitForFile> {
  readonly kind = "file";
  readonly watchesOutside = true;

  constructor(@inject(FileIntake) private readonly intake: FileIntake) {}

  prepare(_wait: Wait, profileId: string): Promise<void> {
    return this.intake.prepare(profileId);
  }
  wakeAt(): Instant | undefined {
    return undefined;
  }
  async isOver({ wait, journal }: Waiting<WaitForFile>): Promise<boolean> {
    return isAnswered(journal, wait.key) || (await this.intake.collect(journal, wait.key, wait));
  }
  accepts(): "file" {
    return "file";
  }
  takesFile({ maxBytes }: WaitForFile): TakesFile {
    return { maxBytes };
  }
}

/** A mail's attachment. No mailbox is connected yet: the saved attachment is what arrives. */
@injectable()
export class MailWait implements WaitHandler<WaitForMail> {
  readonly kind = "mail";
  readonly watchesOutside = true;

  constructor(@inject(FileIntake) private readonly intake: FileIntake) {}

  hint(): Message {
    return message("engine.mail-as-file");
  }
  prepare(_wait: Wait, profileId: string): Promise<void> {
    return this.intake.prepare(profileId);
  }
  wakeAt(): Instant | undefined {
    return undefined;
  }
  async isOver({ wait, journal }: Waiting<WaitForMail>): Promise<boolean> {
    return isAnswered(journal, wait.key) || (await this.intake.collect(journal, wait.key, wait));
  }
  accepts(): "file" {
    return "file";
  }
  takesFile({ maxBytes }: WaitForMail): TakesFile {
    return { maxBytes };
  }
}
