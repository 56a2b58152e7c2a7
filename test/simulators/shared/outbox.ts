import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { Mail, Mailbox } from "./mailbox.js";

/** Saves the attachments of mails in a folder, as a mail client does. */
export class Outbox {
  constructor(readonly folder: string) {}

  /** @returns the paths of the files. */
  async save(mail: Mail): Promise<string[]> {
    await mkdir(this.folder, { recursive: true });
    const paths: string[] = [];
    for (const attachment of mail.attachments)
      paths.push(await this.#place(basename(attachment.name), attachment.content));
    return paths;
  }

  /** A file appears whole or not at all, and never replaces another one. */
  async #place(name: string, content: Buffer): Promise<string> {
    const part = join(this.folder, `.${randomBytes(8).toString("hex")}.part`);
    const file = await open(part, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    for (let copy = 0; ; copy++) {
      const path = join(this.folder, numbered(name, copy));
      if (existsSync(path)) continue;
      await rename(part, path);
      return path;
    }
  }
}

/** `1234.txt`, `1234 (1).txt`, `1234 (2).txt`, … */
function numbered(name: string, copy: number): string {
  if (copy === 0) return name;
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)} (${copy})${extension}`;
}

/** Saves the attachments of every mail from now on, if there is a folder for them. */
export function saveMails(
  mailbox: Mailbox,
  folder: string | undefined,
  log: (line: string) => void,
): void {
  if (folder === undefined) return;
  const outbox = new Outbox(folder);
  mailbox.onMail(async (mail) => {
    for (const path of await outbox.save(mail)) log(`Saved ${path}`);
  });
}
