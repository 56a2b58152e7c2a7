import { PerennialError, toErrorData } from "../errors.js";

/** Looks for what the portal says it has. However the look fails, what is looked for is there. */
export async function afterEffect<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    const { code, params, cause: _, ...options } = toErrorData(error);
    throw new PerennialError(code, params, { ...options, effect: "unknown", cause: error });
  }
}
