import { PerennialError } from "@perennial/api";
import { oneLine } from "../link/one-line.js";
import type { ModuleDescription } from "../link/token-views.js";
import { CKF_OS_LOCKING_OK } from "./constants.js";
import type { Cryptoki, LoadedModule, Pkcs11Binding } from "./pkcs11-binding.js";
import { returnValue, tokenError } from "./return-value.js";

export type { Attribute, Cryptoki, Handle } from "./pkcs11-binding.js";

/**
 * Loads and initialises a module. It is never closed: with a call pending that is a segmentation
 * fault, and some modules hang in C_Finalize; the process ends instead.
 * @throws PerennialError `token.support-missing`, `token.module-load-failed`.
 */
export async function loadModule(
  path: string,
  parameters?: string,
): Promise<{
  readonly lib: Cryptoki;
  readonly module: LoadedModule;
  readonly about: ModuleDescription;
}> {
  const graphene = await importGraphene();
  let module: LoadedModule;
  try {
    module = graphene.Module.load(path);
  } catch (cause) {
    throw new PerennialError("token.module-load-failed", { module: path }, { cause });
  }
  const { lib } = module;
  try {
    lib.C_Initialize({
      // Without it parallel asynchronous calls crash.
      flags: CKF_OS_LOCKING_OK,
      // The last character of the parameters is lost on the way.
      ...(parameters === undefined ? {} : { libraryParameters: `${parameters} ` }),
    });
    const info = lib.C_GetInfo();
    return {
      lib,
      module,
      about: {
        description: shown(info.libraryDescription),
        manufacturer: shown(info.manufacturerID),
        libraryVersion: `${info.libraryVersion.major}.${info.libraryVersion.minor}`,
        cryptokiVersion: `${info.cryptokiVersion.major}.${info.cryptokiVersion.minor}`,
      },
    };
  } catch (error) {
    if (returnValue(error) === undefined) throw error;
    throw new PerennialError(
      "token.module-load-failed",
      { module: path },
      { cause: tokenError(error, "C_Initialize") },
    );
  }
}

/** The text of a field that is padded with blanks, or by some modules with zeros, as one line. */
export function shown(text: string): string {
  return oneLine(text.replace(/[\s\0]+$/u, ""));
}

async function importGraphene(): Promise<Pkcs11Binding> {
  // Not a literal: where it is not installed, neither the compiler nor the bundler may look for it.
  const name: string = "graphene-pk11";
  try {
    return (await import(name)) as Pkcs11Binding;
  } catch (cause) {
    throw new PerennialError("token.support-missing", {}, { cause });
  }
}
