import { PerennialError, toErrorData, type ErrorData } from "@perennial/api";
import type { ClockPort, EngineProtocol, RenewalView } from "@perennial/engine";
import type { Answer, AnswerSource, Asked, Problem } from "./answer-source.js";
import { hasMoved } from "./has-moved.js";
import { readProblems } from "./read-problems.js";
import { outcomeOf, type DriveResult } from "./drive-result.js";

/** How long a run keeps looking once everything waits. */
export interface Patience {
  /** Milliseconds since the epoch; absent: for ever. */
  readonly until?: number;
}

/** Milliseconds between looks when nothing says when to look. */
const lookEvery = 2_000;

/**
 * Drives renewals in turn until each is finished or waits for something that is not there. The
 * accounts of one contract wait for each other, so a round that moved one is followed by another.
 */
export class Driver {
  private readonly results = new Map<string, DriveResult>();

  constructor(
    private readonly engine: EngineProtocol,
    private readonly answers: AnswerSource,
    private readonly clock: ClockPort,
    private readonly interrupt: AbortSignal | undefined,
    /** Resolves when everything that happened so far was shown. */
    private readonly shown: () => Promise<void> = () => Promise.resolve(),
    /** Told once of each renewal that another process drives while this one goes on waiting. */
    private readonly elsewhere: (view: RenewalView) => Promise<void> = () => Promise.resolve(),
  ) {}

  /** Left for later by the person: this run does not wait for them. */
  private readonly left = new Set<string>();
  private readonly toldElsewhere = new Set<string>();

  /** @param patience absent: returns as soon as everything waits. */
  async drive(renewals: readonly string[], patience?: Patience): Promise<readonly DriveResult[]> {
    try {
      let next = renewals;
      for (;;) {
        await this.rounds(next);
        const open = renewals.filter((id) => this.isOpen(id));
        if (open.length === 0 || patience === undefined) break;
        const left = (patience.until ?? Infinity) - this.clock.now();
        if (left <= 0) break;
        await this.tellElsewhere(open);
        this.answers.idle?.();
        await this.clock.sleep(Math.min(left, this.untilNextLook(open)), this.interrupt);
        this.checkInterrupt();
        next = await this.awake(open);
      }
    } catch (error) {
      if (!PerennialError.is(error, "cli.interrupted") && !isInputEnd(error)) throw error;
      await this.markInterrupted(renewals);
    }
    return renewals.flatMap((id) => this.results.get(id) ?? []);
  }

  /** Those that can go on, that have an answer now, or that another process drove till now. */
  private async awake(open: readonly string[]): Promise<readonly string[]> {
    const due = new Set(await this.engine.due());
    const awake: string[] = [];
    for (const id of open) {
      if (due.has(id) || this.isAwake(id) || (await this.hasNews(id))) awake.push(id);
    }
    return awake;
  }

  private async hasNews(id: string): Promise<boolean> {
    const view = this.results.get(id)?.view;
    if (view === undefined) return false;
    const asked = askedOf(view);
    if (asked !== undefined && (await this.answers.hasNews?.(asked)) === true) return true;
    // What another process did with it is in the journal.
    return hasMoved(view, await this.engine.show({ renewal: id }));
  }

  private async tellElsewhere(open: readonly string[]): Promise<void> {
    for (const id of open) {
      const result = this.results.get(id);
      if (result?.outcome !== "busy" || this.toldElsewhere.has(id)) continue;
      this.toldElsewhere.add(id);
      await this.elsewhere(result.view);
    }
  }

  private async rounds(renewals: readonly string[]): Promise<void> {
    const elsewhere = new Set<string>();
    for (let moved = true; moved;) {
      moved = false;
      for (const id of renewals) {
        const before = this.results.get(id);
        if (elsewhere.has(id) || (before !== undefined && !this.isOpen(id))) continue;
        this.checkInterrupt();
        const result = await this.advance(id);
        this.results.set(id, result);
        // Whoever drives it now will for a while.
        if (result.outcome === "busy") elsewhere.add(id);
        moved ||= before === undefined || hasMoved(before.view, result.view);
      }
      moved &&= renewals.length > 1;
    }
  }

  /** Goes on with one renewal as long as its questions find answers. */
  private async advance(id: string): Promise<DriveResult> {
    let problems: readonly Problem[] = [];
    for (;;) {
      let view: RenewalView;
      try {
        view = await this.interruptible(this.engine.advance({ renewal: id }));
      } catch (error) {
        if (!PerennialError.is(error)) throw error;
        const shown = await this.engine.show({ renewal: id });
        if (shown.blocked !== undefined) return blocked(shown, error.toJSON());
        if (!isBusy(error)) throw error;
        return { view: shown, outcome: "busy", error: toErrorData(error) };
      }
      if (view.blocked !== undefined) return blocked(view, view.blocked);
      const asked = askedOf(view, problems);
      if (asked === undefined) return { view, outcome: outcomeOf(view) };
      await this.shown();
      const answer = await this.answers.answer(asked);
      if (answer.kind === "none" || answer.kind === "later") {
        if (answer.kind === "later") this.left.add(id);
        return { view, outcome: outcomeOf(view) };
      }
      if (answer.kind === "refused") return { view, outcome: "refused", error: answer.error };
      problems = answer.kind === "overtaken" ? [] : await this.give(id, asked.wait.key, answer);
    }
  }

