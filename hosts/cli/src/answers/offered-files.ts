import type { ClockPort } from "@perennial/engine";
import type { Asked } from "../drive/answer-source.js";
import { digestOf, isPattern, newestFiles, type FoundFile } from "./newest-file.js";

/** Milliseconds that a file is left unchanged before it counts as complete. */
const quiet = 2_000;
/** How often a file that goes on growing is waited for. */
const mostPauses = 5;

/** The files that an answers file offers for questions, and which of them were given in this run. */
export class OfferedFiles {
  private readonly given = new Map<string, FoundFile>();

  constructor(private readonly clock: Pick<ClockPort, "now" | "sleep">) {}

  /** Whether there is a complete file that was not given yet. */
  async hasNew(asked: Asked, path: string): Promise<boolean> {
    const file = await this.next(asked, path);
    return file !== undefined && this.untilQuiet(file) <= 0;
  }

  /** The newest file that was neither given in this run nor refused before, once it is complete. */
  async take(asked: Asked, path: string): Promise<FoundFile | undefined> {
    for (let pauses = 0; ; pauses += 1) {
      const file = await this.next(asked, path);
      if (file === undefined) return undefined;
      const left = this.untilQuiet(file);
      if (left <= 0) {
        this.given.set(onceOf(asked, file), file);
        return file;
      }
      if (pauses === mostPauses) return undefined;
      await this.clock.sleep(left);
    }
  }

  /** The file by this path that was given in this run, if it is still the same. */
  async again(asked: Asked, path: string): Promise<FoundFile | undefined> {
    const files = await newestFiles(path);
    return files.find((file) => this.given.has(onceOf(asked, file)));
  }

  private async next(asked: Asked, path: string): Promise<FoundFile | undefined> {
    const { refusedFiles: refused = [] } = asked.renewal;
    for (const file of await newestFiles(path)) {
      if (this.given.has(onceOf(asked, file))) continue;
      // A file that is named itself is what somebody wants given; a pattern finds old ones as well.
      if (!isPattern(path) || refused.length === 0) return file;
      if (!refused.includes((await digestOf(file.path)) ?? "")) return file;
    }
    return undefined;
  }

  /** Milliseconds; a file from the future is not being written now. */
  private untilQuiet({ modified }: FoundFile): number {
    const age = this.clock.now() - modified;
    return age < 0 ? 0 : quiet - age;
  }
}

function onceOf({ renewal, step, wait }: Asked, { fingerprint }: FoundFile): string {
  return `${renewal.id} ${step} ${wait.key} ${fingerprint}`;
}
