import {
  Certificates,
  Clock,
  Files,
  Http,
  Keys,
  Requests,
  Signatures,
  Tokens,
  construct,
  service,
  stepName,
  toErrorData,
  type ErrorData,
  type Message,
  type Outcome,
  type ProviderManifest,
  type Service,
  type StepType,
  type Wait,
} from "@perennial/api";
import { readFileSync } from "node:fs";
import { digisignRenewal } from "../digisign-renewal.js";
import plugin from "../index.js";
import type { DigisignProfile } from "../profile.js";
import { FakeCertificates, digisignIssuer } from "./fake-certificates.js";
import { FakeClock } from "./fake-clock.js";
import { FakeFiles } from "./fake-files.js";
import { FakePortal } from "./fake-portal.js";
import { Crashed, FakeRenewal } from "./fake-renewal.js";
import { FakeSignatures } from "./fake-signatures.js";
import { FakeToken } from "./fake-token.js";
import { FakeKeys, FakeRequests, FakeTokens } from "./fake-tokens.js";
import { base64 } from "./hash.js";

export const manifest = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
) as { perennial: { contributes: { providers: [ProviderManifest] } } };

export const anasProfile: DigisignProfile = {
  email: "ana@exemplu.example",
  way: "portal",
  key: "new",
  phone: "+40 21 555 0100",
  documentsFolder: "/home/ana/DigiSign",
  caRoots: "/roots/ca.pem",
};

/** How a renewal came to rest. */
export type Rest =
  | { readonly state: "waiting"; readonly step: string; readonly wait: Wait }
  | { readonly state: "failed"; readonly step: string; readonly error: ErrorData }
  | { readonly state: "done" };

/**
 * The services of a host in memory, and renewals that run through the flow as the engine runs them.
 * Ana's token is in; its certificate expires on 11 December 2026 at 12:00 in Bucharest.
 */
export class World {
  readonly clock = new FakeClock();
  readonly tokens = new FakeTokens();
  /** The token of Ana Popescu, and her certificate on it. */
  readonly token = new FakeToken("eToken Ana");
  readonly certificate = this.token.hold("Ana", { serial: "0a1b2c" });
  readonly keys = new FakeKeys(this.tokens);
  readonly requests = new FakeRequests(this.keys, this.tokens);
  readonly certificates = new FakeCertificates(() => this.tokens.inserted);
  readonly files = new FakeFiles();
  readonly signatures = new FakeSignatures(this.files, this.tokens, this.clock);
  readonly portal = new FakePortal(this.clock);
  /** What each step that ended noted. */
  readonly notes = new Map<string, readonly Message[]>();

  constructor() {
    this.tokens.inserted = [this.token];
    this.files.given.set("profile:caRoots", base64(`-----BEGIN TEST ROOT----- ${digisignIssuer}`));
  }

  begin(profile: Partial<DigisignProfile> = {}): FakeRenewal {
    return new FakeRenewal("ana-main-1", { ...anasProfile, ...profile }, this.clock);
  }

  /** Runs step after step until one waits or fails, or `last` has ended. */
  async run(renewal: FakeRenewal, last?: string): Promise<Rest> {
    for (const type of digisignRenewal.steps) {
      const step = stepName(type);
      if (renewal.ended.has(step) || !applies(step, renewal)) continue;
      const outcome = await this.runStep(type, renewal);
      if (outcome.outcome === "waiting") {
        renewal.answers.delete(outcome.wait.key);
        return { state: "waiting", step, wait: outcome.wait };
      }
      if (outcome.outcome === "failed") return { state: "failed", step, error: outcome.error };
      const open = renewal.openEffect();
      if (open !== undefined) {
        const params = { step, effect: open };
        return { state: "failed", step, error: { code: "step.effect-open", params } };
      }
      renewal.ended.add(step);
      if (outcome.outcome === "done") renewal.outputs.set(step, outcome.output);
      renewal.answers.clear();
      this.notes.set(step, outcome.outcome === "done" ? (outcome.notes ?? []) : [outcome.reason]);
      if (step === last) break;
    }
    return { state: "done" };
  }

  /** Answers a wait and runs on. */
  async give(renewal: FakeRenewal, key: string, value: unknown): Promise<Rest> {
    renewal.answers.set(key, value);
    return this.run(renewal);
  }

  private async runStep(type: StepType, renewal: FakeRenewal): Promise<Outcome<unknown>> {
    this.tokens.running = renewal;
    this.signatures.running = renewal;
    const services = this.services();
    const bindings = plugin.providers[0]?.bindings ?? [];
    for (const { token, choose } of bindings.toReversed()) {
      const instance = construct(choose(renewal as never), services);
      services.push(service(token, instance));
    }
    try {
      return await construct<{ run(renewal: never): Promise<Outcome<unknown>> }>(
        type,
        services,
      ).run(renewal as never);
    } catch (error) {
      if (error instanceof Crashed) throw error;
      return { outcome: "failed", error: toErrorData(error) };
    }
  }

  private services(): Service[] {
    return [
      service(Clock, this.clock),
      service(Tokens, this.tokens),
      service(Keys, this.keys),
      service(Requests, this.requests),
      service(Certificates, this.certificates),
      service(Signatures, this.signatures),
      service(Files, this.files),
      service(Http, this.portal),
    ];
  }
}

/** The manifest's condition of the step, as the engine applies it. */
function applies(step: string, { profile, account }: FakeRenewal): boolean {
  const values: { readonly [field: string]: unknown } = { ...profile, account };
  const { steps } = manifest.perennial.contributes.providers[0];
  const when = steps.find(({ name }) => name === step)?.when ?? {};
  return Object.entries(when).every(([field, value]) => values[field] === value);
}
