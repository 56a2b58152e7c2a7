import type { FileRef, Wait } from "@perennial/api";
import { Order } from "../steps/order.js";
import { certificateFile } from "./fake-certificates.js";
import { Crashed, type FakeRenewal } from "./fake-renewal.js";
import { mailedPdf } from "./small-pdf.js";
import { smallPng } from "./small-pictures.js";
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
  async carryOnAfterCrashes(
    renewal: FakeRenewal,
    ...until: readonly string[]
  ): Promise<{ rest: Rest; crashes: number }> {
    for (let crashes = 0; ; crashes += 1) {
      try {
        return { rest: await this.carryOn(renewal, ...until), crashes };
      } catch (error) {
        if (!(error instanceof Crashed)) throw error;
      }
    }
  }

  /** Answers a wait. */
  respond(renewal: FakeRenewal, { step, wait }: Extract<Rest, { state: "waiting" }>): void {
    const { key } = wait;
    const respond = this.instead.get(`${step} ${key}`) ?? this.instead.get(key);
    const value = respond === undefined ? this.answer(renewal, wait) : respond(renewal, wait);
    if (value !== undefined) renewal.answers.set(key, value);
  }

  /** A document as DigiSign mails it for this renewal's order. */
  mailed(renewal: FakeRenewal, kind: string, number = renewal.output(Order).number): FileRef {
    const { title, file } = mails[kind] ?? { title: kind, file: kind };
    return this.world.files.give(`${file}_${number}.pdf`, mailedPdf(title, number));
  }

  /** A copy of the holder's identity card. */
  identityCopy(): FileRef {
    return this.world.files.give("CI Ana.png", smallPng());
  }

  private answer(renewal: FakeRenewal, wait: Wait): unknown {
    switch (wait.for) {
      case "person":
        return this.say(wait);
      case "mail":
      case "file": {
        const kind = wait.key.split(":").at(wait.key.startsWith("again:") ? 1 : 0) ?? "";
        return kind === "identity" ? this.identityCopy() : this.mailed(renewal, kind);
      }
      case "date":
        this.world.clock.time = wait.at;
        return undefined;
      case "token":
        this.world.tokens.inserted = wait.event === "removed" ? [] : [this.world.token];
        return undefined;
      case "poll":
        return this.digisign(renewal, wait.key);
      case "step":
        throw new Error(`nobody answers ${wait.for} ${wait.key}`);
    }
  }

  /** What DigiSign's people do while they are waited for. */
  private digisign(renewal: FakeRenewal, key: string): undefined {
    const { portal } = this.world;
    const order = portal.orders.find(({ reference }) => reference === renewal.id);
    if (order === undefined) throw new Error("nothing was ordered");
    if (key === "review") {
      if (order.paid) portal.decide(order, "approved");
      order.paid = true;
    } else {
      portal.decide(order, "issued");
      order.certificate = certificateFile({ ...newCertificate, spkiHash: order.spkiHash });
    }
    return undefined;
  }

  private say(wait: Extract<Wait, { for: "person" }>): unknown {
    const { portal, certificate, token } = this.world;
    const { question, key } = wait;
    if (key.startsWith("send:")) return "sent";
    if (key.startsWith("review-")) return "approved";
    switch (key) {
      case "certificate":
        return question.type === "choice" ? question.options[0]?.value : certificate.sha256;
      case "code":
        return { ...shown(wait), code: portal.code };
      case "order":
        return { number: "RC-2026-000123" };
      case "updated":
        // DigiSigner ONE writes a new pair beside the old one.
        token.hold("Ana, renewed", newCertificate);
        return true;
      default:
        // What stands in the form is right, and a task is done.
        return question.type === "form" ? shown(wait) : true;
    }
  }
}

/** What DigiSign mails: the title of the document and the beginning of the file's name. */
const mails: { readonly [kind: string]: { readonly title: string; readonly file: string } } = {
  declaration: { title: "DECLARAȚIE", file: "Declaratie" },
  contract: { title: "CONTRACT", file: "Contract" },
  terms: { title: "CONDIȚII GENERALE", file: "Termeni" },
  proforma: { title: "FACTURĂ PROFORMĂ", file: "Factura_proforma" },
};

/** What the new certificate says beyond its key. */
export const newCertificate = {
  serial: "0d0e0f",
  notBefore: "2026-11-27T07:00:00Z",
  notAfter: "2027-11-27T07:00:00Z",
};

/** What a form holds at first. */
export function shown(wait: Wait): { readonly [field: string]: unknown } {
  return wait.for === "person" && wait.question.type === "form" ? (wait.question.values ?? {}) : {};
}
