import { PerennialError } from "@perennial/api";

/**
 * Parses a JSON object.
 * @throws PerennialError `keys.corrupt` with `path` and `reason`.
 */
export function parseObject(content: Uint8Array, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch (cause) {
    throw corrupt(path, "not-json", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw corrupt(path, "not-json");
  }
  return value as Record<string, unknown>;
}

/** The error of a file that cannot be what was written. It is never taken for an absent one. */
export function corrupt(path: string, reason: string, cause?: unknown): PerennialError {
  return new PerennialError("keys.corrupt", { path, reason }, { cause });
}

/** What stands in a file. */
export function jsonFile(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`, "utf8");
}
