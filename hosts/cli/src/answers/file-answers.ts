import { resolve } from "node:path";
import type { FormSchema, Json, JsonObject, Question } from "@perennial/api";
import { PerennialError, toErrorData } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { Answer, AnswerSource, Asked } from "../drive/answer-source.js";
import type { AnswersFile } from "./answers-file.js";
import { absolutePath, pathProblems } from "../questions/form-paths.js";
import { entropyAnswer } from "./entropy-answer.js";
import { isPattern } from "./newest-file.js";
import { OfferedFiles } from "./offered-files.js";
import { bestPattern, isMeantFor, type QuestionRealm } from "./question-pattern.js";
import { readSecretFile } from "./secret-file.js";

/** Tells what is done with answers. */
export interface TellAnswers {
  /** A question and the answer that it takes; a secret is shown as `undefined`. */
  taken(asked: Asked, entry: string, shown: Json | undefined): Promise<void>;
  /** A file that was found by a pattern was not taken, and is not given again. */
  leftAside(asked: Asked, path: string): Promise<void>;
}

/**
 * Answers from a file. Each answer is given once: when it is refused, or the same question comes
 * again, the run ends instead of trying it a second time. Of the files that a pattern finds, those
 * that were refused are left aside.
 */
export class FileAnswers implements AnswerSource {
  private readonly used = new Set<string>();
  /** The questions that were answered here. */
  private readonly own = new Set<string>();
  private readonly given = new Set<string>();

  private readonly offered: OfferedFiles;
  /** The file given last for each question. */
  private readonly last = new Map<string, string>();

  constructor(
    private readonly file: AnswersFile,
    private readonly tell: TellAnswers,
    clock: Pick<ClockPort, "now" | "sleep">,
  ) {
    this.offered = new OfferedFiles(clock);
  }

  async answer(asked: Asked): Promise<Answer> {
    try {
      if (asked.inDoubt) return await this.settle(asked);
      const { wait } = asked;
      if (wait.for === "person") return await this.value(asked, wait.question);
      if (takesFile(wait)) return await this.path(asked);
      return { kind: "none" };
    } catch (error) {
      if (!isAboutAnswers(error)) throw error;
      return { kind: "refused", error: toErrorData(error) };
    }
  }

  /** Files may arrive while they are waited for. */
  async hasNews(asked: Asked): Promise<boolean> {
    if (asked.inDoubt || !takesFile(asked.wait)) return false;
    const entry = bestPattern(Object.keys(this.file.files), placeOf(asked));
    const pattern = entry === undefined ? undefined : this.file.files[entry];
    if (pattern === undefined) return false;
    return this.offered.hasNew(asked, resolve(this.file.folder, pattern));
  }

  unused(elsewhere: readonly QuestionRealm[] = []): readonly string[] {
    const { answers, files, settle } = this.file;
    // What this run gave itself is no reason why another entry was not taken.
    const realms = elsewhere.filter((realm) => !this.own.has(JSON.stringify(realm)));
    const ofKind = (kind: string, entries: object, parts: number) =>
      Object.keys(entries)
        .filter((pattern) => !this.used.has(`${kind}: ${pattern}`))
        .filter((pattern) => !realms.some((realm) => isMeantFor(pattern, parts, realm)))
        .map((pattern) => `${kind}: ${pattern}`);
    // What became of an effect is asked for the account and the step alone.
    return [
      ...ofKind("answers", answers, 3),
      ...ofKind("files", files, 3),
      ...ofKind("settle", settle, 2),
    ];
  }

  private async value(asked: Asked, question: Question): Promise<Answer> {
    const entry = bestPattern(Object.keys(this.file.answers), placeOf(asked));
    const answer = entry === undefined ? undefined : this.file.answers[entry];
    if (entry === undefined || answer === undefined) return { kind: "none" };
    this.used.add(`answers: ${entry}`);
    const once = `${asked.renewal.id} ${asked.step} ${asked.wait.key}`;
    if (this.given.has(once)) return this.refused(asked, entry);
    this.given.add(once);
    this.own.add(JSON.stringify(placeOf(asked)));
    const { value, shown } = await this.toValue(question, answer, entry);
    await this.tell.taken(asked, entry, shown);
    return { kind: "value", value };
  }

