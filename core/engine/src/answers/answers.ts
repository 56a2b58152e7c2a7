import {
  message,
  PerennialError,
  type Json,
  type JsonObject,
  type Message,
  type Question,
  type Wait,
} from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { isDoubtKey } from "../drive/doubt.js";
import { Journals } from "../drive/journals.js";
import type { EntropyPort, SecretPort } from "../ports/answer-ports.js";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken, EntropyPortToken, SecretPortToken } from "../ports/tokens.js";
import { Settlements } from "../renewals/settlements.js";
import { toInstant } from "../time.js";
import { FileIntake } from "../waits/file-intake.js";
import { isDeepStrictEqual } from "node:util";
import { pendingSignals } from "../waits/wait-handler.js";
import { Waits } from "../waits/waits.js";
import { secretsIn, tidyForm } from "./form-answer.js";
import { formProblems, type AnswerProblem } from "./form-validator.js";

/** Takes what people answer: checked, without secrets, once. */
@injectable()
export class Answers {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(SecretPortToken.symbol) private readonly secrets: SecretPort,
    @inject(EntropyPortToken.symbol) private readonly entropy: EntropyPort,
    @inject(Journals) private readonly journals: Journals,
    @inject(Waits) private readonly waits: Waits,
    @inject(FileIntake) private readonly intake: FileIntake,
    @inject(Settlements) private readonly settlements: Settlements,
  ) {}

  /** @throws PerennialError `answer.invalid`, `answer.not-expected`, `renewal.not-found`, `files.*` */
  async answer(renewal: string, key: string, value: Json): Promise<void> {
    const journal = await this.journals.load(renewal);
    const wait = expectedWait(journal, key);
    if (isDoubtKey(key)) return this.settle(renewal, value);
    switch (this.waits.of(wait).accepts(wait)) {
      case "nothing":
        throw notExpected(journal, key);
      case "file":
        return this.giveTo(journal, wait, pathIn(value));
      case "true":
        if (value !== true) throw invalid([wrong("answer.problem.true", "must be true")]);
        return this.record(journal, key, true);
      case "value":
        if (wait.for !== "person") throw notExpected(journal, key);
        return this.record(journal, key, await this.taken(journal, wait.question, value));
    }
  }

  /** @throws PerennialError `answer.not-expected`, `renewal.not-found`, `files.*` */
  async give(renewal: string, key: string, path: string): Promise<void> {
    const journal = await this.journals.load(renewal);
    return this.giveTo(journal, expectedWait(journal, key), path);
  }

  private async giveTo(journal: Journal, wait: Wait, path: string): Promise<void> {
    const takes = this.waits.of(wait).takesFile(wait);
    if (takes === undefined) throw notExpected(journal, wait.key);
    await this.intake.give(journal, wait.key, path, takes.maxBytes, "chosen");
  }

  private async record(journal: Journal, key: string, value: Json): Promise<void> {
    const { id, currentStep = "" } = journal.renewal;
    const before = journal.signals.filter((one) => one.step === currentStep && one.key === key);
    const pending = pendingSignals(journal, key).at(-1);
    // The same answer given twice is one answer.
    if (pending !== undefined && isDeepStrictEqual(pending.value, value)) return;
    const dedupe = `${currentStep}/${key}#${before.length}`;
    const signal = { step: currentStep, key, value, dedupe };
    const isNew = await this.store.signal(id, signal, toInstant(this.clock.now()));
    if (!isNew) throw new PerennialError("answer.already-given", { renewal: id, key });
  }

  /** What is journaled of an answer. */
  private async taken(journal: Journal, question: Question, value: Json): Promise<Json> {
    switch (question.type) {
      case "form": {
        const tidy = tidyForm(question.schema, value, question.values);
        const problems = await formProblems(question.schema, tidy);
        if (problems.length > 0) throw invalid(problems, journal.renewal.pluginId);
        return this.withoutSecrets(journal, question, tidy as JsonObject);
      }
      case "confirm":
        if (typeof value === "boolean") return value;
        throw invalid([wrong("answer.problem.yes-or-no", "must be true or false")]);
      case "choice": {
        const options = question.options.map((option) => option.value);
        if (typeof value === "string" && options.includes(value.trim())) return value.trim();
        const english = `must be one of ${options.join(", ")}`;
        throw invalid([wrong("answer.problem.choice", english, { options })]);
      }
      case "entropy":
        return this.withoutEntropy(journal, question.bits, value);
      case "task":
        return true;
    }
  }

  private async withoutSecrets(
    journal: Journal,
    question: Extract<Question, { type: "form" }>,
    value: JsonObject,
  ): Promise<JsonObject> {
    const kept: { [name: string]: Json | undefined } = { ...value };
    for (const { name, text } of secretsIn(question.schema, value)) {
      kept[name] = { ...(await this.secrets.keep(journal.renewal.profileId, name, text)) };
    }
    return kept;
  }

  /** The bytes are mixed into the key's generation in memory; only their number is written down. */
  private withoutEntropy(journal: Journal, bits: number, value: Json): JsonObject {
    const given = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
    const { bytes, system } = given as JsonObject;
    if (system === true) return { bits, source: "system" };
    const english = `must be { "bytes": base64 of at least ${bits} bits } or { "system": true }`;
    const problem = wrong("answer.problem.entropy", english, { bits });
    if (typeof bytes !== "string" || !/^[A-Za-z0-9+/]+={0,2}$/.test(bytes)) {
      throw invalid([problem]);
    }
    const collected = Buffer.from(bytes, "base64");
    if (collected.length * 8 < bits) throw invalid([problem]);
    this.entropy.add(journal.renewal.id, collected);
    return { bits: collected.length * 8, source: "person" };
  }

  private async settle(renewal: string, value: Json): Promise<void> {
    const given = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
    const { happened, reference } = given as JsonObject;
    if (value === "happened" || happened === true) {
      const known = typeof reference === "string" ? reference : undefined;
      return this.settlements.settle(renewal, true, known);
    }
    if (value === "did-not-happen" || happened === false) {
      return this.settlements.settle(renewal, false, undefined);
    }
    const options = ["happened", "did-not-happen"];
    throw invalid([wrong("answer.problem.choice", `must be ${options.join(" or ")}`, { options })]);
  }
}

