import { resolve } from "node:path";
import { container, type DependencyContainer } from "tsyringe";
import type { Token } from "@perennial/api";
import type { ClockPort, Engine as EngineType, EngineProtocol } from "@perennial/engine";
import type { PinSource, TokenServices } from "@perennial/hardware";
import type { CatalogueSource, Localizer } from "@perennial/l10n";
import type { TokenConfirmation, TokenPlaces } from "@perennial/plugins";
import type { RenewalStore } from "@perennial/store";
import { NoAnswers, type AnswerSource } from "../drive/answer-source.js";
import type { Home } from "../home/home.js";
import { isThere, openHome } from "../home/open-home.js";
import type { HostIo } from "../host-io.js";
import type { Installation } from "../installation.js";
import { Lazy } from "../lazy.js";
import type { LogFile } from "../log/log-file.js";
import type { Output } from "../output/output.js";
import type { Arguments } from "../parse/arguments.js";
import type { Terminal } from "../terminal/terminal.js";
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
import { GivenEntropy } from "./given-entropy.js";
import type { KeyServices } from "./key-services.js";
import type { PluginServices } from "./plugin-services.js";

/** What is there before anything is composed. */
export interface Beginnings {
  readonly io: HostIo;
  readonly args: Arguments;
  readonly home: Home;
  readonly clock: ClockPort;
  readonly log: LogFile;
  readonly out: Output;
  readonly terminal: Terminal;
  readonly installation: Installation;
  readonly moduleUrl: string;
}

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
    private readonly texts: Localizer,
  ) {
    const { io, args, home, clock, log, out, terminal } = beginnings;
    this.store = new Lazy(() => this.openStore());
    this.keys = new Lazy(() => this.openKeys());
    this.tokens = new Lazy(() => this.openTokens());
    this.tokenPlaces = new Lazy(() => this.openTokenPlaces());
    this.plugins = new Lazy(() => this.openPlugins());
    this.engine = new Lazy(() => this.openEngine());
    const { store, keys, plugins, engine } = this;
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
    this.bind(Engine, engine);
    this.bind(Tokens, this.tokens);
    this.bind(
      Pins,
      new Lazy(async () => {
        const { openPins } = await import("./ask-pin.js");
        return openPins(io, args, { terminal, out, texts });
      }),
    );
    this.bind(Plugins, new Lazy(async () => (await plugins.get()).book()));
    this.bind(Vault, new Lazy(async () => (await keys.get()).vault));
    this.bind(Answers, new Lazy(() => this.openAnswers()));
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

  private async openStore(): Promise<RenewalStore> {
    const { home } = this.beginnings;
    const { openSqliteStore } = await import("@perennial/store");
    const open = async () => {
      await openHome(home);
      return openSqliteStore({ path: home.journal });
    };
    // One that is not there is not made for looking at it.
    if (await isThere(home)) await openHome(home);
    const { hasJournal, journalOnDemand } = await import("../home/journal-on-demand.js");
    return hasJournal(home.journal) ? open() : journalOnDemand(home.journal, open);
  }

  private async openKeys(): Promise<KeyServices> {
    const { args, io, home, terminal, out } = this.beginnings;
    const { KeyServices } = await import("./key-services.js");
    const { passphraseFromTerminal } = await import("./ask-passphrase.js");
    await openHome(home);
    const file = args.text("passphrase-file");
    const services = new KeyServices({
      home: home.folder,
      passphraseFile: file === undefined ? undefined : resolve(io.cwd, file),
      credentialsDirectory: io.env["CREDENTIALS_DIRECTORY"],
      ask: terminal.interactive
        ? passphraseFromTerminal({ terminal, out, texts: this.texts })
        : undefined,
    });
    this.entropy.attach(services.pool);
    return services;
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

  /** The tokens that profiles name as places of keys; one login serves all of this process. */
  private async openTokenPlaces(): Promise<TokenPlaces> {
    const { TokenPlaces } = await import("@perennial/plugins");
    const pins = this.scope.resolve<Lazy<PinSource>>(Pins.symbol);
    return new TokenPlaces(
      () => this.tokens.get(),
      () => this.renewalPins(pins),
      () => this.tokenConfirmation(pins),
    );
  }

  /** Whoever is asked for PINs is asked whether a token is the one that is meant. */
  private async tokenConfirmation(pins: Lazy<PinSource>): Promise<TokenConfirmation> {
    const { io, terminal, out } = this.beginnings;
    const { unattended } = await pins.get();
    const { PersonTokenConfirmation } = await import("../pins/person-token-confirmation.js");
    const leaving =
      io.stop === undefined ? undefined : { leave: io.stop, stopping: this.stopping.signal };
    return new PersonTokenConfirmation({ terminal, out, texts: this.texts }, unattended, leaving);
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

  private async openEngine(): Promise<EngineType> {
    const { clock, log, home } = this.beginnings;
    const [{ createEngine }, { Artifacts, HomeFolders }, { WatchedFolders }] = await Promise.all([
      import("@perennial/engine"),
      import("@perennial/plugins"),
      import("@perennial/inbox"),
    ]);
    const { keys, tokenPlaces } = this;
    const store = await this.store.get();
    const plugins = await this.plugins.get();
    return createEngine({
      store,
      plugins: plugins.host,
      clock,
      secrets: {
        keep: async (profile, name, value) => (await keys.get()).vault.keep(profile, name, value),
        forgetAll: async (profile) => (await keys.get()).vault.forgetAll(profile),
      },
      entropy: this.entropy,
      files: new Artifacts(new HomeFolders(home.folder)),
      inbox: new WatchedFolders({
        home: home.folder,
        now: () => clock.now(),
        report: (unusable) => log.write("warn", "inbox.unusable", { ...unusable }),
      }),
      tokens: {
        isThere: async (token) => (await tokenPlaces.get()).isThere(token),
      },
      log: {
        debug: (text, data) => log.write("debug", text, data),
        info: (text, data) => log.write("info", text, data),
        warn: (text, data) => log.write("warn", text, data),
        error: (text, data) => log.write("error", text, data),
      },
    });
  }

  private async renewalPins(pins: Lazy<PinSource>): Promise<PinSource> {
    const source = await pins.get();
    const { stop } = this.beginnings.io;
    if (stop === undefined) return source;
    const { RenewalPins } = await import("../pins/renewal-pins.js");
    return new RenewalPins(source, stop, this.stopping.signal);
  }

  private async openAnswers(): Promise<AnswerSource> {
    const { args, io, terminal, out, clock, home } = this.beginnings;
    const texts = this.texts;
    const path = args.text("answers");
    if (path !== undefined) {
      const { openAnswersFile } = await import("../answers/open-answers-file.js");
      return openAnswersFile(path, io.cwd, out, texts, clock);
    }
    if (!terminal.interactive) return new NoAnswers();
    const { PersonAnswers } = await import("../answers/person-answers.js");
    const engine = this.scope.resolve<Lazy<EngineProtocol>>(Engine.symbol);
    const { untilDue } = await import("../drive/until-due.js");
    const { tokenKeyPlaces } = await import("../token-views/token-key-places.js");
    const keyPlaces = tokenKeyPlaces(this.tokens, { out, texts }, io);
    return new PersonAnswers({ terminal, out, texts, keyPlaces }, io, home, (wanted, signal) =>
      untilDue(engine, clock, wanted, signal),
    );
  }
}

/** What was made, or undefined if it was not, or could not be. */
async function settled<T>(lazy: Lazy<T>): Promise<T | undefined> {
  const made = lazy.peek();
  if (made === undefined) return undefined;
  const [result] = await Promise.allSettled([made]);
  return result.status === "fulfilled" ? result.value : undefined;
}
