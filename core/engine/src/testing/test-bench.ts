import { openSqliteStore, type RenewalStore } from "@perennial/store";
import { createEngine } from "../create-engine.js";
import type { Engine } from "../engine.js";
import type { EngineEvent } from "../protocol.js";
import { FakePlugins, type FakePlugin, type FakeStep } from "./fake-plugins.js";
import {
  FakeEntropy,
  FakeFiles,
  FakeLog,
  FakeOwner,
  FakeRandom,
  FakeSecrets,
  FakeTokens,
} from "./fake-ports.js";
import { ManualClock } from "./manual-clock.js";

/** A real journal in memory, one or more engines on it, and fakes of everything else. */
export class TestBench {
  readonly clock = new ManualClock("2026-11-20T09:00:00Z");
  readonly files = new FakeFiles();
  readonly secrets = new FakeSecrets();
  readonly entropy = new FakeEntropy();
  readonly log = new FakeLog();
  readonly tokens = new FakeTokens();
  readonly gone = new Set<string>();
  readonly events: EngineEvent[] = [];
  readonly plugins: FakePlugins;
  readonly engine: Engine;

  private constructor(
    readonly store: RenewalStore,
    plugins: readonly FakePlugin[],
  ) {
    this.plugins = new FakePlugins(...plugins);
    this.engine = this.another("engine-1");
    this.engine.onEvent((event) => this.events.push(event));
  }

  static async open(...plugins: readonly FakePlugin[]): Promise<TestBench> {
    const bench = new TestBench(await openSqliteStore({ path: ":memory:" }), plugins);
    await bench.addProfile("meridian", "acme.card");
    return bench;
  }

  /** A bench with one plugin of these steps. */
  static ofSteps(...steps: readonly FakeStep[]): Promise<TestBench> {
    return TestBench.open({ steps });
  }

  /** Another engine on the same journal, as of another process. */
  another(owner: string, store: RenewalStore = this.store): Engine {
    return createEngine({
      store,
      plugins: this.plugins,
      clock: this.clock,
      secrets: this.secrets,
      entropy: this.entropy,
      files: this.files,
      inbox: this.files,
      log: this.log,
      tokens: this.tokens,
      random: new FakeRandom(),
      owner: new FakeOwner(owner, this.gone),
    });
  }

  async addProfile(id: string, provider: string, values = {}): Promise<void> {
    const at = new Date(this.clock.now()).toISOString();
    await this.store.putProfile({ id, provider, values, createdAt: at, updatedAt: at }, "new");
  }

  /** A current certificate that ends then. */
  async addCertificate(profileId: string, notAfter: string, account = "main"): Promise<void> {
    const at = new Date(this.clock.now()).toISOString();
    const certificate = {
      profileId,
      account,
      sha256: `sha-${profileId}-${account}`,
      spkiHash: `spki-${profileId}-${account}`,
      subject: `CN=${account}`,
      issuer: "CN=Acme",
      serial: "01",
      notBefore: "2025-01-01T00:00:00Z",
      notAfter,
      der: "AA==",
      source: "/certificates/a.pem",
      state: "current" as const,
    };
    await this.store.putCertificate(certificate, at);
  }

  /** Begins the renewals of a profile; the first one's id. */
  async begin(profile = "meridian"): Promise<string> {
    const [first] = await this.engine.begin({ profile, force: true });
    if (first === undefined) throw new Error("nothing was begun");
    return first.id;
  }

  /** Begins and drives as far as it goes. */
  async run(profile = "meridian") {
    return this.engine.advance({ renewal: await this.begin(profile) });
  }
}
