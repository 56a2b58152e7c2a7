import { inject as injectClass } from "tsyringe";
import { inject, injectable, PerennialError, toErrorData } from "@perennial/api";
import type { ClockPort, EngineProtocol } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { outcomeOf } from "../../drive/drive-result.js";
import { readDuration } from "../../drive/patience.js";
import { RenewalRunner } from "../../drive/renewal-runner.js";
import { ExitCode } from "../../exit-code.js";
import type { HostIo } from "../../host-io.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { errorJson, showError } from "../../output/render-error.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { Engine, Io, Out, Texts, Time } from "../../tokens.js";
import { CheckedOverviews } from "../../read/checked-overview.js";
import { pickDue } from "../renew/select.js";

/** Milliseconds between looks for what became due, unless `--every` says otherwise. */
const overviewEvery = 15 * 60_000;
/** Milliseconds between looks into watched folders and at answers. */
const lookEvery = 2_000;

/** `perennial watch`: begins what becomes due and goes on with what can, until it is stopped. */
@injectable()
export class WatchCommand implements Command {
  private readonly reported = new Map<string, string>();

  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @injectClass(CheckedOverviews) private readonly overviews: CheckedOverviews,
    @injectClass(RenewalRunner) private readonly runner: RenewalRunner,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const { out, texts, clock, io } = this;
    const every = args.text("every");
    const period = every === undefined ? overviewEvery : readDuration(every);
    await this.runner.prepare();
    const engine = await this.engine.get();
    out.line(await say(texts, "watch.begun"));
    for (let nextOverview = clock.now(); io.interrupt?.aborted !== true;) {
      const ids = new Set([...(await engine.due()), ...(await this.runner.withNews())]);
      if (clock.now() >= nextOverview) {
        for (const id of await this.beginDue(engine, args)) ids.add(id);
        nextOverview = clock.now() + period;
      }
      if (ids.size > 0) await this.drive([...ids]);
      await clock.sleep(Math.min(lookEvery, period), io.interrupt);
    }
    out.line(await say(texts, "watch.ended"));
    return { exitCode: ExitCode.done, data: plainData({ stopped: true }) };
  }

  private async beginDue(engine: EngineProtocol, args: Arguments): Promise<readonly string[]> {
    const begun: string[] = [];
    const { begin, blocked } = pickDue(await this.overviews.overview());
    for (const { id: profile } of begin) {
      try {
        begun.push(...(await engine.begin({ profile })).map(({ id }) => id));
      } catch (error) {
        if (!PerennialError.is(error)) throw error;
        await this.problem(profile, toErrorData(error), args);
      }
    }
    for (const { id, problem } of blocked) {
      if (problem !== undefined) await this.problem(id, problem, args);
    }
    return begun;
  }

  /** Shows where renewals stand when it is not where they stood before. */
  private async drive(ids: readonly string[]): Promise<void> {
    const results = await this.runner.drive(ids);
    const changed = results.filter(({ view, outcome }) => {
      const place = JSON.stringify([outcome, outcomeOf(view), view.step?.name, view.wait?.key]);
      const isNew = this.reported.get(view.id) !== place;
      this.reported.set(view.id, place);
      return isNew;
    });
    if (changed.length === 0) return;
    const { data } = await this.runner.report(changed);
    await this.out.show({ perennial: 1, command: "watch", event: "driven", ...data }, this.texts);
  }

  private async problem(
    profile: string,
    error: ReturnType<typeof toErrorData>,
    args: Arguments,
  ): Promise<void> {
    if (this.reported.get(profile) === error.code) return;
    this.reported.set(profile, error.code);
    const { out, texts } = this;
    await showError(error, { out, texts, verbose: args.flag("verbose") });
    const shown = await errorJson(error, texts);
    out.data({ perennial: 1, command: "watch", event: "not-begun", profile, error: shown });
  }
}
