import type { FileRef, Wait } from "@perennial/api";
import { asTimestamp } from "../configuration/configuration-name.js";
import { GenerateKeys } from "../steps/generate-keys.js";
import { ReceiveCertificate } from "../steps/receive-certificate.js";
import { certificateFile, signedMessage } from "./fake-certificates.js";
import { Crashed, type FakeRenewal } from "./fake-renewal.js";
import { fromBase64 } from "./hash.js";
import type { Rest, World } from "./world.js";

export const goodPassword = "Renewed1Business";

export const personalData = {
  name: "Ada Weber",
  email: "ada@acme.example",
  company: "Acme S.A.",
  city: "Luxembourg",
  country: "LU",
};

/** What a careful person, the CA and the operator do: the right thing at every wait. */
export class Person {
  /** `step key` of every wait that was answered. */
  readonly answered: string[] = [];
  /** Answers other than the right ones, by the key of the wait. */
  readonly instead = new Map<string, unknown>();

  constructor(private readonly world: World) {
    world.portals.password = goodPassword;
  }

  /** Runs and answers until the renewal is done, fails, or waits under a key of `until`. */
  async carryOn(renewal: FakeRenewal, ...until: readonly string[]): Promise<Rest> {
    for (let turn = 0; turn < 60; turn += 1) {
      const rest = await this.world.run(renewal);
      if (rest.state !== "waiting") return rest;
      if (until.includes(rest.wait.key) || rest.wait.for === "step") return rest;
      this.answered.push(`${rest.step} ${rest.wait.key}`);
      this.respond(renewal, rest.wait);
    }
    throw new Error("the renewal never comes to rest");
  }

  /** Carries on until this step has ended, and no further. */
  async carryOnUntilDone(renewal: FakeRenewal, step: string): Promise<void> {
    for (let turn = 0; turn < 60 && !renewal.outputs.has(step); turn += 1) {
      const rest = await this.world.run(renewal, step);
      if (rest.state === "waiting") this.respond(renewal, rest.wait);
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

  /** The certificate for this renewal, as a file. */
  certificate(renewal: FakeRenewal): string {
    const { spkiHash } = renewal.output(GenerateKeys);
    return certificateFile({ spkiHash, subject: `CN=Ada Weber ${renewal.account}` });
  }

  /** The configuration for this renewal. `change` makes it a wrong one. */
  configuration(renewal: FakeRenewal, change: Readonly<Record<string, unknown>> = {}): FileRef {
    const { spkiHash, sha256: certificateSha256 } = renewal.output(ReceiveCertificate);
    const content = {
      version: 1,
      user: renewal.profile.userId,
      account: renewal.account,
      spkiHash,
      certificateSha256,
      issuedAt: this.world.clock.time,
      settings: {},
      ...change,
    };
    const name = `sofie.${content.user}.${asTimestamp(content.issuedAt)}.config`;
    return this.world.files.give(
      name,
      fromBase64(signedMessage(JSON.stringify(content), "CN=Operator")),
    );
  }

  private respond(renewal: FakeRenewal, wait: Wait): void {
    const { key } = wait;
    const answer = this.instead.has(key) ? this.instead.get(key) : this.answer(renewal, wait);
    if (answer !== undefined) renewal.answers.set(key, answer);
  }

  private answer(renewal: FakeRenewal, wait: Wait): unknown {
    const { files, portals } = this.world;
    if (wait.for === "poll") {
      const order = portals.orders.find(({ reference }) => reference === renewal.id);
      if (order === undefined) throw new Error("nothing was ordered");
      order.state = "complete";
      order.certificate = this.certificate(renewal);
      return undefined;
    }
    const [kind = ""] = wait.key.split(/-\d+$/);
    switch (kind) {
      case "subject":
        return personalData;
      case "entropy":
        return { collected: true };
      case "order":
        return { number: "#1234" };
      case "certificate":
        return files.give("1234.DER.txt", this.certificate(renewal));
      case "password":
        return this.world.typed(goodPassword);
      case "upload":
        return "uploaded";
      case "configuration":
        return this.configuration(renewal);
      default:
        return true;
    }
  }
}
