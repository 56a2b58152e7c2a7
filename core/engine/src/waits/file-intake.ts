import { PerennialError } from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { errorJson } from "../error-json.js";
import type { FilePort, InboxPort } from "../ports/answer-ports.js";
import type { ClockPort } from "../ports/clock-port.js";
import type { LogPort } from "../ports/log-port.js";
import { ClockPortToken, FilePortToken, InboxPortToken, LogPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";
import { fileDigest } from "./wait-handler.js";

/** Brings files that were left in watched folders, or picked by a person, into a renewal. */
@injectable()
export class FileIntake {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(InboxPortToken.symbol) private readonly inbox: InboxPort,
    @inject(FilePortToken.symbol) private readonly files: FilePort,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(LogPortToken.symbol) private readonly log: LogPort,
  ) {}

  /** A file is about to be waited for. */
  async prepare(profileId: string): Promise<void> {
    await this.inbox.prepare?.(profileId);
  }

  /**
   * Gives the oldest matching file that was not given before, refused ones included, so that a step
   * judges one file at a time.
   * @returns whether something was given.
   */
  async collect(
    journal: Journal,
    key: string,
    wanted: {
      readonly names: readonly string[];
      readonly maxBytes: number;
      readonly except?: readonly string[];
    },
  ): Promise<boolean> {
    const { id, profileId } = journal.renewal;
    const known = new Set([...givenDigests(journal, key), ...(wanted.except ?? [])]);
    for (const candidate of await this.inbox.candidates(profileId, wanted.names)) {
      if (known.has(candidate.sha256)) continue;
      try {
        if (await this.give(journal, key, candidate.path, wanted.maxBytes, "found")) return true;
      } catch (error) {
        if (!isUnusable(error)) throw error;
        // It stays where it is; the next one may be the right one.
        const data = { renewal: id, path: candidate.path, error: errorJson(error) };
        this.log.warn("A file in a watched folder cannot be taken.", data);
      }
    }
    return false;
  }

  /**
   * Takes a file for a wait.
   * @param how `chosen` by a person: a file that was refused before may be offered again.
   * @returns whether it was new.
   * @throws PerennialError `files.*`
   */
  async give(
    journal: Journal,
    key: string,
    path: string,
    maxBytes: number,
    how: "found" | "chosen",
  ): Promise<boolean> {
    const { id, currentStep = "" } = journal.renewal;
    const file = await this.files.take(id, path, maxBytes);
    const refused = journal.signals.filter(
      (signal) =>
        signal.step === currentStep &&
        signal.key === key &&
        signal.consumed !== undefined &&
        fileDigest(signal.value) === file.sha256,
    ).length;
    const again = how === "chosen" && refused > 0 ? `#${refused}` : "";
    const dedupe = `${currentStep}/${key}/${file.sha256}${again}`;
    const signal = { step: currentStep, key, value: { ...file }, dedupe };
    return this.store.signal(id, signal, toInstant(this.clock.now()));
  }
}

function givenDigests(journal: Journal, key: string): readonly string[] {
  return journal.signals
    .filter((signal) => signal.step === journal.renewal.currentStep && signal.key === key)
    .map((signal) => fileDigest(signal.value))
    .filter((digest) => digest !== undefined);
}

/** Faults of that one file, not of the machine. */
function isUnusable(error: unknown): boolean {
  return [
    "files.not-found",
    "files.not-a-file",
    "files.empty",
    "files.too-large",
    "files.unreadable",
    "files.private-key",
  ].some((code) => PerennialError.is(error, code));
}
