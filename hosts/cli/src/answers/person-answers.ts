import type { Question } from "@perennial/api";
import type { RenewalView } from "@perennial/engine";
import type { HostIo } from "../host-io.js";
import type { Answer, AnswerSource, Asked } from "../drive/answer-source.js";
import { describeWait, showFiles, waitsFor } from "../drive/describe-wait.js";
import type { Home } from "../home/home.js";
import { say } from "../output/say.js";
import { askChoice } from "../questions/ask-choice.js";
import { askEnter } from "../questions/ask-enter.js";
import { askEntropy } from "../questions/ask-entropy.js";
import { askFile } from "../questions/ask-file.js";
import { askForm, showProblem } from "../questions/ask-form.js";
import { askYesNo } from "../questions/ask-yes-no.js";
import type { Asking } from "../questions/asking.js";
import { overtakable, Overtaken } from "../questions/overtakable.js";
import { entropyAnswer } from "./entropy-answer.js";
import { nameOf } from "../output/name-of.js";
import { stepLine } from "../output/step-line.js";
import { tellConsent } from "./tell-consent.js";
import { TypedForms } from "./typed-forms.js";

/** Asks the person at the terminal. */
export class PersonAnswers implements AnswerSource {
  /** What was typed into a form, kept while it is corrected. */
  private readonly typed = new TypedForms();
  /** Files that are not there yet, so that a round does not ask for them again. */
  private readonly postponed = new Set<string>();
  /** By renewal, the question that was answered with no, until another one is asked. */
  private readonly declined = new Map<string, string>();

  constructor(
    private readonly asking: Omit<Asking, "owner">,
    private readonly io: Pick<HostIo, "cwd">,
    private readonly home: Home,
    /** Resolves when the renewal can go on without this answer, or when `signal` is aborted. */
    private readonly untilDue: (
      wanted: { readonly before: RenewalView; readonly outside: boolean },
      signal: AbortSignal,
    ) => Promise<void>,
  ) {}

  idle(): void {
    this.asking.terminal.hush();
  }

  end(): void {
    this.asking.terminal.speak();
  }

  async answer(asked: Asked): Promise<Answer> {
    const { renewal, wait, inDoubt, problems } = asked;
    const asking: Asking = { ...this.asking, owner: renewal.pluginId };
    const place = `${renewal.id} ${asked.step} ${wait.key}`;
    const again = `${place} ${wait.refusal?.code ?? ""}`;
    if (this.postponed.has(again)) return { kind: "none" };
    if (!inDoubt && !isForPerson(asked)) return { kind: "none" };
    // "Not yet" was understood: the same question again would only be a loop.
    if (problems.length === 0 && this.declined.get(renewal.id) === again) return { kind: "later" };
    this.declined.delete(renewal.id);
    if (problems.length === 0) await this.introduce(asked);
    for (const problem of problems.filter(({ path }) => path === "")) {
      await showProblem(asking, problem);
    }
    if (inDoubt) return this.settle(asking, asked);
    if (wait.for === "file" || wait.for === "mail") {
      return this.file(asking, renewal, again);
    }
    if (wait.for === "token") return this.token(asking, renewal);
    if (wait.for !== "person") return { kind: "none" };
    const { question } = wait;
    return this.unlessOvertaken({ before: renewal, outside: false }, async (overtaken) => {
      const terminal = overtakable(asking.terminal, overtaken);
      const given = await this.question({ ...asking, terminal }, question, place, asked);
      const isNo = question.type === "confirm" && given.kind === "value" && given.value === false;
      if (isNo) this.declined.set(renewal.id, again);
      return given;
    });
  }

  unused(): readonly string[] {
    return [];
  }

