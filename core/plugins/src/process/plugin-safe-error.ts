import { PerennialError, type ErrorData, type Json } from "@perennial/api";

/**
 * What a plugin gets of an error of the host: what it decides by. Technical details and causes are
 * texts of drivers, of servers and of the system, and stay in the host; so do the folders of this
 * machine: of a path only its last part is told. What a plugin asked of a server it knows.
 */
export function pluginSafe(error: PerennialError): PerennialError {
  const { detail: _detail, cause: _cause, ...safe } = error.toJSON();
  if (error.code.startsWith("http.")) return PerennialError.fromJSON(safe);
  const params: Record<string, Json | undefined> = {};
  for (const [name, value] of Object.entries(safe.params)) {
    params[name] = value === undefined ? value : withoutFolders(value);
  }
  return PerennialError.fromJSON({ ...safe, params });
}

/** A path from the root of a file system, of Windows or of others, to its end. */
const whole = /^(?:\/|[A-Za-z]:[\\/]|\\\\).*[\\/]([^\\/]*)$/su;
/** One in a text: of several parts, up to a blank or quote. */
const inText = /(?<=^|[\s'"«“(=])(?:(?:\/[^\s'"»”):/]+){2,}|[A-Za-z]:\\[^\s'"»”)]+)/gu;

function withoutFolders(value: Json): Json {
  if (typeof value === "string") {
    // A place is what the profile says.
    if (/^pkcs11:/iu.test(value)) return value;
    return whole.test(value)
      ? value.replace(whole, "$1")
      : value.replaceAll(inText, (path) => path.replace(whole, "$1"));
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutFolders);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      // Where in an answer or profile a problem is: a JSON Pointer.
      inner === undefined || name === "path" || name === "pointer" ? inner : withoutFolders(inner),
    ]),
  );
}

/** The errors that one run was handed without their details. */
export class WithheldDetails {
  readonly #errors = new Map<string, PerennialError>();

  keep(error: PerennialError): void {
    this.#errors.set(nameOf(pluginSafe(error)), error);
  }

  /** An error that the plugin let through, again with what it was not told, for logs and reports. */
  complete(error: ErrorData): ErrorData {
    const known = this.#errors.get(nameOf(error))?.toJSON();
    const { detail = known?.detail, cause = known?.cause } = error;
    return {
      ...error,
      params: known?.params ?? error.params,
      ...(detail === undefined ? {} : { detail }),
      ...(cause === undefined ? {} : { cause }),
    };
  }
}

function nameOf({ code, params }: Pick<ErrorData, "code" | "params">): string {
  const sorted = Object.entries(params).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([code, sorted]);
}
