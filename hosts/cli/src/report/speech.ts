import {
  chooseLanguage,
  l10nCatalogue,
  type CatalogueSource,
  type Localizer,
} from "@perennial/l10n";
import { locateHome, type Home } from "../home/home.js";
import type { HostIo } from "../host-io.js";
import { catalogue } from "../l10n/index.js";
import { Lazy } from "../lazy.js";
import { JsonLinesLog } from "../log/log-file.js";
import { Output } from "../output/output.js";
import { glimpse } from "../parse/glimpse.js";
import { HostLocalizer } from "../texts/host-localizer.js";
import { packageCatalogues } from "../texts/package-catalogues.js";

/** What is needed to say anything at all, before the command line is read and after all has failed. */
export interface Speech {
  readonly texts: Localizer;
  readonly out: Output;
  readonly home: Home;
  readonly log: JsonLinesLog;
  readonly verbose: boolean;
}

/** From the command line's global options, whether or not the rest of it can be read. */
export function beginSpeech(
  argv: readonly string[],
  io: HostIo,
  pluginTexts: (owner: string, language: string) => Promise<CatalogueSource | undefined>,
): Speech {
  const hints = glimpse(argv);
  const language = chooseLanguage({ wanted: hints.lang, environment: io.env });
  const home = locateHome(hints.home, io);
  const clock = io.clock ?? { now: () => Date.now(), sleep: () => Promise.resolve() };
  const log = new JsonLinesLog(home.log, clock);
  const texts = new HostLocalizer(
    language,
    [catalogue, l10nCatalogue],
    new Lazy(packageCatalogues),
    (owner) => pluginTexts(owner, language),
    "perennial",
    {
      now: () => clock.now(),
      missing: (key, plugin = "perennial") => log.write("warn", "text-missing", { plugin, key }),
    },
  );
  // A shell that asks for completions has the half-written command line as arguments.
  const json = hints.json && !argv.includes("--get-yargs-completions");
  const { colour, repeated, verbose } = hints;
  const out = new Output(io, { json, colour, repeated });
  return { texts, out, home, log, verbose };
}
