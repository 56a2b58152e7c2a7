import type { SchemaObject } from "ajv";
import {
  amount,
  anyOf,
  anything,
  flag,
  instant,
  list,
  map,
  message,
  oneOf,
  record,
  seconds,
  text,
} from "./shapes.js";

const fileWanted = { names: list(text(300), 100), maxBytes: amount };
const fileOrNot = { ...fileWanted, "except?": list(text(64), 100) };
const waitBase = {
  key: text(200),
  text: message,
  "instructions?": list(message, 100),
  "pages?": list(record({ title: message, url: text(4_000) }), 20),
  "deadline?": instant,
  "expires?": flag,
  "refusal?": record({ code: text(200), params: map(anything) }),
};
const wait = (kind: string, members: { readonly [name: string]: SchemaObject }): SchemaObject =>
  record({ ...waitBase, for: { const: kind }, ...members });
const question = anyOf(
  record({ type: { const: "form" }, schema: { type: "object" }, "values?": map(anything) }),
  record({ type: { const: "confirm" }, "yes?": message, "no?": message }),
  record({
    type: { const: "choice" },
    options: list(record({ value: text(), label: message }), 1_000),
  }),
  record({ type: { const: "entropy" }, bits: amount }),
  record({ type: { const: "task" }, "done?": message }),
);

const errorDepth = (depth: number): SchemaObject => ({
  type: "object",
  properties: {
    code: text(200),
    params: { type: "object" },
    detail: { type: "string" },
    retry: { type: "object", properties: { after: seconds, untilFixed: flag } },
    effect: oneOf("none", "unknown"),
    plugin: text(300),
    step: text(300),
    ...(depth === 0 ? {} : { cause: errorDepth(depth - 1) }),
  },
  required: ["code", "params"],
});

/** A coded error as plain data, its causes included. */
export const errorData: SchemaObject = errorDepth(5);

/** What a run of a step may answer. */
export const outcome: SchemaObject = anyOf(
  record({ outcome: { const: "done" }, output: anything, "notes?": list(message, 100) }),
  record({ outcome: { const: "skipped" }, reason: message }),
  record({ outcome: { const: "failed" }, error: errorData }),
  record({
    outcome: { const: "waiting" },
    wait: anyOf(
      wait("person", { question, "lookEvery?": seconds }),
      wait("file", fileOrNot),
      wait("mail", { ...fileWanted, subjects: list(text(300), 100) }),
      wait("date", { at: instant }),
      wait("token", {
        event: oneOf("inserted", "removed", "reinserted"),
        "spkiHash?": text(64),
        "place?": text(2_000),
      }),
      wait("poll", { every: seconds, "atMost?": seconds, "orFile?": record(fileOrNot) }),
      wait("step", { account: text(200), step: text(200) }),
    ),
  }),
);
