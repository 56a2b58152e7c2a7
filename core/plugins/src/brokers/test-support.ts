import {
  PerennialError,
  type Manifest,
  type Permissions,
  type ProviderManifest,
  type ProxyFound,
} from "@perennial/api";
import { openSqliteStore, type RenewalStore, type Fence } from "@perennial/store";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import "reflect-metadata";
import { container as root, type DependencyContainer, type InjectionToken } from "tsyringe";
import type { StepContext } from "../process/step-services.js";
import { RecordedCallbacks } from "../process/test-support.js";
import { Artifacts } from "./files/artifacts.js";
import { HomeFolders } from "./home-folders.js";
import { DEFAULT_HTTP_LIMITS, type HttpLimits } from "./http/http-limits.js";
import { ProxyPort } from "./http/proxy/proxy-port.js";
import { HttpSessions } from "./http/http-sessions.js";
import {
  BusinessClockPort,
  CertificatePort,
  DocumentPort,
  KeyPort,
  RequestPort,
  SecretRevealer,
  SignaturePort,
} from "./ports.js";
import { KeyPlaces } from "./key-places.js";
import { FakeTokens } from "./testing/fake-tokens.js";
import { TokenPlaces } from "./token-places.js";
import { TokenLookPort } from "./tokens/token-look.js";
import { HomeToken, HttpLimitsToken, RunContext, StoreToken } from "./tokens.js";

const refuse = () => Promise.reject(new PerennialError("test.not-expected"));

/** A home, a journal and small ports, for tests of brokers. */
export class TestWorld {
  readonly container: DependencyContainer = root.createChildContainer();
  readonly keys = new Map<string, string>();
  /** Places that were looked into before a key was made. */
  readonly looked: string[] = [];
  /** Keys beside which a token keeps the certificate. */
  readonly tokenKeys = new Set<string>();
  readonly tokens = new FakeTokens();
  readonly secrets = new Map<string, string>();
  proxy: ProxyFound | null = null;
  now = "2026-11-20T09:00:00Z";
  /** Which certificates the provider says it renews. */
  matches: ProviderManifest["matches"] = { issuer: "*CN=acme*" };

  private constructor(
    readonly folder: string,
    readonly store: RenewalStore,
  ) {
    const { container, keys, secrets } = this;
    const key = (id: string) => ({ id, algorithm: "ec-p256" as const, spki: "", spkiHash: "" });
    container.register(StoreToken, { useValue: store });
    container.register(KeyPlaces, { useValue: new KeyPlaces(store) });
    container.register(TokenPlaces, { useValue: this.tokens.places });
    container.register<TokenLookPort>(TokenLookPort, { useValue: this.tokens });
    container.register(HomeToken, { useValue: new HomeFolders(this.home) });
    container.register(Artifacts, { useValue: new Artifacts(new HomeFolders(this.home)) });
    this.limits();
    container.register<KeyPort>(KeyPort, {
      useValue: {
        newId: () => Promise.resolve("c".repeat(32)),
        generate: ({ id, label, place }) => {
          if (keys.has(id)) return Promise.reject(new PerennialError("keys.exists", { id }));
          keys.set(id, label);
          return Promise.resolve(place === undefined ? key(id) : { ...key(id), place });
        },
        token: (place, meant) => this.tokens.places.token(place, [], meant),
        isTaken: ({ id, place }) => {
          this.looked.push(place ?? "software");
          return Promise.resolve(keys.has(id));
        },
        find: (id) => Promise.resolve(keys.has(id) ? key(id) : null),
        keepCertificate: ({ id }) => Promise.resolve(this.tokenKeys.has(id)),
        keepIssuers: ({ id, ders }) =>
          Promise.resolve({ onToken: this.tokenKeys.has(id) ? ders.length : 0, leftOut: 0 }),
        encryptedFiles: (ids) =>
          Promise.all(
            ids.map(async (id) => {
              const path = join(this.folder, `${id}.json`);
              await writeFile(path, `sealed ${id}`);
              return path;
            }),
          ),
      },
    });
    container.register<SecretRevealer>(SecretRevealer, {
      useValue: {
        find: (profileId, name) =>
          Promise.resolve(
            secrets.has(`${profileId}/${name}`) ? { secret: `${profileId}/${name}` } : null,
          ),
        forget: (profileId, name) => {
          secrets.delete(`${profileId}/${name}`);
          return Promise.resolve();
        },
        reveal: (_profileId, { secret }) => Promise.resolve(secrets.get(secret) ?? ""),
      },
    });
    container.register<BusinessClockPort>(BusinessClockPort, {
      useValue: {
        now: () => Promise.resolve(this.now),
        addBusinessDays: refuse,
        addBusinessHours: refuse,
        isBusinessDay: refuse,
      },
    });
    container.register<RequestPort>(RequestPort, {
      useValue: { create: refuse, read: refuse, checkProfile: refuse },
    });
    container.register<SignaturePort>(SignaturePort, { useValue: { verifyCms: refuse } });
    container.register<ProxyPort>(ProxyPort, {
      useValue: { find: () => Promise.resolve(this.proxy) },
    });
    container.register<DocumentPort>(DocumentPort, { useValue: { sign: refuse, inspect: refuse } });
    container.register<CertificatePort>(CertificatePort, {
      useValue: { read: refuse, chain: refuse, checkProfile: refuse, prove: refuse },
    });
  }

