import { basename, resolve } from "node:path";
import { inject, injectable, PerennialError } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { ModuleQuarantine, TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Io, Out, Store, Texts, Time, Tokens } from "../../tokens.js";

/** `perennial tokens quarantine`: drivers that are not loaded any more, and how one is again. */
@injectable()
export class TokensQuarantineCommand implements Command {
  constructor(
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
    @inject(Out) readonly out: Output,
    @inject(Texts) readonly texts: Localizer,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { health } = await this.tokens.get();
    const quarantines = await health.quarantines();
    const named = args.text("lift");
    if (named !== undefined) return this.lift(named, quarantines);
    const { out, texts } = this;
    if (quarantines.length === 0) out.line(await say(texts, "tokens.quarantine-none"));
    for (const { module, since, crashes, reason } of quarantines) {
      out.line(out.style("heading", module));
      const at = texts.dateTime(since);
      out.line(await say(texts, "tokens.quarantine-since", { at, crashes }), 2, 4);
      const { what, next } = await texts.error(reason);
      out.line(
        out.style("bad", await say(texts, "tokens.quarantine-reason", { reason: what })),
        2,
        4,
      );
      if (next !== undefined) out.line(next, 2, 4);
      out.line(await say(texts, "tokens.quarantine-advice"), 2, 4);
      out.command(`perennial tokens quarantine --lift ${module}`, 4);
    }
    return { exitCode: ExitCode.done, data: plainData({ quarantined: quarantines }) };
  }

  private async lift(
    named: string,
    quarantines: readonly ModuleQuarantine[],
  ): Promise<CommandResult> {
    const { out, texts } = this;
    const path = resolve(this.io.cwd, named);
    const exact = quarantines.filter(({ module }) => module === named || module === path);
    const fitting =
      exact.length > 0 ? exact : quarantines.filter(({ module }) => basename(module) === named);
    const [found, ...others] = fitting;
    if (found === undefined || others.length > 0) {
      const modules = quarantines.map(({ module }) => module);
      const params = { module: named, modules, count: modules.length };
      throw new PerennialError("tokens.not-quarantined", params, { effect: "none" });
    }
    const { module, crashes } = found;
    await (await this.tokens.get()).health.lift(module);
    const at = new Date(this.clock.now()).toISOString();
    const store = await this.store.get();
    await store.audit({ event: "token.quarantine-lifted", data: { module, crashes } }, at);
    out.line(await say(texts, "tokens.quarantine-lifted", { module }));
    return { exitCode: ExitCode.done, data: plainData({ lifted: module }) };
  }
}