  private async give(
    renewal: string,
    key: string,
    answer: Exclude<Answer, { kind: "none" | "later" | "overtaken" | "refused" }>,
  ): Promise<readonly Problem[]> {
    try {
      switch (answer.kind) {
        case "value":
          await this.engine.answer({ renewal, key, value: answer.value });
          break;
        case "file":
          await this.engine.give({ renewal, key, path: answer.path });
          break;
        case "settle": {
          const { happened, reference } = answer;
          await this.engine.settle({
            renewal,
            happened,
            ...(reference === undefined ? {} : { reference }),
          });
          break;
        }
      }
      return [];
    } catch (error) {
      // Another process answered first: what it gave is in the journal.
      if (PerennialError.is(error, "answer.not-expected")) return [];
      if (PerennialError.is(error) && isAboutAnswer(error)) return problemsIn(error.toJSON());
      throw error;
    }
  }

  private async markInterrupted(renewals: readonly string[]): Promise<void> {
    for (const id of renewals) {
      const known = this.results.get(id);
      if (known !== undefined && (known.outcome === "done" || known.outcome === "cancelled")) {
        continue;
      }
      const view = await this.engine.show({ renewal: id });
      // Another process may have come to its end.
      const isOver = view.state === "done" || view.state === "cancelled";
      this.results.set(id, { view, outcome: isOver ? outcomeOf(view) : "interrupted" });
    }
  }

  private isOpen(id: string): boolean {
    const outcome = this.results.get(id)?.outcome;
    if (this.left.has(id)) return false;
    return outcome === "waiting" || outcome === "busy" || outcome === undefined;
  }

  private isAwake(id: string): boolean {
    const result = this.results.get(id);
    if (result?.outcome === "busy") return true;
    const wakeAt = result?.view.wakeAt;
    return wakeAt !== undefined && Date.parse(wakeAt) <= this.clock.now();
  }

  private untilNextLook(open: readonly string[]): number {
    const times = open.flatMap((id) => {
      const wakeAt = this.results.get(id)?.view.wakeAt;
      return wakeAt === undefined ? [] : [Date.parse(wakeAt) - this.clock.now()];
    });
    return Math.max(50, Math.min(lookEvery, ...times));
  }

  private checkInterrupt(): void {
    if (this.interrupt?.aborted === true) throw new PerennialError("cli.interrupted");
  }

  /** The engine is safe to leave at any moment; what it does goes on or is found again. */
  private interruptible<T>(work: Promise<T>): Promise<T> {
    const { interrupt } = this;
    if (interrupt === undefined) return work;
    return new Promise<T>((resolve, reject) => {
      const onAbort = () => reject(new PerennialError("cli.interrupted"));
      interrupt.addEventListener("abort", onAbort, { once: true });
      work.then(resolve, reject).finally(() => interrupt.removeEventListener("abort", onAbort));
    });
  }
}

/** The question that a renewal waits with, if it does. */
export function askedOf(view: RenewalView, problems: readonly Problem[] = []): Asked | undefined {
  const { wait, step, state } = view;
  if (wait === undefined || step === undefined) return undefined;
  if (state !== "waiting" && state !== "in-doubt") return undefined;
  return { renewal: view, step: step.name, wait, inDoubt: state === "in-doubt", problems };
}

/** No answer is asked for that nothing could judge. */
function blocked(view: RenewalView, error: ErrorData): DriveResult {
  return { view, outcome: "blocked", error };
}

function isBusy(error: unknown): boolean {
  return PerennialError.is(error, "renewal.driven-elsewhere");
}
function isInputEnd(error: unknown): boolean {
  return PerennialError.is(error, "cli.input-ended");
}

/** Whether the error says that what was given is not usable, rather than that something broke. */
function isAboutAnswer(error: PerennialError): boolean {
  return (
    error.code.startsWith("answer.") ||
    [
      "files.not-found",
      "files.not-a-file",
      "files.empty",
      "files.too-large",
      "files.unreadable",
      "files.private-key",
    ].includes(error.code)
  );
}

/** What is wrong with each part of an answer, or the error itself. */
function problemsIn(error: ErrorData): readonly Problem[] {
  const listed = readProblems(error);
  return listed.length > 0 ? listed : [{ path: "", error }];
}
