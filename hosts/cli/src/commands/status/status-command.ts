import { inject as injectClass } from "tsyringe";
import { inject, injectable } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import { ExitCode, exitCodeOf, worstOf } from "../../exit-code.js";
import { blockedCode } from "../../output/blocked-code.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { CheckedOverviews, type CheckedOverview } from "../../read/checked-overview.js";
import { Out, Texts } from "../../tokens.js";
import { pickDue } from "../renew/select.js";
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
    return { exitCode: exitCodeFor(overview), data: plainData(overview) };
  }
}

/**
 * A state that cannot be read is a failure, and so is what keeps an open renewal from going on, or one
 * from being begun that has to be soon; that something is due is not.
 */
function exitCodeFor(overview: CheckedOverview): ExitCode {
  const { profiles } = overview;
  const isUnreadable = profiles.some(({ accounts }) =>
    accounts.some(({ sourceProblem }) => sourceProblem !== undefined),
  );
  const open = profiles.flatMap(({ accounts }) => accounts.flatMap(({ renewal }) => renewal ?? []));
  const hindered = pickDue(overview).blocked.flatMap(({ problem }) => problem ?? []);
  const codes = [blockedCode(open), ...hindered.map(exitCodeOf)];
  return worstOf([isUnreadable ? ExitCode.failed : ExitCode.done, ...codes]);
}
