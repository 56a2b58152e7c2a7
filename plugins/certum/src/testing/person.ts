import type { Wait } from "@perennial/api";
import type { FakePartner } from "../partner/testing/fake-partner.js";
import { certificateText } from "./fake-certificates.js";
import { Crashed, type FakeRenewal } from "./fake-renewal.js";
import { base64 } from "./hash.js";
import type { Rest, World } from "./world.js";

/** What answers a wait: a value, or undefined if the world changed and the step looks again. */
export type Answer = (renewal: FakeRenewal, wait: Wait) => unknown;

/** What a careful person and Certum do: the right thing at every wait. */
export class Person {
  /** `step key` of every wait that was answered. */
  readonly answered: string[] = [];
  /** Answers other than the right ones, by the key of the wait. */
  readonly instead = new Map<string, Answer>();

  constructor(
    private readonly world: World,
    private readonly partner?: FakePartner,
  ) {}

  /** Runs and answers until the renewal is done, fails, or waits under a key of `until`. */
  async carryOn(renewal: FakeRenewal, ...until: readonly string[]): Promise<Rest> {
    for (let turn = 0; turn < 80; turn += 1) {
      const rest = await this.world.run(renewal);
      if (rest.state !== "waiting" || until.includes(rest.wait.key)) return rest;
      this.answered.push(`${rest.step} ${rest.wait.key}`);
      this.respond(renewal, rest);
    }
    throw new Error(`the renewal never comes to rest: ${this.answered.slice(-5).join(", ")}`);
  }

  /** As {@link carryOn}; begins again after every crash, and after what may be tried again. */
  async carryOnAfterCrashes(renewal: FakeRenewal): Promise<{ rest: Rest; crashes: number }> {
    for (let crashes = 0; ;) {
      try {
        const rest = await this.carryOn(renewal);
        const after = rest.state === "failed" ? rest.error.retry?.after : undefined;
        if (after === undefined) return { rest, crashes };
        this.world.clock.advance(after * 1000);
      } catch (error) {
        if (!(error instanceof Crashed)) throw error;
        crashes += 1;
      }
    }
  }

  /** Answers a wait. */
  respond(renewal: FakeRenewal, { step, wait }: Extract<Rest, { state: "waiting" }>): void {
    const { key } = wait;
    const instead = this.instead.get(key);
    const value = instead === undefined ? this.answer(renewal, step, wait) : instead(renewal, wait);
    if (value !== undefined) renewal.answers.set(key, value);
  }

  private answer(renewal: FakeRenewal, step: string, wait: Wait): unknown {
    switch (wait.for) {
      case "person":
        return this.say(wait);
      case "file":
      case "mail":
        return this.certificateFile(renewal);
      case "poll":
        return this.certum(renewal, step);
      case "date":
      case "token":
      case "step":
        throw new Error(`nobody answers ${wait.for} ${wait.key}`);
    }
  }

  /** What Certum's people do while they are waited for. */
  private certum(renewal: FakeRenewal, step: string): unknown {
    const order = this.partner?.standing.at(-1);
    if (order === undefined) return this.certificateFile(renewal);
    if (step === "order-verification") order.status = "ACCEPTED";
    else {
      const text = this.newCertificate(renewal);
      order.certificate = { text: base64(text), issuers: [] };
      order.status = "ENROLLED";
    }
    return undefined;
  }

  private certificateFile(renewal: FakeRenewal) {
    return this.world.files.give("certificate.pem", this.newCertificate(renewal));
  }

  private newCertificate(renewal: FakeRenewal): string {
    const { spkiHash } = renewal.outputs.get("create-request") as { readonly spkiHash: string };
    const dates = { notBefore: "2026-11-27T07:00:00Z", notAfter: "2028-11-26T07:00:00Z" };
    return certificateText({ spkiHash, serial: "0d0e0f", ...dates });
  }

  private say(wait: Extract<Wait, { for: "person" }>): unknown {
    const { question, key } = wait;
    switch (key) {
      case "order":
        return { number: "ORDER/0000123456/dk", product: "730" };
      case "order-kind":
        return { kind: "new" };
      case "certificate-data":
        return { ...shown(wait), commonName: "mailbox" };
      case "email-code":
        return { ...shown(wait), code: this.partner?.standing.at(-1)?.mailbox.code };
      default:
        if (question.type === "choice") return question.options[0]?.value;
        return question.type === "form" ? shown(wait) : true;
    }
  }
}

/** What a form holds at first. */
export function shown(wait: Wait): { readonly [field: string]: unknown } {
  return wait.for === "person" && wait.question.type === "form" ? (wait.question.values ?? {}) : {};
}
