import { resolve } from "node:path";
import type { Localizer } from "@perennial/l10n";
import { openHome } from "../home/open-home.js";
import type { Beginnings } from "./beginnings.js";
import type { GivenEntropy } from "./given-entropy.js";
import type { KeyServices } from "./key-services.js";

/** The embedded key store, with the ways to its passphrase. */
export async function openKeys(
  { args, io, home, terminal, out }: Beginnings,
  texts: Localizer,
  entropy: GivenEntropy,
): Promise<KeyServices> {
  const { KeyServices } = await import("./key-services.js");
  const { passphraseFromTerminal } = await import("./ask-passphrase.js");
  await openHome(home);
  const file = args.text("passphrase-file");
  const services = new KeyServices({
    home: home.folder,
    passphraseFile: file === undefined ? undefined : resolve(io.cwd, file),
    credentialsDirectory: io.env["CREDENTIALS_DIRECTORY"],
    ask: terminal.interactive
      ? passphraseFromTerminal({ terminal, out, texts }, home.folder)
      : undefined,
  });
  entropy.attach(services.pool);
  return services;
}
