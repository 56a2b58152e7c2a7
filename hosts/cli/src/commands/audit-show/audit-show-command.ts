import { inject, injectable, PerennialError } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import type { AuditRecord, RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Out, Store, Texts } from "../../tokens.js";

/** `perennial audit show`: the records, oldest first. */
@injectable()
export class AuditShowCommand implements Command {
  constructor(
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts } = this;
    const renewal = args.text("renewal");
    const all = await (await this.store.get()).auditLog(renewal === undefined ? {} : { renewal });
    const last = lastOf(args.text("last"));
    const records = last === undefined ? all : all.slice(-last);
    if (records.length === 0) out.line(await say(texts, "audit.empty"));
    for (const record of records) this.render(record);
    return { exitCode: ExitCode.done, data: plainData({ records }) };
  }

  private render({ seq, at, event, renewal, data }: AuditRecord): void {
    const { out, texts } = this;
    const parts = [
      `${seq}.`,
      texts.dateTime(at),
      event,
      ...(renewal === undefined ? [] : [renewal]),
    ];
    out.line(parts.join("  "), 0, 4);
    const shown = JSON.stringify(data);
    if (shown !== "{}") out.line(out.style("quiet", shown), 4);
  }
}

function lastOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new PerennialError("usage.number", { value: text });
  return Number(text);
}
