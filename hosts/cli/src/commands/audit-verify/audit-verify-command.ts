import { inject, injectable } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Out, Store, Texts } from "../../tokens.js";

/** `perennial audit verify`: whether a record was changed, removed or reordered. */
@injectable()
export class AuditVerifyCommand implements Command {
  constructor(
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(): Promise<CommandResult> {
    const { out, texts } = this;
    const verdict = await (await this.store.get()).verifyAudit();
    if (verdict.ok) {
      const { records, head } = verdict;
      out.line(out.style("good", await say(texts, "audit.sound", { count: records })));
      out.line(await say(texts, "audit.head", { head }), 2);
      return { exitCode: ExitCode.done, data: plainData(verdict) };
    }
    const { seq, problem } = verdict;
    out.line(out.style("bad", await say(texts, `audit.${problem}`, { seq })));
    out.line(await say(texts, "audit.broken.next"), 2);
    return { exitCode: ExitCode.failed, data: plainData(verdict) };
  }
}
