import { resolve } from "node:path";
import { container, type DependencyContainer } from "tsyringe";
import type { Token } from "@perennial/api";
import type { Engine as EngineType, EngineProtocol } from "@perennial/engine";
import type { PinSource, TokenServices } from "@perennial/hardware";
import type { CatalogueSource, Localizer } from "@perennial/l10n";
import type { TokenPlaces } from "@perennial/plugins";
import type { RenewalStore } from "@perennial/store";
import { Lazy } from "../lazy.js";
import {
  Answers,
  Certificates,
  Console,
  Engine,
  Given,
  HomeFolder,
  Io,
  KeyRing,
  Logbook,
  Out,
  Pins,
  Plugins,
  Store,
  Texts,
  Time,
  Tokens,
  Vault,
} from "../tokens.js";
import type { Beginnings } from "./beginnings.js";
import { GivenEntropy } from "./given-entropy.js";
import type { KeyServices } from "./key-services.js";
import { openAnswers } from "./open-answers.js";
import { openEngine } from "./open-engine.js";
import { openKeys } from "./open-keys.js";
import { openStore } from "./open-store.js";
import { openTokenPlaces } from "./open-token-places.js";
import type { PluginServices } from "./plugin-services.js";

/** The composition root: every service, each made when it is first needed. */
export class Composition {
  readonly scope: DependencyContainer = container.createChildContainer();
  private readonly store: Lazy<RenewalStore>;
  private readonly keys: Lazy<KeyServices>;
  private readonly tokens: Lazy<TokenServices>;
  private readonly tokenPlaces: Lazy<TokenPlaces>;
  readonly plugins: Lazy<PluginServices>;
  private readonly engine: Lazy<EngineType>;
  private readonly entropy = new GivenEntropy();
  /** Aborted once the engine was told to stop. */
  private readonly stopping = new AbortController();

  constructor(
    private readonly beginnings: Beginnings,
    texts: Localizer,
  ) {
    const { io, args, home, clock, log, out, terminal } = beginnings;
    this.store = new Lazy(() => openStore(home));
    this.keys = new Lazy(() => openKeys(beginnings, texts, this.entropy));
    this.tokens = new Lazy(() => this.openTokens());
    this.tokenPlaces = new Lazy(() =>
      openTokenPlaces({
        beginnings,
        texts,
        tokens: this.tokens,
        pins: this.scope.resolve<Lazy<PinSource>>(Pins.symbol),
        stopping: this.stopping.signal,
      }),
    );
    this.plugins = new Lazy(() => this.openPlugins());
    const { store, keys, tokens, tokenPlaces, plugins, entropy } = this;
    this.engine = new Lazy(() =>
      openEngine({ beginnings, store, plugins, keys, tokenPlaces, entropy }),
    );
    const theStore = () => this.scope.resolve<Lazy<RenewalStore>>(Store.symbol).get();
    this.bind(Io, io);
    this.bind(Given, args);
    this.bind(HomeFolder, home);
    this.bind(Time, clock);
    this.bind(Logbook, log);
    this.bind(Out, out);
    this.bind(Console, terminal);
    this.bind(Texts, texts);
    this.bind(Store, store);
    this.bind(Engine, this.engine);
    this.bind(Tokens, tokens);
    this.bind(
      Pins,
      new Lazy(async () => {
        const { openPins } = await import("./ask-pin.js");
        return openPins(io, args, { terminal, out, texts });
      }),
    );
    this.bind(Plugins, new Lazy(async () => (await plugins.get()).book()));
    this.bind(Vault, new Lazy(async () => (await keys.get()).vault));
    this.bind(
      Answers,
      new Lazy(() => {
        const engine = this.scope.resolve<Lazy<EngineProtocol>>(Engine.symbol);
        return openAnswers({ beginnings, texts, engine, tokens });
      }),
    );
    this.bind(
      KeyRing,
      new Lazy(async () => {
        const { SoftwareKeyRing } = await import("./software-key-ring.js");
        return new SoftwareKeyRing(await keys.get(), home.folder);
      }),
    );
    this.bind(
      Certificates,
      new Lazy(async () => {
        const { StoreInventory } = await import("@perennial/inventory");
        return new StoreInventory(await theStore(), clock);
      }),
    );
  }

  bind<T>(token: Token<T>, instance: T): void {
    this.scope.registerInstance<T>(token.symbol, instance);
  }

  /** Where the texts of a plugin are. */
  async pluginTexts(id: string, language: string): Promise<CatalogueSource | undefined> {
    const folder = await (await this.plugins.get()).translations(id);
    if (folder === undefined) return undefined;
    const { pluginCatalogueSource } = await import("../texts/plugin-catalogue-source.js");
    return pluginCatalogueSource(folder, language);
  }

  /**
   * Ends what was made: running steps are told, leases released, processes ended, files closed. What
   * cannot be ended keeps nothing else from ending.
   * @throws the first error there was
   */
  async dispose(): Promise<void> {
    const ends = [
      async () => {
        const stopped = (await settled(this.engine))?.stop();
        this.stopping.abort();
        await stopped;
      },
      async () => (await settled(this.plugins))?.host.dispose(),
      async () => (await settled(this.tokens))?.modules.end(),
      async () => (await settled(this.store))?.close(),
      async () => (await settled(this.keys))?.pool.clear(),
    ];
    const errors: unknown[] = [];
    for (const end of ends) await end().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }

  private async openTokens(): Promise<TokenServices> {
    const { args, io, home, clock, installation, moduleUrl } = this.beginnings;
    const { openTokenServices } = await import("./token-services.js");
    return openTokenServices({
      home,
      io,
      clock,
      // The one that is bound: a test may have put another in its place.
      store: this.scope.resolve<Lazy<RenewalStore>>(Store.symbol),
      installation,
      moduleUrl,
      modules: args.texts("module"),
    });
  }

  private async openPlugins(): Promise<PluginServices> {
    const { args, io, home, clock, log, installation, moduleUrl } = this.beginnings;
    const { PluginServices } = await import("./plugin-services.js");
    return new PluginServices({
      scope: this.scope,
      store: await this.store.get(),
      clock,
      home,
      io,
      installation,
      moduleUrl,
      log,
      keys: this.keys,
      tokens: this.tokens,
      tokenPlaces: await this.tokenPlaces.get(),
      pluginDirs: args.texts("plugin-dir").map((folder) => resolve(io.cwd, folder)),
    });
  }
}

/** What was made, or undefined if it was not, or could not be. */
async function settled<T>(lazy: Lazy<T>): Promise<T | undefined> {
  const made = lazy.peek();
  if (made === undefined) return undefined;
  const [result] = await Promise.allSettled([made]);
  return result.status === "fulfilled" ? result.value : undefined;
}
