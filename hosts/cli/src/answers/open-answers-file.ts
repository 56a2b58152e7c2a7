import { basename } from "node:path";
import type { Json, JsonObject } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import type { Asked } from "../drive/answer-source.js";
import type { Output } from "../output/output.js";
import { say } from "../output/say.js";
import { labelOf } from "../questions/asking.js";
import { readAnswersFile } from "./answers-file.js";
import { FileAnswers, type TellAnswers } from "./file-answers.js";
import { nameOf } from "../output/name-of.js";
import { stepLine } from "../output/step-line.js";

/**
 * Answers from a file; each question is shown with the answer it takes.
 * @throws PerennialError `answers.*`
 */
export async function openAnswersFile(
  path: string,
  cwd: string,
  out: Output,
  texts: Localizer,
  clock: ClockPort,
): Promise<FileAnswers> {
  const file = await readAnswersFile(path, cwd);
  const name = basename(file.path);
  const tell: TellAnswers = {
    taken: async ({ renewal, wait }, _entry, shown) => {
      const owner = renewal.pluginId;
      out.line();
      const heading =
        renewal.step === undefined ? undefined : stepLine(renewal, renewal.step, texts);
      out.line(out.style("heading", (await heading) ?? nameOf(renewal)));
      out.line(await texts.text(wait.text, owner), 2);
      for (const line of await answerLines(wait, shown, texts, owner)) {
        out.line(await say(texts, "answers.takes", { answer: line, file: name }), 4, 6);
      }
    },
    leftAside: async ({ renewal, wait, problems }, left) => {
      const owner = renewal.pluginId;
      const own = problems.find(({ error }) => error !== undefined)?.error;
      const error = own ?? (wait.refusal && { ...wait.refusal, plugin: owner });
      const why = error === undefined ? "" : (await texts.error(error, owner)).what;
      out.line(out.style("bad", await say(texts, "answers.left-aside", { path: left, why })), 4, 6);
    },
  };
  return new FileAnswers(file, tell, clock);
}

async function answerLines(
  wait: Asked["wait"],
  shown: Json | undefined,
  texts: Localizer,
  owner: string,
): Promise<readonly string[]> {
  if (wait.for === "person" && wait.question.type === "entropy") {
    return [await say(texts, "answers.system")];
  }
  if (wait.for !== "person" || typeof shown !== "object" || shown === null) {
    return [await plain(shown, texts)];
  }
  const fields = wait.question.type === "form" ? wait.question.schema.properties : {};
  return Promise.all(
    Object.entries(shown as JsonObject).map(async ([name, value]) => {
      const title = fields[name]?.title;
      const label = title === undefined ? name : await labelOf({ texts, owner }, title);
      return say(texts, "pair", { label, value: await plain(value, texts) });
    }),
  );
}

async function plain(value: Json | undefined, texts: Localizer): Promise<string> {
  if (value === true) return say(texts, "ask.yes");
  if (value === false) return say(texts, "ask.no");
  const file = (value as { file?: unknown } | null | undefined)?.file;
  if (typeof file === "string") return say(texts, "answers.secret-from", { file });
  return typeof value === "string" ? value : JSON.stringify(value);
}
