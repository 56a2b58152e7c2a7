import type { Engine } from "@perennial/engine";
import type { TokenPlaces } from "@perennial/plugins";
import type { RenewalStore } from "@perennial/store";
import type { Lazy } from "../lazy.js";
import type { Beginnings } from "./beginnings.js";
import type { GivenEntropy } from "./given-entropy.js";
import type { KeyServices } from "./key-services.js";
import type { PluginServices } from "./plugin-services.js";

/** What the engine drives renewals with. */
export interface EngineSetting {
  readonly beginnings: Beginnings;
  readonly store: Lazy<RenewalStore>;
  readonly plugins: Lazy<PluginServices>;
  readonly keys: Lazy<KeyServices>;
  readonly tokenPlaces: Lazy<TokenPlaces>;
  readonly entropy: GivenEntropy;
}

/** The engine, on the command line's store, plugins and folders. */
export async function openEngine(setting: EngineSetting): Promise<Engine> {
  const { keys, tokenPlaces, entropy } = setting;
  const { clock, log, home } = setting.beginnings;
  const [{ createEngine }, { Artifacts, HomeFolders }, { WatchedFolders }] = await Promise.all([
    import("@perennial/engine"),
    import("@perennial/plugins"),
    import("@perennial/inbox"),
  ]);
  const store = await setting.store.get();
  const plugins = await setting.plugins.get();
  return createEngine({
    store,
    plugins: plugins.host,
    clock,
    secrets: {
      keep: async (profile, name, value) => (await keys.get()).vault.keep(profile, name, value),
      forgetAll: async (profile) => (await keys.get()).vault.forgetAll(profile),
    },
    entropy,
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
