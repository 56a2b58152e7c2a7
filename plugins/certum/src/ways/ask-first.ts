import { waiting, type Outcome, type WaitForPerson } from "@perennial/api";

/** Thrown where something has to be asked, and only the step can wait: a password for example. */
export class AskFirst extends Error {
  constructor(readonly wait: WaitForPerson) {
    super(`${wait.key} has to be asked first`);
    this.name = "AskFirst";
  }
}

/** Runs `work`; what has to be asked first is what the step waits for. */
export async function askingFirst<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AskFirst) return waiting(error.wait);
    throw error;
  }
}
