import { PerennialError, toErrorData } from "../errors.js";

/** Runs what only looks. However it fails, nothing outside has changed, and the error says so. */
export async function withoutEffect<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    const { code, params, cause: _, ...options } = toErrorData(error);
    throw new PerennialError(code, params, { ...options, effect: "none", cause: error });
  }
}