/** @throws PerennialError `answer.not-expected` */
function expectedWait(journal: Journal, key: string): Wait {
  const { state, wait } = journal.renewal;
  const waits = state === "waiting" || state === "in-doubt";
  if (!waits || wait === undefined || wait.key !== key) throw notExpected(journal, key);
  return wait;
}

function notExpected(journal: Journal, key: string): PerennialError {
  const { id, state, wait, currentStep } = journal.renewal;
  const expected = state === "waiting" || state === "in-doubt" ? wait?.key : undefined;
  return new PerennialError("answer.not-expected", {
    renewal: id,
    key,
    state,
    step: currentStep ?? "",
    expected: expected ?? "",
    waits: expected !== undefined,
  });
}

/** @param plugin whose texts say what a field's pattern asks for. */
function invalid(problems: readonly AnswerProblem[], plugin?: string): PerennialError {
  const listed = problems.map((problem) => ({ ...problem, text: { ...problem.text } }));
  return new PerennialError(
    "answer.invalid",
    { problems: listed, count: problems.length },
    plugin === undefined ? {} : { plugin },
  );
}

function wrong(key: string, english: string, args?: Message["args"]): AnswerProblem {
  return { path: "", message: english, text: message(key, args) };
}

/** A file is answered by its path, bare or as `{ "path": … }`. */
function pathIn(value: Json): string {
  const path = typeof value === "object" && value !== null ? (value as JsonObject)["path"] : value;
  if (typeof path === "string" && path !== "") return path;
  throw invalid([wrong("answer.problem.path", "must be a file's path")]);
}
