import { inject, injectable } from "@perennial/api";
import type { EngineProtocol, Overview } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Engine, Out, Texts } from "../../tokens.js";
import { renderOverview } from "./render-overview.js";

/** `perennial status`: every certificate, those that need someone first. */
@injectable()
export class StatusCommand implements Command {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(): Promise<CommandResult> {
    const overview = await (await this.engine.get()).overview();
    if (!this.out.json) await renderOverview(overview, this.out, this.texts);
    return { exitCode: exitCodeOf(overview), data: plainData(overview) };
  }
}

/** A state that cannot be read is a failure; that something is due is not. */
function exitCodeOf({ profiles }: Overview): ExitCode {
  const isUnreadable = profiles.some(({ accounts }) =>
    accounts.some(({ urgency, certificate }) => urgency === "unknown" && certificate !== undefined),
  );
  return isUnreadable ? ExitCode.failed : ExitCode.done;
}
