import { resolve } from "node:path";
import { inject, injectable, PerennialError, toErrorData, type ErrorData } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { ExitCode, exitCodeOf, worstOf } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { systemRoots, trustedRoots } from "../../signing/trusted-roots.js";
import { verifyFile, type VerifiedFile } from "../../signing/verify-file.js";
import { Io, Out, Texts, Time } from "../../tokens.js";
import { renderProblem, renderVerification } from "./render-verification.js";
import { verificationData } from "./verification-data.js";

/** What came of one file: a verdict, or why there is none. */
type Outcome =
  | { readonly file: string; readonly result: VerifiedFile }
  | { readonly file: string; readonly error: ErrorData };

/**
 * `perennial verify`: who signed, when they say, what it covers, and whether it holds. Neither keys
 * nor the journal are needed, and nothing is written.
 */
@injectable()
export class VerifyCommand implements Command {
  constructor(
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const files = args.texts("files");
    const content = args.text("content");
    if (content !== undefined && files.length > 1) {
      throw new PerennialError("usage.content-of-several", { count: files.length });
    }
    const given = args.texts("roots");
    const roots = given.length === 0 ? [systemRoots] : await trustedRoots(given, this.io.cwd);
    const outcomes: Outcome[] = [];
    for (const file of files) {
      if (outcomes.length > 0) this.out.line();
      outcomes.push(await this.verify(file, content, roots, args.flag("at-signing-time")));
    }
    const valid = outcomes.every((one) => "result" in one && one.result.verdict === "valid");
    return {
      exitCode: worstOf(outcomes.map(codeOf)),
      data: plainData({
        valid,
        files: outcomes.map((one) =>
          "result" in one ? { file: one.file, ...verificationData(one.result) } : one,
        ),
      }),
    };
  }

  private async verify(
    file: string,
    content: string | undefined,
    roots: readonly string[],
    atSigningTime: boolean,
  ): Promise<Outcome> {
    const { out, texts, io } = this;
    try {
      const result = await verifyFile({
        path: resolve(io.cwd, file),
        ...(content === undefined ? {} : { content: resolve(io.cwd, content) }),
        roots,
        at: new Date(this.clock.now()),
        atSigningTime,
        ...(io.interrupt === undefined ? {} : { interrupt: io.interrupt }),
      });
      await renderVerification(file, result, out, texts);
      return { file, result };
    } catch (thrown) {
      if (!isOfFile(thrown)) throw thrown;
      const error = toErrorData(thrown);
      await renderProblem(file, error, out, texts);
      return { file, error };
    }
  }
}

/** What is wrong with one file keeps the others from nothing. */
function isOfFile(thrown: unknown): thrown is PerennialError {
  return (
    PerennialError.is(thrown) &&
    thrown.code !== "signing.interrupted" &&
    ["files", "pdf", "signatures", "signing"].includes(thrown.code.split(".", 1)[0] ?? "")
  );
}

function codeOf(outcome: Outcome): ExitCode {
  if ("error" in outcome) return exitCodeOf(outcome.error);
  return outcome.result.verdict === "valid" ? ExitCode.done : ExitCode.refused;
}
