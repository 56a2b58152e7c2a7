import {
  PerennialError,
  type FormSchema,
  type Json,
  type JsonObject,
  type Wait,
} from "@perennial/api";
import { entropyAnswer } from "../../answers/entropy-answer.js";
import { readYesNo } from "../../questions/read-typed.js";

/**
 * What was given on the command line, as the question takes it: a form as JSON (one
 * that is but a secret also as the secret itself), a confirmation as
 * yes or no, a choice as its value or number, a task as anything but a no, entropy as `system`.
 * @throws PerennialError `answer.not-json`, `answer.not-yes-no`, `answer.not-a-choice`,
 *   `answer.task-not-done`
 */
export function readValue(text: string, wait: Wait): Json {
  if (wait.for !== "person") return text;
  const { question } = wait;
  switch (question.type) {
    case "form":
      return readForm(text, question.schema);
    case "confirm": {
      const value = readYesNo(text);
      if (value === undefined) throw new PerennialError("answer.not-yes-no", { value: text });
      return value;
    }
    case "choice": {
      const { options } = question;
      const option = options.find(({ value }) => value === text) ?? options[Number(text) - 1];
      if (option === undefined) {
        const values = options.map(({ value }) => value);
        throw new PerennialError("answer.not-a-choice", { value: text, values });
      }
      return option.value;
    }
    case "entropy":
      if (text.trim() !== "system") {
        throw new PerennialError("answer.not-a-choice", { value: text, values: ["system"] });
      }
      return entropyAnswer({ bytes: new Uint8Array(), bits: 0 });
    case "task":
      // Whoever says no has not done it; the renewal goes on waiting.
      if (readYesNo(text) === false) {
        throw new PerennialError("answer.task-not-done", { value: text });
      }
      return true;
  }
}

/** What is no JSON is not repeated where the form asks for a secret: it may be the secret itself. */
function readForm(text: string, schema: FormSchema): Json {
  const [secret, ...others] = secretFields(schema);
  if (secret === undefined) return readJson(text);
  const value = readObject(text);
  if (value !== undefined) return value;
  if (others.length === 0 && Object.keys(schema.properties).length === 1) return { [secret]: text };
  throw new PerennialError("answer.not-json", { problem: "–" });
}

/** Names of a form's fields that hold secrets. */
export function secretFields({ properties }: FormSchema): readonly string[] {
  return Object.entries(properties).flatMap(([name, { format }]) =>
    format === "password" ? [name] : [],
  );
}

/** The object that a text is in JSON, if it is one. */
export function readObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as JsonObject) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PerennialError("answer.not-json", { problem: error.message }, { cause: error });
  }
}