  static async open(): Promise<TestWorld> {
    const folder = await mkdtemp(join(tmpdir(), "perennial-brokers-"));
    return new TestWorld(folder, await openSqliteStore({ path: ":memory:" }));
  }

  get home(): string {
    return join(this.folder, "home");
  }

  limits(limits: Partial<HttpLimits> = {}): void {
    this.container.register(HttpLimitsToken, {
      useValue: { ...DEFAULT_HTTP_LIMITS, ...limits },
    });
  }

  /** A broker for one run of a plugin with these permissions. */
  broker<T>(
    type: InjectionToken<T>,
    permissions: Permissions,
    run: Partial<StepContext["run"]> = {},
  ): T {
    const child = this.container.createChildContainer();
    child.register(RunContext, { useValue: contextOf(permissions, run, this.matches) });
    child.register(HttpSessions, { useValue: new HttpSessions() });
    return child.resolve(type);
  }

  /** The fence of a renewal that another engine took over meanwhile. */
  async lostFence(renewal: string): Promise<Fence> {
    const at = this.now;
    const common = {
      group: "g-1",
      profileId: "meridian",
      account: "main",
      accounts: ["main"],
      provider: "acme.shop",
      pluginId: "acme",
      pluginVersion: "1.0.0",
      kind: "rekey",
      steps: ["order"],
      profile: {},
    } as const;
    await this.store.create([{ ...common, id: renewal, at }], at);
    const claim = (id: string) => {
      const owner = { id, host: "here", pid: 1, startedAt: at };
      return this.store.claim(renewal, owner, at, at, () => true);
    };
    const lost = await claim("first");
    await claim("second");
    return lost;
  }

  async close(): Promise<void> {
    await this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function contextOf(
  permissions: Permissions,
  run: Partial<StepContext["run"]>,
  matches: ProviderManifest["matches"],
): StepContext {
  const field = { type: "string", title: "keyPlace", format: "key-place" } as const;
  const preset = { ...field, default: "pkcs11:token=Preset" };
  const profile = { type: "object", properties: { keyPlace: field, preset } } as const;
  const providers = [{ id: "acme.shop", profile, matches } as unknown as ProviderManifest];
  const manifest = { perennial: { permissions, contributes: { providers } } };
  return {
    plugin: {
      id: "acme",
      version: "1.0.0",
      displayName: "Acme",
      publisher: "Acme",
      folder: "/nowhere",
      providers,
      pages: [],
      manifest: manifest as unknown as Manifest,
    },
    run: {
      renewal: "r-1",
      group: "g-1",
      pluginId: "acme",
      pluginVersion: "1.0.0",
      provider: "acme.shop",
      step: "order",
      profileId: "meridian",
      profile: {},
      account: "main",
      accounts: ["main"],
      startedAt: "2026-11-20T09:00:00Z",
      outputs: {},
      siblings: {},
      answers: {},
      ...run,
    },
    callbacks: new RecordedCallbacks(),
  };
}
