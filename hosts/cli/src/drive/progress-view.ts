import type { EngineEvent, EngineProtocol, RenewalDetail } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { toErrorData } from "@perennial/api";
import type { LogFile } from "../log/log-file.js";
import type { Output } from "../output/output.js";
import { stepLine } from "../output/step-line.js";
import { say } from "../output/say.js";

/**
 * Shows the steps of renewals as they go: "Step 3 of 10  Save the request … done". On a terminal a
 * step is named when it begins; elsewhere it is one line when it has ended.
 */
export class ProgressView {
  private readonly details = new Map<string, Promise<RenewalDetail>>();
  private readonly begun = new Set<string>();
  private queue = Promise.resolve();
  private subscription: { dispose(): void } | undefined;

  constructor(
    private readonly engine: EngineProtocol,
    private readonly out: Output,
    private readonly texts: Localizer,
    private readonly log: LogFile,
  ) {}

  /** From here on events are shown. */
  start(): void {
    this.subscription = this.engine.onEvent((event) => {
      // One after the other, in the order they happened.
      this.queue = this.queue
        .then(() => this.show(event))
        .catch((error: unknown) => {
          this.log.write("error", "progress.not-shown", {
            error: JSON.stringify(toErrorData(error)),
          });
        });
    });
  }

  /** Waits until everything that happened was shown. */
  async stop(): Promise<void> {
    this.subscription?.dispose();
    await this.queue;
  }

  /** Waits until everything so far was shown; before a question is asked. */
  settled(): Promise<void> {
    return this.queue;
  }

  private async show(event: EngineEvent): Promise<void> {
    const { out, texts } = this;
    switch (event.type) {
      case "step-started": {
        const line = await this.stepLine(event.renewal, event.step);
        if (line === undefined) return;
        const place = `${event.renewal} ${event.step}`;
        // A step that waited is run again; it is not announced twice.
        if (this.begun.has(place)) return;
        this.begun.add(place);
        out.begin(await say(texts, "progress.begun", { step: line }));
        return;
      }
      case "step-ended": {
        const { pluginId } = await this.detail(event.renewal);
        const word = out.style(
          event.outcome === "done" ? "good" : "quiet",
          await say(texts, `step.${event.outcome}`),
        );
        const line = await this.stepLine(event.renewal, event.step);
        if (line === undefined) return;
        if (!out.end(` ${word}`)) {
          out.line(`${await say(texts, "progress.begun", { step: line })} ${word}`, 0, 2);
        }
        for (const note of event.notes) out.line(await texts.text(note, pluginId), 2, 4);
        return;
      }
      case "progress":
      case "note": {
        const { pluginId } = await this.detail(event.renewal);
        const share =
          event.type === "progress" && event.done !== undefined && event.total !== undefined
            ? ` ${event.done}/${event.total}`
            : "";
        out.line(`${await texts.text(event.text, pluginId)}${share}`, 2, 4);
        return;
      }
      case "waiting":
        // The question that comes next has the step as its heading.
        if (event.wait.for === "person") out.takeBack();
        else out.end(` ${out.style("warning", await say(texts, "step.waiting"))}`);
        return;
      case "failed": {
        const word = out.style("bad", await say(texts, "step.failed"));
        if (!out.end(` ${word}`)) {
          out.line(`${(await this.stepLine(event.renewal, event.step)) ?? ""} ${word}`, 0, 2);
        }
        this.log.write("warn", "step.failed", {
          renewal: event.renewal,
          step: event.step,
          code: event.error.code,
          ...(event.error.detail === undefined ? {} : { detail: event.error.detail }),
        });
        return;
      }
      case "effect":
      case "done":
      case "cancelled":
        this.log.write("info", `renewal.${event.type}`, {
          renewal: event.renewal,
          ...(event.type === "effect" ? { key: event.key, state: event.state } : {}),
        });
        return;
    }
  }

  /** Undefined for a step that does not apply to this account. */
  private async stepLine(renewal: string, step: string): Promise<string | undefined> {
    const detail = await this.detail(renewal);
    const view = detail.steps.find(({ name }) => name === step);
    return view === undefined ? undefined : stepLine(detail, view, this.texts);
  }

  private detail(renewal: string): Promise<RenewalDetail> {
    const known = this.details.get(renewal);
    if (known !== undefined) return known;
    const asked = this.engine.show({ renewal });
    this.details.set(renewal, asked);
    return asked;
  }
}
