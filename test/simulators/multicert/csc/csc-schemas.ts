import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from "ajv/dist/2020.js";
import { repositoryRoot } from "../../../harness/index.js";

/** Which document a schema is in. */
export type SchemaDocument = "csc-v1" | "csc-v2" | "oauth2";

/**
 * The requests and answers of the CSC API as JSON Schemas, written from the specification and from
 * nothing of the plugin's; `docs/csc.md` beside it says from where. A name is a method with
 * `.request` or `.answer`, such as `credentials/info.answer`, or `error`.
 */
export class CscSchemas {
  readonly #ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false });

  constructor() {
    for (const name of ["csc-v1", "csc-v2", "oauth2"] satisfies SchemaDocument[]) {
      const path = ["test", "simulators", "multicert", "csc", "schema", `${name}.json`];
      const text = readFileSync(join(repositoryRoot(), ...path), "utf8");
      this.#ajv.addSchema(JSON.parse(text) as AnySchemaObject, name);
    }
  }

  /** What is wrong with a value, nothing if it is good. @throws Error for a name that has no schema. */
  problems(document: SchemaDocument, name: string, value: unknown): string[] {
    const validate = this.#find(document, name);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message = "" }) => `${name} ${instancePath || "/"} ${message}`,
    );
  }

  has(document: SchemaDocument, name: string): boolean {
    return this.#ajv.getSchema(pointer(document, name)) !== undefined;
  }

  #find(document: SchemaDocument, name: string): ValidateFunction {
    const validate = this.#ajv.getSchema(pointer(document, name));
    if (validate === undefined) throw new Error(`There is no schema of ${document} ${name}`);
    return validate;
  }
}

function pointer(document: SchemaDocument, name: string): string {
  return `${document}#/$defs/${name.replaceAll("/", "~1")}`;
}
