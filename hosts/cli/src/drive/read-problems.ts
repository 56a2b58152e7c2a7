import type { ErrorData, Json, JsonObject, Message } from "@perennial/api";
import type { Problem } from "./answer-source.js";

/** The problems that an error lists in its parameters, `[{ path, message, text? }]`. */
export function readProblems({ params }: Pick<ErrorData, "params">): readonly Problem[] {
  const { problems } = params;
  if (!Array.isArray(problems)) return [];
  return problems.map((problem: Json): Problem => {
    if (!isObject(problem)) return { path: "", message: String(problem) };
    const { path, message, text } = problem;
    return {
      path: typeof path === "string" ? path : "",
      ...(typeof message === "string" ? { message } : {}),
      ...(isMessage(text) ? { text } : {}),
    };
  });
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMessage(value: Json | undefined): value is JsonObject & Message {
  return isObject(value) && typeof value["key"] === "string";
}