  private async question(
    asking: Asking,
    question: Question,
    place: string,
    { wait, problems }: Asked,
  ): Promise<Answer> {
    const { terminal, texts, owner } = asking;
    switch (question.type) {
      case "form": {
        const values = this.typed.values(place, question, wait, problems);
        const { schema } = question;
        const typed = await askForm(asking, { schema, values, problems, cwd: this.io.cwd });
        this.typed.keep(place, question, typed);
        return { kind: "value", value: typed };
      }
      case "confirm": {
        const yes = await texts.text(question.yes ?? { key: "ask.yes" }, owner);
        const no = await texts.text(question.no ?? { key: "ask.no" }, owner);
        await tellConsent(asking, wait.key, yes);
        const hasOwn = question.yes !== undefined || question.no !== undefined;
        // Of words of its own nobody could tell which of them is meant by y.
        const prompt = hasOwn
          ? await say(texts, "ask.yes-no-labels", { yes, no })
          : `${yes} / ${no}`;
        const value = await askYesNo(asking, prompt, undefined, { yes, no });
        return { kind: "value", value };
      }
      case "choice": {
        const options = await Promise.all(
          question.options.map(async ({ value, label }) => ({
            value,
            label: await texts.text(label, owner),
          })),
        );
        // Their numbers are not those of the instructions.
        asking.out.line();
        return { kind: "value", value: await askChoice(asking, options) };
      }
      case "entropy":
        return { kind: "value", value: entropyAnswer(await askEntropy(asking, question.bits)) };
      case "task": {
        const prompt =
          question.done === undefined
            ? say(texts, "ask.task")
            : say(texts, "ask.task-done", { done: await texts.text(question.done, owner) });
        await terminal.ask(`${await prompt} `);
        return { kind: "value", value: true };
      }
    }
  }

  private file(asking: Asking, before: RenewalView, again: string): Promise<Answer> {
    return this.unlessOvertaken({ before, outside: true }, async (overtaken) => {
      const path = await askFile(asking, this.io.cwd, "ask.file", overtaken);
      if (path !== undefined) return { kind: "file", path };
      if (!overtaken.aborted) this.postponed.add(again);
      return { kind: "none" };
    });
  }

  /** It goes on by itself when the token is there; Enter leaves it for later. */
  private token(asking: Asking, before: RenewalView): Promise<Answer> {
    return this.unlessOvertaken({ before, outside: true }, async (overtaken) => {
      await askEnter(asking, `${await say(asking.texts, "ask.token")} `, overtaken);
      return { kind: "later" };
    });
  }

  /** A watched folder, another terminal, or the token itself may be faster than the person here. */
  private async unlessOvertaken(
    wanted: { readonly before: RenewalView; readonly outside: boolean },
    ask: (overtaken: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const overtaken = new AbortController();
    const answered = new AbortController();
    let failure: unknown;
    const watching = this.untilDue(wanted, answered.signal)
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => overtaken.abort());
    try {
      const given = await ask(overtaken.signal);
      if (failure !== undefined) throw failure;
      const isGiven = given.kind !== "none" && given.kind !== "later";
      return overtaken.signal.aborted && !isGiven ? { kind: "overtaken" } : given;
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
      if (failure !== undefined) throw failure;
      const { out, texts } = this.asking;
      out.line(await say(texts, "ask.overtaken"), 2);
      return { kind: "overtaken" };
    } finally {
      answered.abort();
      await watching;
    }
  }

  private async settle(asking: Asking, { wait }: Asked): Promise<Answer> {
    const { terminal, texts } = asking;
    const canConfirm =
      wait.for === "person" &&
      wait.question.type === "choice" &&
      wait.question.options.some(({ value }) => value === "happened");
    const options = await Promise.all(
      (canConfirm ? ["yes", "no", "later"] : ["no", "later"]).map(async (value) => ({
        value,
        label: await say(texts, `ask.settle-${value}`),
      })),
    );
    const chosen = await askChoice(asking, options);
    if (chosen === "later") return { kind: "none" };
    if (chosen === "no") return { kind: "settle", happened: false };
    const reference = (await terminal.ask(`${await say(texts, "ask.reference")} `)).trim();
    return { kind: "settle", happened: true, ...(reference === "" ? {} : { reference }) };
  }

  private async introduce({ renewal, wait }: Asked): Promise<void> {
    const { out, texts } = this.asking;
    out.line();
    const heading = renewal.step === undefined ? undefined : stepLine(renewal, renewal.step, texts);
    out.line(out.style("heading", (await heading) ?? nameOf(renewal)));
    await describeWait({ out, texts }, renewal);
    await showFiles({ out, texts }, renewal, this.home);
    if (wait.deadline !== undefined) out.line(await waitsFor({ out, texts }, renewal), 2);
  }
}

/** Which token is meant has to be known, for its coming to be seen. */
function isForPerson({ wait }: Asked): boolean {
  if (wait.for === "token") return wait.place !== undefined || wait.spkiHash !== undefined;
  return wait.for === "person" || wait.for === "file" || wait.for === "mail";
}
