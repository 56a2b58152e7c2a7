import {
  softwareKeyPlace,
  type FieldSchema,
  type FormSchema,
  type Json,
  type JsonObject,
} from "@perennial/api";
import type { Problem } from "../drive/answer-source.js";
import { problemText } from "../output/render-error.js";
import { say } from "../output/say.js";
import { askChoice, askOptionalChoice } from "./ask-choice.js";
import { askKeyPlace } from "./ask-key-place.js";
import { askYesNo } from "./ask-yes-no.js";
import { labelOf, type Asking } from "./asking.js";
import { checkField } from "./check-field.js";
import { absolutePath } from "./form-paths.js";
import { readPath } from "./read-path.js";
import { readTyped } from "./read-typed.js";

/** A form that is asked. */
export interface AskedForm {
  readonly schema: FormSchema;
  /** What is known already; Enter keeps it. */
  readonly values: JsonObject;
  readonly problems?: readonly Problem[];
  /** Paths are relative to it. */
  readonly cwd: string;
  /** Asked is every field, also where only some have problems. */
  readonly all?: boolean;
}

/**
 * Asks a form field by field; each is checked at once, and asked again until it is right. With
 * problems only the fields that have one are asked, each with what was wrong.
 */
export async function askForm(asking: Asking, form: AskedForm): Promise<JsonObject> {
  const { schema, values, problems = [], cwd, all = false } = form;
  const answers: { [name: string]: Json | undefined } = { ...values };
  const isPart = !all && problems.some(({ path }) => path !== "");
  for (const [name, field] of Object.entries(schema.properties)) {
    const own = problems.filter(({ path }) => fieldOf(path) === name);
    if (isPart && own.length === 0) continue;
    const label = await labelOf(asking, field.title);
    for (const problem of own) await showProblem(asking, problem, label);
    const required = schema.required?.includes(name) ?? false;
    const preset = absolutePath(field, answers[name] ?? field.default, cwd);
    answers[name] = await askField(asking, { name, field, label, required, cwd }, preset);
  }
  return answers;
}

/**
 * What was wrong with an answer, in words.
 * @param label of the field that it is about.
 */
export async function showProblem(asking: Asking, problem: Problem, label?: string): Promise<void> {
  const { out, texts, owner } = asking;
  const why =
    problem.error === undefined
      ? await problemText(problem, texts, owner)
      : (await texts.error(problem.error, problem.error.plugin ?? owner)).what;
  const words =
    label === undefined || problem.error !== undefined
      ? await say(texts, "ask.not-taken", { why })
      : await say(texts, "pair", { label, value: why });
  out.line(out.style("bad", words), 2, 4);
}

interface AskedField {
  readonly name: string;
  readonly field: FieldSchema;
  readonly label: string;
  readonly required: boolean;
  readonly cwd: string;
}

async function askField(
  asking: Asking,
  asked: AskedField,
  preset: Json | undefined,
): Promise<Json | undefined> {
  const { out, texts } = asking;
  const { name, field, label, required } = asked;
  if (field.readOnly === true) {
    const value =
      typeof preset === "boolean"
        ? await say(texts, preset ? "ask.yes" : "ask.no")
        : display(preset);
    out.line(await say(texts, "pair", { label, value }), 2, 4);
    return preset;
  }
  // What takes several lines stands apart from the field before.
  if (field.description !== undefined || field.enum !== undefined) out.line();
  if (field.description !== undefined) {
    out.line(out.style("quiet", await labelOf(asking, field.description)), 2);
  }
  for (;;) {
    const value = await askOnce(asking, asked, preset);
    // A format and a pattern often say the same; what is still wrong then is said then.
    const [problem] = await checkField(name, field, value, required);
    if (problem === undefined) return value;
    await showProblem(asking, problem, label);
  }
}

/** One answer to the field's question, not yet checked. */
async function askOnce(
  asking: Asking,
  { name, field, label, required, cwd }: AskedField,
  preset: Json | undefined,
): Promise<Json | undefined> {
  const { terminal, out, texts } = asking;
  if (field.type === "boolean") {
    return askYesNo(asking, `  ${label}`, typeof preset === "boolean" ? preset : undefined);
  }
  if (field.enum !== undefined) {
    out.line(label, 2);
    const options = await optionsOf(asking, field);
    if (!required && preset === undefined) return askOptionalChoice(asking, options);
    return askChoice(asking, options, typeof preset === "string" ? preset : undefined);
  }
  if (field.format === "key-place") {
    out.line(label, 2);
    const [unfit] = await checkField(name, field, softwareKeyPlace, required);
    const which = { required, store: unfit === undefined };
    return askKeyPlace(asking, typeof preset === "string" ? preset : undefined, which);
  }
  const isSecret = field.format === "password";
  const hasPreset = preset !== undefined && !isSecret;
  const hint = hasPreset
    ? ` [${display(preset)}]`
    : required || isSecret
      ? ""
      : await optionalMark(asking, label);
  const prompt = `  ${await say(texts, "ask.field", { label: `${label}${hint}` })} `;
  const typed = isSecret ? await terminal.secret(prompt) : await terminal.ask(prompt);
  if (hasPreset && typed.trim() === "") return preset;
  const value = readTyped(typed, field);
  const isPath = field.format === "file" || field.format === "folder";
  return isPath && typeof value === "string" ? readPath(value, cwd) : value;
}

/** That a field may be left empty, unless its label says so itself. */
async function optionalMark({ texts }: Asking, label: string): Promise<string> {
  const mark = `(${await say(texts, "ask.optional")})`;
  return label.toLocaleLowerCase().includes(mark) ? "" : ` ${mark}`;
}

async function optionsOf(asking: Asking, { enum: values = [], enumTitles }: FieldSchema) {
  const titles = await Promise.all(
    values.map((value, index) => labelOf(asking, enumTitles?.[index] ?? value)),
  );
  return values.map((value, index) => ({ value, label: titles[index] ?? value }));
}

function fieldOf(path: string): string {
  return path.replace(/^\//, "").split(/[/.]/, 1)[0] ?? "";
}

function display(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.map(String).join(", ") : String(value);
}
