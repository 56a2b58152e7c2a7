import { PerennialError, type ErrorData } from "@perennial/api";

/** The error that work ended with, if it is one that a person can do something about. */
export async function problemOf(work: Promise<unknown>): Promise<ErrorData | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (!PerennialError.is(error)) throw error;
    return error.toJSON();
  }
}
