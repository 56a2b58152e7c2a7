import { join, resolve } from "node:path";
import type { PinSource } from "@perennial/hardware";
import type { HostIo } from "../host-io.js";
import type { Arguments } from "../parse/arguments.js";
import type { Asking } from "../questions/asking.js";

/** Name of the credential: `LoadCredentialEncrypted=perennial-pin` in the unit. */
const credential = "perennial-pin";

/**
 * Where PINs come from: `--pin-file`, the person at the terminal, or the credential that systemd
 * hands to a service (systemd.exec(5), "Credentials").
 */
export async function openPins(
  io: Pick<HostIo, "cwd" | "env">,
  args: Arguments,
  asking: Asking,
): Promise<PinSource> {
  const file = args.text("pin-file");
  if (file === undefined && asking.terminal.interactive) {
    const { PersonPins } = await import("../pins/person-pins.js");
    return new PersonPins(asking);
  }
  const { GivenPins } = await import("../pins/given-pins.js");
  if (file !== undefined) return new GivenPins({ path: resolve(io.cwd, file), systemd: false });
  return new GivenPins(await credentialPlace(io.env["CREDENTIALS_DIRECTORY"]));
}

async function credentialPlace(folder: string | undefined) {
  if (folder === undefined || folder === "") return undefined;
  const { existsSync } = await import("node:fs");
  const path = join(folder, credential);
  return existsSync(path) ? { path, systemd: true } : undefined;
}
