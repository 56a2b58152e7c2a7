import { toErrorData } from "@perennial/api";
import { ExitCode } from "../exit-code.js";
import type { HostIo } from "../host-io.js";
import { withoutPins } from "../parse/pin-in-arguments.js";
import { report } from "./report.js";
import { beginSpeech } from "./speech.js";

/**
 * For an error that no command caught: it is logged with its trace, told without, and the process is
 * to end, because nothing is known of its state any more. The journal allows that at any moment.
 */
export class LastResort {
  private reached = false;

  constructor(
    private readonly argv: readonly string[],
    private readonly io: HostIo,
  ) {}

  /**
   * @param origin how it was noticed, for the log.
   * @returns the exit code; undefined for what fails while the first error is being told.
   */
  async take(thrown: unknown, origin: string): Promise<ExitCode | undefined> {
    const speech = beginSpeech(withoutPins(this.argv), this.io, () => Promise.resolve(undefined));
    const { log } = speech;
    log.write("error", origin, {
      trace: traceOf(thrown),
      error: JSON.stringify(toErrorData(thrown)),
    });
    if (this.reached) return undefined;
    this.reached = true;
    try {
      return await report(thrown, "", speech);
    } catch (error) {
      log.write("error", "not-told", { trace: traceOf(error) });
      const text = `Error: an unexpected error inside Perennial. The details are in ${log.path}`;
      this.io.stderr.write(`${text}\n  Code: internal.unexpected\n`);
      return ExitCode.unexpected;
    }
  }
}

function traceOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? "") : String(thrown);
}
