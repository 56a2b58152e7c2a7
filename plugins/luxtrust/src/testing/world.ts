import {
  Certificates,
  Clock,
  Files,
  Http,
  Keys,
  Requests,
  Secrets,
  Signatures,
  construct,
  service,
  stepName,
  toErrorData,
  type ErrorData,
  type Outcome,
  type ProviderManifest,
  type Service,
  type StepType,
  type Wait,
} from "@perennial/api";
import { readFileSync } from "node:fs";
import plugin from "../index.js";
import type { SofieProfile } from "../profile.js";
import { sofieRenewal } from "../sofie-renewal.js";
import { FakeCertificates, FakeSignatures } from "./fake-certificates.js";
import { FakeClock } from "./fake-clock.js";
import { FakeFiles } from "./fake-files.js";
import { FakeKeys, FakeRequests } from "./fake-keys.js";
import { FakePortals } from "./fake-portals.js";
import { Crashed, FakeRenewal } from "./fake-renewal.js";
import { base64 } from "./hash.js";

export const manifest = JSON.parse(
  readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
) as { perennial: { contributes: { providers: [ProviderManifest] } } };

export const businessProfile: SofieProfile = {
  userId: "9999XXXXX",
  contract: "business",
  connection: "connected",
  way: "assisted",
  dataFolder: "/data/sofie",
  name: "Ada Weber",
  email: "ada@acme.example",
  company: "Acme S.A.",
  city: "Luxembourg",
  caRoots: "/roots/ca.pem",
  operatorRoots: "/roots/operator.pem",
};

/** How a renewal came to rest. */
export type Rest =
  | { readonly state: "waiting"; readonly step: string; readonly wait: Wait }
  | { readonly state: "failed"; readonly step: string; readonly error: ErrorData }
  | { readonly state: "done" };

/** The services of a host in memory, and renewals that run through the flow as the engine runs them. */
export class World {
  readonly clock = new FakeClock();
  readonly keys = new FakeKeys();
  readonly requests = new FakeRequests(this.keys);
  readonly certificates = new FakeCertificates(this.keys);
  readonly signatures = new FakeSignatures();
  readonly files = new FakeFiles();
  readonly portals = new FakePortals();
  /** Names of secrets that were forgotten. */
  readonly forgotten: string[] = [];
  /** What each step that ended noted. */
  readonly notes = new Map<string, readonly string[]>();
  secret: string | undefined;
  private passwords = 0;

  constructor() {
    this.files.given.set("profile:caRoots", base64("-----BEGIN TEST ROOT----- LuxTrust Root"));
    this.files.given.set("profile:operatorRoots", base64("-----BEGIN TEST ROOT----- CN=Operator"));
  }

  begin(profile: Partial<SofieProfile> = {}): readonly FakeRenewal[] {
    const values = { ...businessProfile, ...profile };
    const accounts = manifest.perennial.contributes.providers[0].accounts?.values[values.contract];
    const renewals = (accounts ?? []).map(
      (account) =>
        new FakeRenewal(
          `acme-${account.toLowerCase()}-1`,
          account,
          accounts ?? [],
          values,
          this.clock,
        ),
    );
    for (const renewal of renewals) {
      renewal.siblings = renewals.filter((other) => other !== renewal);
    }
    return renewals;
  }

  /** Begins a business renewal. */
  beginOne(profile: Partial<SofieProfile> = {}): FakeRenewal {
    const [renewal] = this.begin(profile);
    if (renewal === undefined) throw new Error("no account");
    return renewal;
  }

  /** Runs step after step until one waits or fails, or `last` has ended. */
  async run(renewal: FakeRenewal, last?: string): Promise<Rest> {
    for (const type of sofieRenewal.steps) {
      const step = stepName(type);
      if (renewal.outputs.has(step) || !applies(step, renewal)) continue;
      const outcome = await this.runStep(type, renewal);
      if (outcome.outcome === "waiting") {
        renewal.answers.delete(outcome.wait.key);
        return { state: "waiting", step, wait: outcome.wait };
      }
      if (outcome.outcome === "failed") return { state: "failed", step, error: outcome.error };
      renewal.outputs.set(step, outcome.outcome === "done" ? outcome.output : undefined);
      renewal.answers.clear();
      const notes = outcome.outcome === "done" ? (outcome.notes ?? []) : [outcome.reason];
      this.notes.set(
        `${renewal.account} ${step}`,
        notes.map(({ key }) => key),
      );
      if (step === last) break;
    }
    return { state: "done" };
  }

  /** Answers a wait and runs on. */
  async give(renewal: FakeRenewal, key: string, value: unknown): Promise<Rest> {
    renewal.answers.set(key, value);
    return this.run(renewal);
  }

  /** What the host makes of a password the person typed. */
  typed(password: string): { sofiePassword: { secret: string } } {
    this.passwords += 1;
    const secret = `secret-${this.passwords}`;
    this.portals.secrets = { ...this.portals.secrets, [secret]: password };
    this.secret = secret;
    return { sofiePassword: { secret } };
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
      service(Keys, this.keys),
      service(Requests, this.requests),
      service(Certificates, this.certificates),
      service(Signatures, this.signatures),
      service(Files, this.files),
      service(Http, this.portals),
      service(Secrets, {
        find: async () => (this.secret === undefined ? null : { secret: this.secret }),
        forget: async (name) => {
          this.forgotten.push(name);
          this.secret = undefined;
        },
      }),
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
