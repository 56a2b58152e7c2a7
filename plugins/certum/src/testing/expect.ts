import type { FormSchema, Message, Wait } from "@perennial/api";
import assert from "node:assert/strict";
import type { Rest } from "./world.js";

/** The wait at which a renewal rests. */
export function waitOf(rest: Rest): Wait {
  assert.equal(rest.state, "waiting", JSON.stringify(rest));
  return (rest as Extract<Rest, { state: "waiting" }>).wait;
}

/** Code of the refusal that is shown with the wait. */
export function refusedWith(rest: Rest): string | undefined {
  return waitOf(rest).refusal?.code;
}

/** Code of the error with which a step failed. */
export function failedWith(rest: Rest): string {
  assert.equal(rest.state, "failed", JSON.stringify(rest));
  return (rest as Extract<Rest, { state: "failed" }>).error.code;
}

/** Keys of the sentences that are shown, in order. */
export function said(rest: Rest): readonly string[] {
  const { text, instructions = [] } = waitOf(rest);
  return [text, ...instructions].map(({ key }) => key);
}

/** The sentence with this key. */
export function sentence(rest: Rest, key: string): Message {
  const { text, instructions = [] } = waitOf(rest);
  return (
    [text, ...instructions].find((one) => one.key === key) ?? assert.fail(`${key} is not said`)
  );
}

/** The form that is asked. */
export function formOf(rest: Rest): FormSchema {
  const wait = waitOf(rest);
  assert.ok(wait.for === "person" && wait.question.type === "form", JSON.stringify(wait));
  return wait.question.schema;
}

/** The options of a choice: value and arguments of its label. */
export function optionsOf(
  rest: Rest,
): readonly { readonly value: string; readonly label: Message }[] {
  const wait = waitOf(rest);
  assert.ok(wait.for === "person" && wait.question.type === "choice", JSON.stringify(wait));
  return wait.question.options;
}
