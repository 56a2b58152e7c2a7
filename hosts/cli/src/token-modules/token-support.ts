import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * The compiled part that talks to PKCS #11 modules, absolute path; undefined where it could not be
 * compiled when Perennial was installed. Nothing is loaded.
 */
export function tokenSupport(): string | undefined {
  const graphene = resolved(import.meta.url, "graphene-pk11/package.json");
  if (graphene === undefined) return undefined;
  const pkcs11js = resolved(graphene, "pkcs11js/package.json");
  if (pkcs11js === undefined) return undefined;
  const compiled = join(pkcs11js, "..", "build", "Release", "pkcs11.node");
  return existsSync(compiled) ? compiled : undefined;
}

function resolved(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch (error) {
    if ((error as { code?: unknown }).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
