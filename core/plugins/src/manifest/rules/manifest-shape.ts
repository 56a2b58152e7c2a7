import { message, type Message } from "@perennial/api";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { manifestSchema } from "../schema/manifest-schema.js";
import { once } from "../once.js";
import { pointer } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** The manifest has the shape of the published JSON Schema. */
export const manifestShape: Rule = {
  id: "manifest-shape",
  severity: "error",
  hint: message("rule.manifest-shape.hint"),
  async check({ manifest }) {
    const validate = await compiled();
    if (validate(manifest)) return [];
    return (validate.errors ?? []).flatMap(problem);
  },
};

/** Ajv is loaded when the first manifest is checked, and the schema compiled once. */
const compiled = once<ValidateFunction>(async () => {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  return new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(manifestSchema);
});

function problem(error: ErrorObject): readonly Problem[] {
  const path = error.instancePath;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case "required": {
      const name = String(params["missingProperty"]);
      return [
        { path, message: message("rule.manifest-shape.required", { name, where: path || "/" }) },
      ];
    }
    case "additionalProperties": {
      const name = String(params["additionalProperty"]);
      return [
        {
          path: pointer(path, name),
          message: message("rule.manifest-shape.unknown", { name, where: path || "/" }),
        },
      ];
    }
    case "type":
      return [
        { path, message: message("rule.manifest-shape.type", { type: listed(params["type"]) }) },
      ];
    case "enum":
      return [
        {
          path,
          message: message("rule.manifest-shape.enum", {
            allowed: listed(params["allowedValues"]),
          }),
        },
      ];
    case "const":
      return [
        {
          path,
          message: message("rule.manifest-shape.enum", { allowed: listed(params["allowedValue"]) }),
        },
      ];
    default:
      return [{ path, message: other(error) }];
  }
}

function other(error: ErrorObject): Message {
  return message("rule.manifest-shape.other", { detail: error.message ?? error.keyword });
}

function listed(value: unknown): string {
  return (Array.isArray(value) ? value : [value]).map(String).join(", ");
}
