import { inject, injectable } from "@perennial/api";
import type { EngineProtocol } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { errorJson, showError } from "../../output/render-error.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Engine, Out, Texts } from "../../tokens.js";

/** `perennial guard`: whether an operation outside may go ahead now; exit code 0 or 3. */
@injectable()
export class GuardCommand implements Command {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts } = this;
    const profile = args.required("profile");
    const operation = args.required("operation");
    const verdict = await (await this.engine.get()).guard({ profile, operation });
    if (verdict === "allowed") {
      out.line(await say(texts, "guard.allowed", { profile, operation }));
      return {
        exitCode: ExitCode.done,
        data: plainData({ profile, operation, allowed: true }),
      };
    }
    await showError(verdict, { out, texts, verbose: args.flag("verbose") });
    const reason = await errorJson(verdict, texts);
    return {
      exitCode: ExitCode.refused,
      data: plainData({ profile, operation, allowed: false, reason }),
    };
  }
}
