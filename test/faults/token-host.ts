import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { container } from "tsyringe";
import { BusinessClock, createEngine, type ClockPort, type Engine } from "@perennial/engine";
import {
  compiledTokenRuntime,
  openTokens,
  type HealthRecords,
  type ModuleDiscovery,
  type PinSource,
  type TokenLimits,
  type TokenServices,
} from "@perennial/hardware";
import { WatchedFolders } from "@perennial/inbox";
import {
  Artifacts,
  bindPki,
  BrokerServices,
  BusinessClockPort,
  DEFAULT_HTTP_LIMITS,
  HomeFolders,
  HomeToken,
  HttpLimitsToken,
  KeyPlaces,
  ModuleTokenLook,
  ProxyPort,
  TokenLookPort,
  KeyPort,
  RoutedKeys,
  SecretRevealer,
  SignerPort,
  TokenPlaces,
} from "@perennial/plugins";
import { RenewalStoreToken, type RenewalStore } from "@perennial/store";
import type { SharedPlugin } from "./shared-plugin.js";

/** Short, so that a hanging module is given up soon; long enough for a busy machine. */
const limits: Partial<TokenLimits> = {
  ...{ start: 10_000, list: 2_500, read: 2_500, login: 2_500, sign: 2_500 },
  ...{ generate: 4_000, write: 2_500, cancel: 200, reload: 0, poll: 50 },
};

/** What a host is made of. */
export interface TokenHostSetting {
  readonly home: string;
  /** Of the attempts at PINs. */
  readonly ledgerHome: string;
  readonly store: RenewalStore;
  readonly clock: ClockPort;
  readonly plugin: SharedPlugin;
  readonly modulePath: string;
  readonly pins: PinSource;
  /** The secrets of the profile, by name. */
  readonly secrets: Map<string, string>;
  /** What is known of modules that crash; it outlives the host. */
  readonly health: HealthRecords;
}

/** The engine with its tokens, as one process of Perennial has them; the plugin's process is shared. */
export class TokenHost {
  private constructor(
    readonly engine: Engine,
    readonly tokens: TokenServices,
  ) {}

  static async open(setting: TokenHostSetting): Promise<TokenHost> {
    const { home, store, clock, plugin, pins, secrets } = setting;
    await mkdir(setting.ledgerHome, { recursive: true, mode: 0o700 });
    const tokens = await openTokens({
      home: setting.ledgerHome,
      runtime: compiledTokenRuntime(process.execPath, process.env),
      discovery: only(setting.modulePath),
      records: setting.health,
      now: () => clock.now(),
      limits,
    });
    const tokenPlaces = new TokenPlaces(
      () => Promise.resolve(tokens),
      () => Promise.resolve(pins),
    );
    const folders = new HomeFolders(home);
    const artifacts = new Artifacts(folders);
    const places = new KeyPlaces(store);
    const software = () => Promise.reject(new Error("no key belongs into the embedded store"));
    const routed = new RoutedKeys(software, tokenPlaces, places);
    const scope = container.createChildContainer();
    scope.registerInstance(RenewalStoreToken.symbol, store);
    scope.registerInstance(KeyPlaces, places);
    scope.registerInstance(TokenPlaces, tokenPlaces);
    scope.registerInstance<KeyPort>(KeyPort, {
      newId: () => Promise.resolve(randomBytes(16).toString("hex")),
      token: (place, meant) => routed.token(place, meant),
      isTaken: (request) => routed.isTaken(request),
      generate: (request) => routed.generate(request),
      find: (id) => routed.find(id),
      keepCertificate: (request) => routed.keepCertificate(request),
      keepIssuers: (request) => routed.keepIssuers(request),
      encryptedFiles: () => Promise.resolve([]),
    });
    scope.registerInstance<SignerPort>(SignerPort, routed);
    scope.registerInstance<SecretRevealer>(SecretRevealer, {
      find: (_profile, name) => Promise.resolve(secrets.has(name) ? { secret: name } : null),
      forget: (_profile, name) => {
        secrets.delete(name);
        return Promise.resolve();
      },
      reveal: (_profile, { secret }) => Promise.resolve(secrets.get(secret) ?? ""),
    });
    scope.registerInstance<BusinessClockPort>(BusinessClockPort, new BusinessClock(clock));
    bindPki(scope);
    const look = new ModuleTokenLook(() => Promise.resolve(tokens.modules));
    scope.registerInstance<TokenLookPort>(TokenLookPort, look);
    scope.registerInstance<ProxyPort>(ProxyPort, { find: () => Promise.resolve(null) });
    scope.registerInstance(HomeToken, folders);
    scope.registerInstance(Artifacts, artifacts);
    scope.registerInstance(HttpLimitsToken, DEFAULT_HTTP_LIMITS);
    plugin.serve(new BrokerServices(scope));
    const engine = createEngine({
      store,
      plugins: plugin.port,
      clock,
      secrets: {
        keep: (_profile, name, value) => {
          secrets.set(name, value);
          return Promise.resolve({ secret: name });
        },
        forgetAll: () => Promise.resolve(),
      },
      entropy: { add: () => undefined },
      files: artifacts,
      inbox: new WatchedFolders({ home, now: () => clock.now(), settle: 0 }),
      tokens: tokenPlaces,
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    });
    return new TokenHost(engine, tokens);
  }

  /** The end of the process. */
  async end(): Promise<void> {
    await this.engine.stop();
    this.tokens.modules.end();
  }
}

const ignore = () => undefined;

function only(path: string): ModuleDiscovery {
  const modules = [{ path, name: "the card's module", source: "configured" }] as const;
  return { find: () => Promise.resolve({ modules, remarks: [] }) };
}
