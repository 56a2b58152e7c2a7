import { join } from "node:path";
import type { DependencyContainer } from "tsyringe";
import { ClockPortToken, BusinessClock, type ClockPort } from "@perennial/engine";
import type { TokenServices } from "@perennial/hardware";
import {
  Artifacts,
  bindPki,
  BrokerServices,
  bundledRuntime,
  BusinessClockPort,
  ComputerProxy,
  DEFAULT_HTTP_LIMITS,
  DEFAULT_LIMITS,
  FilePolicyGate,
  FolderPluginCatalogue,
  HardwareKeys,
  HomeFolders,
  HomeToken,
  HttpLimitsToken,
  KeyPlaces,
  KeyPort,
  PluginCatalogue,
  PluginFolders,
  PluginHealth,
  PluginHost,
  PluginInspection,
  PluginProcesses,
  PluginSwitches,
  PolicyFiles,
  policyFiles,
  PolicyGate,
  ProxyPort,
  RoutedKeys,
  SecretRevealer,
  SignerPort,
  StorePluginHealth,
  systemTimers,
  ModuleTokenLook,
  TokenLookPort,
  TokenPlaces,
  unbundledRuntime,
} from "@perennial/plugins";
import { RenewalStoreToken, type RenewalStore } from "@perennial/store";
import type { Home } from "../home/home.js";
import type { HostIo } from "../host-io.js";
import type { Installation } from "../installation.js";
import type { Lazy } from "../lazy.js";
import type { LogFile } from "../log/log-file.js";
import type { PluginBook } from "../ports/plugin-book.js";
import type { KeyServices } from "./key-services.js";

/** What the plugins' side is made of. */
export interface PluginServicesSetting {
  readonly scope: DependencyContainer;
  readonly store: RenewalStore;
  readonly clock: ClockPort;
  readonly home: Home;
  readonly io: HostIo;
  readonly installation: Installation;
  readonly moduleUrl: string;
  readonly pluginDirs: readonly string[];
  readonly log: LogFile;
  readonly keys: Lazy<KeyServices>;
  readonly tokens: Lazy<TokenServices>;
  readonly tokenPlaces: TokenPlaces;
}

/** The catalogue of plugins and the processes they run in. Nothing is started here. */
export class PluginServices {
  readonly catalogue: PluginCatalogue;
  readonly host: PluginHost;
  private readonly inspection: PluginInspection;

  constructor(setting: PluginServicesSetting) {
    const { store, clock, home, io, installation, log } = setting;
    const scope = setting.scope.createChildContainer();
    scope.registerInstance(RenewalStoreToken.symbol, store);
    scope.registerInstance(ClockPortToken.symbol, clock);
    scope.registerInstance<PluginFolders>(PluginFolders, {
      builtIn: installation.builtInPlugins(),
      home: home.folder,
      pluginDirs: setting.pluginDirs,
    });
    scope.registerInstance<PolicyFiles>(
      PolicyFiles,
      policyFiles({ platform: io.platform ?? process.platform, env: io.env, home: home.folder }),
    );
    scope.registerSingleton(PolicyGate, FilePolicyGate);
    scope.registerSingleton(PluginHealth, StorePluginHealth);
    scope.registerSingleton(PluginSwitches);
    scope.registerSingleton(PluginCatalogue, FolderPluginCatalogue);
    this.catalogue = scope.resolve<PluginCatalogue>(PluginCatalogue);
    bindBrokers(scope, setting);
    const entry = installation.bundledPluginProcess(setting.moduleUrl);
    const processes = new PluginProcesses({
      runtime:
        entry === undefined
          ? unbundledRuntime(process.execPath)
          : bundledRuntime(process.execPath, entry),
      limits: DEFAULT_LIMITS,
      timers: systemTimers,
      log: {
        write: ({ plugin, level, text, data }) =>
          log.write(level, "plugin", { plugin, text, ...(data === undefined ? {} : { data }) }),
      },
      health: scope.resolve<PluginHealth>(PluginHealth),
      services: new BrokerServices(scope),
    });
    this.host = new PluginHost(this.catalogue, processes);
    this.inspection = new PluginInspection(scope.resolve<PolicyGate>(PolicyGate), processes);
  }

  /** As the commands see the plugins. */
  book(): PluginBook {
    const { catalogue } = this;
    return {
      plugins: () => catalogue.plugins(),
      whyAbsent: (provider) => catalogue.whyAbsent(provider),
      list: () => catalogue.list(),
      enable: (id) => catalogue.enable(id),
      disable: (id) => catalogue.disable(id),
      validate: (folder, options) => this.inspection.inspect(folder, options),
    };
  }

  /** Folder of a plugin's translations, from its manifest; undefined if there is no such plugin. */
  async translations(id: string): Promise<string | undefined> {
    const listing = (await this.catalogue.list()).filter((plugin) => plugin.id === id);
    const chosen = listing.find(({ active }) => active) ?? listing[0];
    if (chosen === undefined) return undefined;
    return chosen.l10n ?? join(chosen.folder, "l10n");
  }
}

function bindBrokers(
  scope: DependencyContainer,
  { clock, home, io, keys, store, tokens, tokenPlaces }: PluginServicesSetting,
): void {
  const software = async () => {
    const { store: keyStore, pool } = await keys.get();
    return new HardwareKeys(keyStore, pool);
  };
  const places = new KeyPlaces(store);
  const routed = new RoutedKeys(software, tokenPlaces, places);
  const vault = async () => (await keys.get()).vault;
  scope.registerInstance(KeyPlaces, places);
  scope.registerInstance(TokenPlaces, tokenPlaces);
  scope.registerInstance<TokenLookPort>(
    TokenLookPort,
    new ModuleTokenLook(async () => (await tokens.get()).modules),
  );
  scope.registerInstance<KeyPort>(KeyPort, routed);
  scope.registerInstance<SignerPort>(SignerPort, routed);
  scope.registerInstance<SecretRevealer>(SecretRevealer, {
    find: async (profileId, name) => (await vault()).find(profileId, name),
    forget: async (profileId, name) => (await vault()).forget(profileId, name),
    reveal: async (profileId, ref) => (await vault()).reveal(profileId, ref),
  });
  scope.registerInstance<BusinessClockPort>(BusinessClockPort, new BusinessClock(clock));
  bindPki(scope);
  const folders = new HomeFolders(home.folder);
  scope.registerInstance(HomeToken, folders);
  scope.registerInstance(Artifacts, new Artifacts(folders));
  scope.registerInstance<ProxyPort>(
    ProxyPort,
    new ComputerProxy({ env: io.env, platform: io.platform ?? process.platform }),
  );
  scope.registerInstance(HttpLimitsToken, DEFAULT_HTTP_LIMITS);
}
