import { PerennialError, type ErrorData } from "@perennial/api";

/**
 * What a plugin gets of an error of the host: what it decides by. Technical details and causes are
 * texts of drivers, of servers and of the system, and stay in the host.
 */
export function pluginSafe(error: PerennialError): PerennialError {
  const { detail: _detail, cause: _cause, ...safe } = error.toJSON();
  return PerennialError.fromJSON(safe);
}

/** The errors that one run was handed without their details. */
export class WithheldDetails {
  readonly #errors = new Map<string, PerennialError>();

  keep(error: PerennialError): void {
    if (error.detail === undefined && error.cause === undefined) return;
    this.#errors.set(nameOf(error), error);
  }

  /** An error that the plugin let through, again with what it was not told, for logs and reports. */
  complete(error: ErrorData): ErrorData {
    const known = this.#errors.get(nameOf(error))?.toJSON();
    const { detail = known?.detail, cause = known?.cause } = error;
    return {
      ...error,
      ...(detail === undefined ? {} : { detail }),
      ...(cause === undefined ? {} : { cause }),
    };
  }
}

function nameOf({ code, params }: Pick<ErrorData, "code" | "params">): string {
  const sorted = Object.entries(params).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([code, sorted]);
}
