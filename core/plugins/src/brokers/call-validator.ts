import { Ajv, type ValidateFunction } from "ajv";
import { SERVICE_SCHEMAS } from "./service-schemas.js";

/** Checks the arguments that a plugin calls a service with. */
export class CallValidator {
  readonly #ajv = new Ajv({ strict: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  /** @param method `<service>.<method>`; one that does not exist is not accepted. */
  accepts(method: string, args: readonly unknown[]): boolean {
    let validate = this.#compiled.get(method);
    if (validate === undefined) {
      if (!Object.hasOwn(SERVICE_SCHEMAS, method)) return false;
      validate = this.#ajv.compile(SERVICE_SCHEMAS[method] ?? false);
      this.#compiled.set(method, validate);
    }
    return validate(args);
  }
}
