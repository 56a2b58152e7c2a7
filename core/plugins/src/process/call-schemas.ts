import { Ajv, type SchemaObject, type ValidateFunction } from "ajv";
import { findNonJson } from "../runtime/plain-json.js";
import { anything, flag, list, map, oneOf, record, text } from "./shapes.js";

const effect = { call: text(100), key: text(1_000) };

/** Shapes of what a child sends. Arguments of services are checked again by their own schemas. */
const SCHEMAS: { readonly [method: string]: SchemaObject } = {
  service: record({ call: text(100), method: text(100), args: list(anything, 10) }),
  "effect/begin": record({ ...effect, intent: map(anything) }),
  "effect/complete": record({
    ...effect,
    result: anything,
    how: oneOf("performed", "found", "confirmed"),
  }),
  "effect/clear": record({ ...effect, why: map(anything) }),
  "effect/doubt": record({ ...effect, canConfirm: flag }),
  log: record({
    level: oneOf("debug", "info", "warn"),
    text: text(),
    "data?": map(anything),
  }),
};

/** Checks the shape of what a child sends. */
export class CallSchemas {
  readonly #ajv = new Ajv({ strict: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  /** Whether what came for this method has its shape, and is no deeper than what the host can walk. */
  accepts(method: string, params: unknown): boolean {
    let validate = this.#compiled.get(method);
    if (validate === undefined) {
      validate = this.#ajv.compile(SCHEMAS[method] ?? false);
      this.#compiled.set(method, validate);
    }
    return validate(params) && findNonJson(params) === undefined;
  }
}
