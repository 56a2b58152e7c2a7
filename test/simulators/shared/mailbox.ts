import type { SimulatorClock } from "./simulator-clock.js";
import type { Faults } from "./faults.js";

export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** A mail before it is sent. */
export interface MailDraft {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** A mail that has arrived. */
export interface Mail extends MailDraft {
  readonly id: number;
  readonly at: Date;
}

/** Where mails arrive. */
export class Mailbox {
  readonly #mails: Mail[] = [];
  readonly #readers: ((mail: Mail) => Promise<void>)[] = [];
  #nextId = 1;

  constructor(
    private readonly clock: SimulatorClock,
    private readonly faults: Faults,
  ) {}

  /** Delivers a mail; twice if the fault `duplicate-mail` asks for it. */
  async deliver(draft: MailDraft): Promise<Mail> {
    const mail = await this.#put(draft);
    if (this.faults.take("mail", ["duplicate-mail"]) !== undefined) await this.#put(draft);
    return mail;
  }

  /** Calls back for every mail that arrives from now on. */
  onMail(reader: (mail: Mail) => Promise<void>): void {
    this.#readers.push(reader);
  }

  list(): readonly Mail[] {
    return [...this.#mails];
  }

  find(id: number): Mail | undefined {
    return this.#mails.find((mail) => mail.id === id);
  }

  clear(): void {
    this.#mails.length = 0;
  }

  async #put(draft: MailDraft): Promise<Mail> {
    const mail: Mail = { id: this.#nextId++, at: this.clock.now(), ...draft };
    this.#mails.push(mail);
    for (const reader of this.#readers) await reader(mail);
    return mail;
  }
}

/** A mail as JSON: contents in base64, the time in RFC 3339 UTC. */
export function mailToJson(mail: Mail): Record<string, unknown> {
  return {
    ...mail,
    at: mail.at.toISOString(),
    attachments: mail.attachments.map((attachment) => ({
      ...attachment,
      content: attachment.content.toString("base64"),
    })),
  };
}
