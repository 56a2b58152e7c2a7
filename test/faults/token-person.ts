import type { JsonObject, Json, Wait } from "@perennial/api";
import type { PinEntry, PinQuestion, PinSource } from "@perennial/hardware";

/** A person who knows the PIN, and counts how often they are asked for it. */
export class PinHolder implements PinSource {
  readonly unattended = false;
  readonly questions: PinQuestion[] = [];

  constructor(private readonly pin: string) {}

  ask(question: PinQuestion): Promise<PinEntry> {
    this.questions.push(question);
    return Promise.resolve({ pin: Buffer.from(this.pin), acceptLastTry: true, anyLength: true });
  }
}

/** What a careful person answers to a wait of a SOFiE renewal. @returns undefined: nothing to say. */
export function answerOf(wait: Wait, password: string): Json | undefined {
  if (wait.for !== "person") return undefined;
  const { question } = wait;
  switch (question.type) {
    case "confirm":
    case "task":
      return true;
    case "form": {
      const values: { [name: string]: Json | undefined } = { ...question.values };
      for (const [name, field] of Object.entries(question.schema.properties)) {
        if (field.format === "password") values[name] = password;
      }
      return values as JsonObject;
    }
    case "choice":
      return question.options[0]?.value;
    case "entropy":
      return { system: true };
  }
}
