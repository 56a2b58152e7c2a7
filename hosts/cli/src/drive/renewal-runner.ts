import { inject, injectable } from "@perennial/api";
import type { ClockPort, EngineProtocol, RenewalView } from "@perennial/engine";
import type { TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import { worstOf } from "../exit-code.js";
import type { Home } from "../home/home.js";
import type { HostIo } from "../host-io.js";
import type { Lazy } from "../lazy.js";
import type { LogFile } from "../log/log-file.js";
import type { QuestionRealm } from "../answers/question-pattern.js";
import { nameOf } from "../output/name-of.js";
import type { Output } from "../output/output.js";
import { plainData } from "../output/plain-data.js";
import { errorJson } from "../output/render-error.js";
import { say } from "../output/say.js";
import type { Arguments } from "../parse/arguments.js";
import type { CommandResult } from "../parse/definition.js";
import { whileHolding } from "../token-modules/while-holding.js";
import {
  Answers,
  Engine,
  Given,
  HomeFolder,
  Io,
  Logbook,
  Out,
  Texts,
  Time,
  Tokens,
} from "../tokens.js";
import type { AnswerSource } from "./answer-source.js";
import { outcomeCode, type DriveResult } from "./drive-result.js";
import { askedOf, Driver, type Patience } from "./driver.js";
import { ProgressView } from "./progress-view.js";
import { showResults } from "./show-results.js";

/** Drives renewals with the answers there are, shows how they go and where they stand at the end. */
@injectable()
export class RenewalRunner {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Answers) private readonly answers: Lazy<AnswerSource>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
    @inject(Time) private readonly clock: ClockPort,
    @inject(Io) private readonly io: HostIo,
    @inject(Logbook) private readonly log: LogFile,
    @inject(Given) private readonly args: Arguments,
    @inject(HomeFolder) private readonly home: Home,
    @inject(Tokens) private readonly tokens: Lazy<TokenServices>,
  ) {}

  /** Milliseconds since 1970 at which this run began to drive. */
  private since = Infinity;

  /**
   * Reads the answers file, if there is one: what is wrong with it is told before anything begins.
   * @throws PerennialError `answers.*`
   */
  async prepare(): Promise<void> {
    await this.answers.get();
  }

  /** The open renewals for whose questions there is an answer that was not there before. */
  async withNews(): Promise<readonly string[]> {
    const answers = await this.answers.get();
    if (answers.hasNews === undefined) return [];
    const engine = await this.engine.get();
    const found: string[] = [];
    for (const { id } of await engine.list({ state: "open" })) {
      const asked = askedOf(await engine.show({ renewal: id }));
      if (asked !== undefined && (await answers.hasNews(asked))) found.push(id);
    }
    return found;
  }

  /** @param patience absent: returns as soon as everything waits. */
  async drive(renewals: readonly string[], patience?: Patience): Promise<readonly DriveResult[]> {
    const { out, texts, clock, io, log } = this;
    this.since = Math.min(this.since, clock.now());
    const engine = await this.engine.get();
    const answers = await this.answers.get();
    const progress = new ProgressView(engine, out, texts, log);
    progress.start();
    try {
      const driver = new Driver(
        engine,
        answers,
        clock,
        io.interrupt,
        () => progress.settled(),
        (view) => this.tellElsewhere(view),
      );
      return await whileHolding(this.tokens, () => driver.drive(renewals, patience));
    } finally {
      answers.end?.();
      await progress.stop();
    }
  }

  private async tellElsewhere(view: RenewalView): Promise<void> {
    const { pid = 0, host = "" } = view.drivenBy ?? {};
    const line = await say(this.texts, "result.elsewhere", { name: nameOf(view), pid, host });
    this.out.line(line, 0, 2);
  }

  /** Shows where the renewals stand, and makes it the command's result. */
  async report(results: readonly DriveResult[]): Promise<CommandResult> {
    const { out, texts } = this;
    const engine = await this.engine.get();
    const unused = await this.unused(engine, results);
    if (!out.json) {
      await showResults(
        {
          ...{ out, texts, engine, verbose: this.args.flag("verbose"), home: this.home },
          answers: this.args.text("answers"),
          goOn: this.io.env["PERENNIAL_GO_ON"] !== "no",
        },
        results,
      );
      if (unused.length > 0) {
        out.problem(await say(texts, "answers.unused"));
        for (const entry of unused) out.problem(`- ${entry}`, 2, 4);
      }
    }
    const renewals = await Promise.all(results.map((result) => this.toJson(result)));
    return {
      exitCode: worstOf(results.map(outcomeCode)),
      data: plainData({ renewals, ...(unused.length === 0 ? {} : { unusedAnswers: unused }) }),
    };
  }

  /**
   * Answers that were never looked at, once everything was driven to its end: what waits, failed or
   * was refused has not come to all of its questions.
   */
  private async unused(
    engine: EngineProtocol,
    results: readonly DriveResult[],
  ): Promise<readonly string[]> {
    if (results.length === 0 || !results.every(({ outcome }) => outcome === "done")) return [];
    const answers = await this.answers.get();
    if (answers.unused().length === 0) return [];
    return answers.unused(await this.elsewhere(engine, results));
  }

  /**
   * Steps that an earlier run went through, questions that were answered meanwhile by whomever, and
   * accounts that this run had nothing to do with.
   */
  private async elsewhere(
    engine: EngineProtocol,
    results: readonly DriveResult[],
  ): Promise<readonly QuestionRealm[]> {
    const driven = await Promise.all(results.map(({ view }) => engine.show({ renewal: view.id })));
    const before = driven.flatMap(({ profile, account, steps }) =>
      steps
        .filter(({ finishedAt = "" }) => Date.parse(finishedAt) < this.since)
        .map(({ name }) => ({ profile, account, step: name })),
    );
    const answered = driven.flatMap(({ profile, account, answered: questions = [] }) =>
      questions.map((question) => ({ profile, account, ...question })),
    );
    const { profiles } = await engine.overview();
    const others = profiles
      .flatMap(({ id, accounts }) => accounts.map(({ account }) => ({ profile: id, account })))
      .filter((one) => !driven.some((own) => nameOf(own) === nameOf(one)));
    return [...before, ...answered, ...others];
  }

  private async toJson({ view, outcome, error = view.error }: DriveResult): Promise<object> {
    return {
      ...view,
      outcome,
      ...(error === undefined
        ? {}
        : { error: await errorJson({ plugin: view.pluginId, ...error }, this.texts) }),
    };
  }
}
