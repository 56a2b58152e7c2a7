import { PerennialError, didNotHappen, type Files } from "@perennial/api";
import { createHash } from "node:crypto";
import { documentsFolder, type DigisignRenewal } from "../profile.js";

/** A file for the person to keep. */
export interface FileToKeep {
  /** Unique within the renewal. */
  readonly key: string;
  readonly name: string;
  /** Base64. */
  readonly content: string;
}

/** Saves files into the folder for documents; what is there already stays, ours goes beside it. */
export class KeptFiles {
  constructor(private readonly files: Files) {}

  /** @returns the absolute path. */
  async save({ key, name, content }: FileToKeep, renewal: DigisignRenewal): Promise<string> {
    const where = documentsFolder(renewal.profile);
    const bytes = Buffer.from(content, "base64");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const saved = await renewal.effect<{ path: string }>({
      key: `save:${key}`,
      intent: { name, sha256 },
      perform: async () => {
        try {
          return { path: (await this.files.save({ ...where, name, content })).path };
        } catch (error) {
          if (!PerennialError.is(error, "files.exists")) throw error;
          const beside = `${sha256.slice(0, 8)}-${name}`;
          return { path: (await this.files.save({ ...where, name: beside, content })).path };
        }
      },
      // Saving the same content under the same name again changes nothing.
      find: async () => didNotHappen,
    });
    return saved.path;
  }

  /** @returns the absolute path. */
  saveJson(key: string, name: string, value: object, renewal: DigisignRenewal): Promise<string> {
    const text = `${JSON.stringify(value, undefined, 2)}\n`;
    const content = Buffer.from(text, "utf8").toString("base64");
    return this.save({ key, name, content }, renewal);
  }
}

/** An order's number as part of a file's name. */
export function nameSafe(number: string): string {
  return number.replaceAll(/[^\p{L}\p{N}-]/gu, "_");
}
