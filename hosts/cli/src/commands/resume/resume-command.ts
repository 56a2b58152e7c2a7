import { inject as injectClass } from "tsyringe";
import { inject, injectable } from "@perennial/api";
import type { ClockPort, EngineProtocol, RenewalView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { needsFixing } from "../../drive/drive-result.js";
import { patienceOf } from "../../drive/patience.js";
import { RenewalRunner } from "../../drive/renewal-runner.js";
import { tryAgain } from "../../drive/try-again.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { say } from "../../output/say.js";
import type { Arguments } from "../../parse/arguments.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import { isNamed } from "../../read/named-renewals.js";
import { Engine, Out, Texts, Time } from "../../tokens.js";

/** `perennial resume`: goes on with the renewals that are named, or with all that are open. */
@injectable()
export class ResumeCommand implements Command {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @injectClass(RenewalRunner) private readonly runner: RenewalRunner,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Time) private readonly clock: ClockPort,
  ) {}

  async run(args: Arguments): Promise<CommandResult> {
    // A command line that is wrong changes nothing.
    const patience = patienceOf(args, this.clock);
    await this.runner.prepare();
    const engine = await this.engine.get();
    const names = args.texts("renewals");
    const { chosen, over } = await choose(engine, names);
    const step = args.text("back-to");
    for (const view of chosen) {
      // Naming a failed renewal is the wish to try it again.
      const wanted = names.length > 0 ? view.state === "failed" : needsFixing(view);
      if (wanted) await tryAgain(engine, [view]);
      if (step !== undefined) {
        await engine.goBack({ renewal: view.id, step: await nameOfStep(engine, view.id, step) });
      }
    }
    for (const [name, last] of over) await this.sayLast(name, last);
    if (names.length === 0 && chosen.length === 0) {
      this.out.line(await say(this.texts, "resume.nothing-open"));
    }
    const ids = chosen.map(({ id }) => id);
    return this.runner.report(await this.runner.drive(ids, patience));
  }

  private async sayLast(name: string, last: RenewalView): Promise<void> {
    const at = this.texts.dateTime(last.finishedAt ?? last.updatedAt);
    this.out.line(await say(this.texts, "resume.none-open", { name, state: last.state, at }));
  }
}

/** A step is named by its name, or by the number that `show` puts before it. */
async function nameOfStep(engine: EngineProtocol, renewal: string, given: string): Promise<string> {
  if (!/^[1-9]\d*$/.test(given)) return given;
  const { steps } = await engine.show({ renewal });
  return steps.find(({ number }) => number === Number(given))?.name ?? given;
}

interface Chosen {
  readonly chosen: readonly RenewalView[];
  /** The last renewal of names of which none is open. */
  readonly over: ReadonlyMap<string, RenewalView>;
}

/** A profile's name stands for its open renewals. */
async function choose(engine: EngineProtocol, names: readonly string[]): Promise<Chosen> {
  const open = await engine.list({ state: "open" });
  const over = new Map<string, RenewalView>();
  if (names.length === 0) return { chosen: open, over };
  const chosen = new Map<string, RenewalView>();
  for (const name of names) {
    const own = open.filter((view) => isNamed(view, name));
    for (const view of own) chosen.set(view.id, view);
    if (own.length > 0) continue;
    const last = await lastNamed(engine, name);
    // A finished one is shown as it is; one that never was is the engine's error.
    if (last === undefined || last.id === name) {
      chosen.set(name, await engine.show({ renewal: name }));
    } else over.set(name, last);
  }
  return { chosen: [...chosen.values()], over };
}

/** The renewal of that name that ended last. */
async function lastNamed(engine: EngineProtocol, name: string): Promise<RenewalView | undefined> {
  const all = await engine.list({ state: "all" });
  const time = ({ finishedAt, updatedAt }: RenewalView) => Date.parse(finishedAt ?? updatedAt);
  return all.filter((view) => isNamed(view, name)).toSorted((a, b) => time(b) - time(a))[0];
}
