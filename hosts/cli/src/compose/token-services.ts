import {
  bundledTokenRuntime,
  compiledTokenRuntime,
  openTokens,
  OrderedDiscovery,
  type TokenServices,
} from "@perennial/hardware";
import type { ClockPort } from "@perennial/engine";
import type { RenewalStore } from "@perennial/store";
import type { Home } from "../home/home.js";
import type { HostIo } from "../host-io.js";
import type { Installation } from "../installation.js";
import type { Lazy } from "../lazy.js";
import { modulePlaces } from "../token-modules/module-places.js";

/** What the tokens' side of the command line is made of. */
export interface TokenServicesSetting {
  readonly home: Home;
  readonly io: HostIo;
  readonly clock: ClockPort;
  readonly store: Lazy<RenewalStore>;
  readonly installation: Installation;
  readonly moduleUrl: string;
  /** Of `--module`, as they were given. */
  readonly modules: readonly string[];
}

/** Brings the tokens together. No module is loaded, and the journal not opened, before that is needed. */
export function openTokenServices(setting: TokenServicesSetting): Promise<TokenServices> {
  const { home, io, clock, store, installation, moduleUrl, modules } = setting;
  const entry = installation.bundledTokenProcess(moduleUrl);
  const places = modulePlaces(modules, home.folder, io);
  return openTokens({
    home: home.folder,
    runtime:
      entry === undefined
        ? compiledTokenRuntime(process.execPath, io.env)
        : bundledTokenRuntime(process.execPath, entry, io.env),
    discovery: new OrderedDiscovery(places.map(({ names }) => names)),
    records: {
      read: async (prefix) => (await store.get()).settings(prefix),
      write: async (name, value) => {
        const at = new Date(clock.now()).toISOString();
        await (await store.get()).setSetting(name, value, undefined, at);
      },
    },
    now: () => clock.now(),
  });
}
