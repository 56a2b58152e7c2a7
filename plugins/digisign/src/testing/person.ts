import type { Wait } from "@perennial/api";
import { Crashed, type FakeRenewal } from "./fake-renewal.js";
import type { Rest, World } from "./world.js";

/** What answers a wait: a value, or undefined if the world changed and the step looks again. */
export type Answer = (renewal: FakeRenewal, wait: Wait) => unknown;

/** What a careful person, DigiSign and the bank do: the right thing at every wait. */
export class Person {
  /** `step key` of every wait that was answered. */
  readonly answered: string[] = [];
  /** Answers other than the right ones, by the key of the wait, or by `step key`. */
  readonly instead = new Map<string, Answer>();

  constructor(private readonly world: World) {}

  /** Runs and answers until the renewal is done, fails, or waits under a key of `until`. */
  async carryOn(renewal: FakeRenewal, ...until: readonly string[]): Promise<Rest> {
    for (let turn = 0; turn < 120; turn += 1) {
      const rest = await this.world.run(renewal);
      if (rest.state !== "waiting") return rest;
      if (until.includes(rest.wait.key)) return rest;
      this.answered.push(`${rest.step} ${rest.wait.key}`);
      this.respond(renewal, rest);
    }
    throw new Error("the renewal never comes to rest");
  }

  /** Carries on until this step has ended, and no further. */
  async carryOnUntilDone(renewal: FakeRenewal, step: string): Promise<void> {
    for (let turn = 0; turn < 120 && !renewal.ended.has(step); turn += 1) {
      const rest = await this.world.run(renewal, step);
      if (rest.state === "waiting") this.respond(renewal, rest);
      if (rest.state === "failed") throw new Error(`${rest.step}: ${rest.error.code}`);
    }
  }

  /** As {@link carryOn}, and begins again after every crash. */
  async carryOnAfterCrashes(renewal: FakeRenewal): Promise<{ rest: Rest; crashes: number }> {
    for (let crashes = 0; ; crashes += 1) {
      try {
        return { rest: await this.carryOn(renewal), crashes };
      } catch (error) {
        if (!(error instanceof Crashed)) throw error;
      }
    }
  }

  private respond(renewal: FakeRenewal, { step, wait }: Extract<Rest, { state: "waiting" }>): void {
    const { key } = wait;
    const respond = this.instead.get(`${step} ${key}`) ?? this.instead.get(key);
    const value = respond === undefined ? this.answer(wait) : respond(renewal, wait);
    if (value !== undefined) renewal.answers.set(key, value);
  }

  private answer(wait: Wait): unknown {
    const { portal, certificate } = this.world;
    if (wait.for !== "person") throw new Error(`nobody answers ${wait.for} ${wait.key}`);
    const { question } = wait;
    switch (wait.key) {
      case "certificate":
        return certificate.sha256;
      case "code":
        return { ...shown(wait), code: portal.code };
      case "order":
        return { number: "RC-2026-000123" };
      default:
        // What stands in the form is right, and a task is done.
        return question.type === "form" ? shown(wait) : true;
    }
  }
}

/** What a form holds at first. */
export function shown(wait: Wait): { readonly [field: string]: unknown } {
  return wait.for === "person" && wait.question.type === "form" ? (wait.question.values ?? {}) : {};
}
