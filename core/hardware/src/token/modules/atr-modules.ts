import { join, posix } from "node:path";
import { modulesOfCard, type CardsInReaders } from "./card-atrs.js";
import type { ModuleNames, NamedModule } from "./configured-modules.js";
import { KnownModules, knownModules } from "./known-modules.js";

/**
 * The modules of the vendors whose cards are in the readers: at their known paths, and by their file
 * names in the system's folders of modules. Cards that nobody knows name nothing.
 */
export class AtrModules implements ModuleNames {
  constructor(
    private readonly cards: CardsInReaders,
    private readonly platform: NodeJS.Platform,
    private readonly env: NodeJS.ProcessEnv,
    /** Folders that modules are installed in. */
    private readonly folders: readonly string[],
  ) {}

  async read() {
    const cards = await this.cards.read();
    const names = new Set(cards.flatMap(({ atr }) => modulesOfCard(atr)));
    const modules: NamedModule[] = [];
    for (const name of names) {
      const vendor = knownModules.filter((module) => module.name === name);
      const known = await new KnownModules(this.platform, this.env, vendor).read();
      const paths = known.modules.map(({ path }) => path);
      const elsewhere = paths.flatMap((path) =>
        this.folders.map((folder) => join(folder, posix.basename(path))),
      );
      for (const path of new Set([...paths, ...elsewhere])) {
        // One of several places, of which most are empty.
        modules.push({ path, name, source: "atr", optional: true });
      }
    }
    return { modules, remarks: [] };
  }
}
