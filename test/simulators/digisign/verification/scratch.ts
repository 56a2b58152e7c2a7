import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for the files of one check. */
export class Scratch implements AsyncDisposable {
  private constructor(private readonly folder: string) {}

  static async make(): Promise<Scratch> {
    return new Scratch(await mkdtemp(join(tmpdir(), "digisign-check-")));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async put(name: string, content: string | Uint8Array): Promise<string> {
    await writeFile(this.path(name), content);
    return this.path(name);
  }

  read(name: string): Promise<Buffer> {
    return readFile(this.path(name));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
