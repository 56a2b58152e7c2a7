import { inject as injectClass } from "tsyringe";
import { inject, injectable, PerennialError, toErrorData, type ErrorData } from "@perennial/api";
import type { ClockPort, EngineProtocol, ProfileView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { patienceOf } from "../../drive/patience.js";
import { RenewalRunner } from "../../drive/renewal-runner.js";
import { tryAgain } from "../../drive/try-again.js";
import { ExitCode, exitCodeOf, worstOf } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { errorJson, showError } from "../../output/render-error.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { CheckedOverviews } from "../../read/checked-overview.js";
import type { Terminal } from "../../terminal/terminal.js";
import { Console, Engine, Out, Texts, Time } from "../../tokens.js";
import { beginAware } from "./begin-aware.js";
import { pickDue, pickNamed, type Selection } from "./select.js";
import { renderPlan } from "./render-plan.js";
import { nameOf } from "../../output/name-of.js";

/** A profile whose renewal could not begin. */
interface Blocked {
  readonly profile: string;
  readonly error: ErrorData;
}

/** `perennial renew`: everything that is due, or the profiles that are named. */
@injectable()
export class RenewCommand implements Command {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @injectClass(CheckedOverviews) private readonly overviews: CheckedOverviews,
    @injectClass(RenewalRunner) private readonly runner: RenewalRunner,
    @inject(Console) private readonly terminal: Terminal,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Time) private readonly clock: ClockPort,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    const names = args.texts("profiles");
    const account = args.text("account");
    if (account !== undefined && names.length !== 1) {
      throw new PerennialError("usage.account-of-one", {});
    }
    const engine = await this.engine.get();
    const { profiles, at } = await this.overviews.overview();
    const selection =
      names.length === 0 ? pickDue({ profiles, at }) : pickNamed(find(profiles, names), account);
    if (args.flag("plan")) return this.plan(engine, names, selection);
    return this.renew(engine, args, selection);
  }

  private async plan(
    engine: EngineProtocol,
    names: readonly string[],
    { begin, open, unwatched }: Selection,
  ): Promise<CommandResult> {
    const wanted = new Set(
      names.length > 0 ? names : [...begin.map(({ id }) => id), ...open.map((r) => r.profile)],
    );
    const plans = await Promise.all([...wanted].map((profile) => engine.plan({ profile })));
    for (const plan of plans) await renderPlan(plan, this.out, this.texts);
    if (plans.length === 0) this.out.line(await say(this.texts, "renew.nothing-due"));
    await this.tellUnwatched(unwatched);
    return { exitCode: ExitCode.done, data: plainData({ plans }) };
  }

  private async renew(
    engine: EngineProtocol,
    args: Arguments,
    selection: Selection,
  ): Promise<CommandResult> {
    const { out, texts } = this;
    // A command line that is wrong begins nothing.
    const patience = patienceOf(args, this.clock);
    await this.runner.prepare();
    const named = args.texts("profiles").length > 0;
    const { begun, blocked } = await this.begin(engine, args, selection.begin);
    for (const { id, problem } of selection.blocked) {
      if (problem !== undefined) blocked.push({ profile: id, error: problem });
    }
    const verbose = args.flag("verbose");
    for (const { error } of blocked) await showError(error, { out, texts, verbose });
    for (const { id, profile, account } of await tryAgain(engine, selection.failed)) {
      const name = nameOf({ profile, account });
      out.line(await say(texts, "renew.tried-again", { name, renewal: id }));
    }
    const driven = [
      ...(await this.runner.drive([...selection.open.map(({ id }) => id), ...begun], patience)),
    ];
    const nothing = driven.length === 0 && blocked.length === 0;
    if (nothing) out.line(await say(texts, named ? "renew.nothing" : "renew.nothing-due"));
    await this.tellUnwatched(selection.unwatched);
    const { exitCode, data } = await this.runner.report(driven);
    const notBegun = await Promise.all(
      blocked.map(async ({ profile, error }) => ({
        profile,
        error: await errorJson(error, texts),
      })),
    );
    return {
      exitCode: worstOf([exitCode, ...blocked.map(({ error }) => exitCodeOf(error))]),
      data: plainData({ ...data, ...(notBegun.length === 0 ? {} : { notBegun }) }),
    };
  }

  /** What cannot become due is not passed over in silence. */
  private async tellUnwatched(unwatched: readonly ProfileView[]): Promise<void> {
    const names = unwatched.map(({ id }) => id);
    const [first] = names;
    if (first === undefined) return;
    this.out.line(await say(this.texts, "renew.not-watched", { names, count: names.length }));
    this.out.command(`perennial renew ${names.length === 1 ? first : "PROFILE"}`, 2);
  }

  /** One profile that cannot begin does not keep the others from it. */
  private async begin(
    engine: EngineProtocol,
    args: Arguments,
    profiles: readonly ProfileView[],
  ): Promise<{ begun: readonly string[]; blocked: Blocked[] }> {
    const { out, texts, terminal } = this;
    const account = args.text("account");
    const force = args.flag("force");
    const begun: string[] = [];
    const blocked: Blocked[] = [];
    for (const { id: profile } of profiles) {
      try {
        const views = await beginAware(
          { engine, out, texts, terminal, yes: args.flag("yes") },
          {
            profile,
            ...(account === undefined ? {} : { account }),
            ...(force ? { force } : {}),
          },
        );
        begun.push(...views.map(({ id }) => id));
        for (const view of views) await this.announce(view.id, profile, view.account);
      } catch (error) {
        if (!PerennialError.is(error)) throw error;
        blocked.push({ profile, error: toErrorData(error) });
      }
    }
    return { begun, blocked };
  }

  private async announce(renewal: string, profile: string, account: string): Promise<void> {
    const name = nameOf({ profile, account });
    this.out.line(await say(this.texts, "renew.begun", { name, renewal }));
  }
}

function find(profiles: readonly ProfileView[], names: readonly string[]): readonly ProfileView[] {
  return names.map((name) => {
    const profile = profiles.find(({ id }) => id === name);
    if (profile === undefined) throw new PerennialError("profile.not-found", { profile: name });
    return profile;
  });
}