  private async path(asked: Asked): Promise<Answer> {
    const entry = bestPattern(Object.keys(this.file.files), placeOf(asked));
    const pattern = entry === undefined ? undefined : this.file.files[entry];
    if (entry === undefined || pattern === undefined) return { kind: "none" };
    this.used.add(`files: ${entry}`);
    const path = resolve(this.file.folder, pattern);
    const isNews = asked.wait.refusal !== undefined || asked.problems.length > 0;
    const before = this.last.get(placeKey(asked));
    this.last.delete(placeKey(asked));
    if (isNews && before !== undefined && isPattern(path)) await this.tell.leftAside(asked, before);
    const found = await this.offered.take(asked, path);
    if (found !== undefined) {
      this.last.set(placeKey(asked), found.path);
      this.own.add(JSON.stringify(placeOf(asked)));
      await this.tell.taken(asked, entry, found.path);
      return { kind: "file", path: found.path };
    }
    // Of the files that a pattern finds each is tried once; then a better one is waited for. And
    // while the CA is asked again and again the same file is no news.
    if (!isNews || isPattern(path)) return { kind: "none" };
    const same = await this.offered.again(asked, path);
    return same === undefined ? { kind: "none" } : this.refused(asked, entry);
  }

  private async settle(asked: Asked): Promise<Answer> {
    const { account, profile } = asked.renewal;
    const place = { profile, account, step: asked.step };
    const entry = bestPattern(Object.keys(this.file.settle), place);
    const decision = entry === undefined ? undefined : this.file.settle[entry];
    if (entry === undefined || decision === undefined) return { kind: "none" };
    this.used.add(`settle: ${entry}`);
    const once = `${asked.renewal.id} ${asked.step} settle`;
    if (this.given.has(once)) return this.refused(asked, entry);
    this.given.add(once);
    this.own.add(JSON.stringify(placeOf(asked)));
    await this.tell.taken(asked, entry, { ...decision });
    return { kind: "settle", ...decision };
  }

  private refused({ wait, problems, renewal }: Asked, entry: string): Answer {
    if (wait.refusal !== undefined && problems.length === 0) {
      return { kind: "refused", error: { ...wait.refusal, plugin: renewal.pluginId } };
    }
    const own = problems.find(({ error }) => error !== undefined)?.error;
    if (own !== undefined) return { kind: "refused", error: own };
    const listed = problems.map(({ path, message = "" }) => ({ path, message }));
    const params = { entry, path: this.file.path, problems: listed };
    return { kind: "refused", error: { code: "answers.not-taken", params } };
  }

  /** The value for the engine, and the value as it may be shown. */
  private async toValue(
    question: Question,
    answer: Json,
    entry: string,
  ): Promise<{ value: Json; shown: Json | undefined }> {
    switch (question.type) {
      case "form":
        return this.toForm(question.schema, question.values ?? {}, answer, entry);
      case "entropy":
        return { value: entropyAnswer({ bytes: new Uint8Array(), bits: 0 }), shown: "system" };
      case "task":
        return { value: true, shown: true };
      case "confirm":
      case "choice":
        return { value: answer, shown: answer };
    }
  }

  private async toForm(
    schema: FormSchema,
    preset: JsonObject,
    answer: Json,
    entry: string,
  ): Promise<{ value: JsonObject; shown: JsonObject }> {
    const value: { [name: string]: Json | undefined } = {};
    const shown: { [name: string]: Json | undefined } = {};
    const given = (typeof answer === "object" && answer !== null ? answer : {}) as JsonObject;
    for (const [name, field] of Object.entries(schema.properties)) {
      const own = given[name] ?? preset[name] ?? field.default;
      if (own === undefined) continue;
      const secret = secretPath(own);
      if (secret !== undefined) {
        value[name] = await readSecretFile(resolve(this.file.folder, secret));
        shown[name] = { file: secret };
      } else if (field.format === "password" && typeof own === "string") {
        throw new PerennialError("answers.secret-in-clear", { entry, field: name });
      } else {
        value[name] = absolutePath(field, own, this.file.folder);
        shown[name] = own;
      }
    }
    const problems = await pathProblems(schema, value);
    if (problems.length > 0) {
      const listed = problems.map((problem) => ({ ...problem, text: { ...problem.text } }));
      const params = { entry, path: this.file.path, problems: listed };
      throw new PerennialError("answers.not-taken", params);
    }
    // Fields that the form does not have are the engine's to refuse.
    for (const name of Object.keys(given)) value[name] ??= given[name];
    return { value, shown };
  }
}

function placeOf({ renewal, step, wait }: Asked) {
  return { profile: renewal.profile, account: renewal.account, step, key: wait.key };
}

function placeKey({ renewal, step, wait }: Asked): string {
  return `${renewal.id} ${step} ${wait.key}`;
}

function takesFile(wait: Asked["wait"]): boolean {
  return wait.for === "file" || wait.for === "mail" || wait.for === "poll";
}

function secretPath(value: Json): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const file = (value as JsonObject)["file"];
  return typeof file === "string" ? file : undefined;
}

function isAboutAnswers(error: unknown): boolean {
  return PerennialError.is(error) && /^(answers|secret-file)\./.test(error.code);
}
