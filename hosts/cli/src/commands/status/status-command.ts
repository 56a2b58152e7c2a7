import { inject as injectClass } from "tsyringe";
import { inject, injectable } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { ExitCode, worstOf } from "../../exit-code.js";
import { blockedCode } from "../../output/blocked-code.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { CheckedOverviews, type CheckedOverview } from "../../read/checked-overview.js";
import { Out, Texts } from "../../tokens.js";
import { renderOverview } from "./render-overview.js";

/** `perennial status`: every certificate, those that need someone first. */
@injectable()
export class StatusCommand implements Command {
  constructor(
    @injectClass(CheckedOverviews) private readonly overviews: CheckedOverviews,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const overview = await this.overviews.overview();
    if (!this.out.json) await renderOverview(overview, this.out, this.texts, args.flag("all"));
    return { exitCode: exitCodeOf(overview), data: plainData(overview) };
  }
}

/**
 * A state that cannot be read is a failure, and so is what keeps an open renewal from going on; that
 * something is due is not.
 */
function exitCodeOf({ profiles }: CheckedOverview): ExitCode {
  const isUnreadable = profiles.some(({ accounts }) =>
    accounts.some(({ sourceProblem }) => sourceProblem !== undefined),
  );
  const open = profiles.flatMap(({ accounts }) => accounts.flatMap(({ renewal }) => renewal ?? []));
  return worstOf([isUnreadable ? ExitCode.failed : ExitCode.done, blockedCode(open)]);
}
