import type { FieldSchema, FormSchema, Json, JsonObject, Message } from "@perennial/api";
import type { Problem } from "../drive/answer-source.js";
import { problemText } from "../output/render-error.js";
import { say } from "../output/say.js";
import { askChoice } from "./ask-choice.js";
import { askYesNo } from "./ask-yes-no.js";
import { labelOf, type Asking } from "./asking.js";
import { readField } from "./check-field.js";

/**
 * Asks a form field by field. Enter keeps the value that is shown. With problems only the fields
 * that have one are asked again, each with what was wrong.
 */
export async function askForm(
  asking: Asking,
  schema: FormSchema,
  values: JsonObject,
  problems: readonly Problem[] = [],
): Promise<JsonObject> {
  const answers: { [name: string]: Json | undefined } = { ...values };
  for (const [name, field] of Object.entries(schema.properties)) {
    const own = problems.filter(({ path }) => fieldOf(path) === name);
    if (problems.some(({ path }) => path !== "") && own.length === 0) continue;
    for (const problem of own) await showProblem(asking, problem);
    const shown = answers[name] ?? field.default;
    const required = schema.required?.includes(name) ?? false;
    answers[name] = await askField(asking, field, shown, required);
  }
  return answers;
}

/** What was wrong with an answer, in words. */
export async function showProblem(asking: Asking, problem: Problem): Promise<void> {
  const { out, texts, owner } = asking;
  const words =
    problem.error === undefined
      ? await problemText(problem, texts, owner)
      : (await texts.error(problem.error, problem.error.plugin ?? owner)).what;
  out.line(out.style("bad", await say(texts, "ask.not-taken", { why: words })), 2, 4);
}

async function askField(
  asking: Asking,
  field: FieldSchema,
  preset: Json | undefined,
  required: boolean,
): Promise<Json | undefined> {
  const { terminal, out, texts, owner } = asking;
  const label = await labelOf(asking, field.title);
  if (field.readOnly === true) {
    out.line(await say(texts, "pair", { label, value: display(preset) }), 2, 4);
    return preset;
  }
  if (field.description !== undefined) {
    out.line(out.style("quiet", await labelOf(asking, field.description)), 2, 4);
  }
  if (field.type === "boolean") {
    return askYesNo(asking, `  ${label}`, typeof preset === "boolean" ? preset : undefined);
  }
  if (field.enum !== undefined && preset === undefined) {
    out.line(label, 2);
    return askChoice(asking, await optionsOf(asking, field));
  }
  const choices = field.enum === undefined ? "" : ` (${field.enum.join(" / ")})`;
  const mark = required || field.format === "password" ? "" : await say(texts, "ask.optional");
  const prompt =
    field.format === "password" || preset === undefined
      ? `  ${label}${choices}${mark === "" ? "" : ` (${mark})`}: `
      : `  ${label}${choices} [${display(preset)}]: `;
  for (;;) {
    const secret = field.format === "password";
    const typed = secret ? await terminal.secret(prompt) : await terminal.ask(prompt);
    if (typed === "" && preset !== undefined && !secret) return preset;
    const reading = readField(typed, field, required);
    if (reading.ok) return reading.value;
    out.line(out.style("bad", await texts.text(known(reading.problem), owner)), 4);
  }
}

async function optionsOf(asking: Asking, { enum: values = [], enumTitles }: FieldSchema) {
  const titles = await Promise.all(
    values.map((value, index) => labelOf(asking, enumTitles?.[index] ?? value)),
  );
  return values.map((value, index) => ({ value, label: titles[index] ?? value }));
}

/** A pattern's own message may be written `%key%`. */
function known(problem: Message): Message {
  return problem.key.startsWith("%")
    ? { key: problem.key.slice(1, -1), ...(problem.args ? { args: problem.args } : {}) }
    : problem;
}

function fieldOf(path: string): string {
  return path.replace(/^\//, "").split(/[/.]/, 1)[0] ?? "";
}

function display(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.map(String).join(", ") : String(value);
}
