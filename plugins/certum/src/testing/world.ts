import {
  Certificates,
  Clock,
  Files,
  Http,
  Keys,
  Requests,
  Secrets,
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
import { certumRenewal } from "../certum-renewal.js";
import plugin from "../index.js";
import type { CertumProfile } from "../profile.js";
import { FakeCertificates } from "./fake-certificates.js";
import { FakeClock } from "./fake-clock.js";
import { FakeFiles } from "./fake-files.js";
import { FakeKeys, FakeRequests, FakeTokens } from "./fake-keys.js";
import { FakePanel } from "./fake-panel.js";
import { Crashed, FakeRenewal } from "./fake-renewal.js";
import { FakeSecrets } from "./fake-secrets.js";

export const manifest = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
) as { perennial: { contributes: { providers: [ProviderManifest] } } };

export const annasProfile: CertumProfile = {
  email: "anna@przyklad.example",
  role: "customer",
  way: "portal",
  keyMethod: "csr",
  organization: "Przykład sp. z o.o.",
  country: "PL",
  state: "mazowieckie",
  locality: "Warszawa",
  registrationType: "KRS",
  registrationNumber: "0000012345",
  documentsFolder: "/home/anna/Certum",
  portalUser: "anna",
};

/** How a renewal came to rest. */
export type Rest =
  | { readonly state: "waiting"; readonly step: string; readonly wait: Wait }
  | { readonly state: "failed"; readonly step: string; readonly error: ErrorData }
  | { readonly state: "done" };

/** The services of a host in memory, and renewals that run through the flow as the engine runs them. */
export class World {
  readonly clock = new FakeClock();
  readonly tokens = new FakeTokens();
  readonly keys = new FakeKeys();
  readonly requests = new FakeRequests(this.keys);
  readonly certificates = new FakeCertificates();
  readonly files = new FakeFiles();
  readonly secrets = new FakeSecrets();
  readonly panel = new FakePanel(this.clock);
  /** What answers requests: the panel, until a test puts something else in its place. */
  http: Http = this.panel;
  /** What each step that ended noted. */
  readonly notes = new Map<string, readonly Message[]>();

  begin(profile: Partial<CertumProfile> = {}): FakeRenewal {
    return new FakeRenewal("anna-main-1", { ...annasProfile, ...profile }, this.clock);
  }

  /** Runs step after step until one waits or fails, or `last` has ended. */
  async run(renewal: FakeRenewal, last?: string): Promise<Rest> {
    for (const type of certumRenewal.steps) {
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
  async give(renewal: FakeRenewal, key: string, value: unknown, last?: string): Promise<Rest> {
    renewal.answers.set(key, value);
    return this.run(renewal, last);
  }

  private async runStep(type: StepType, renewal: FakeRenewal): Promise<Outcome<unknown>> {
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
      service(Files, this.files),
      service(Secrets, this.secrets),
      service(Http, this.http),
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
