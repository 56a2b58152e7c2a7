import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { hash } from "node:crypto";
import type { FoundToken, TokenServices } from "@perennial/hardware";

/** As many as Perennial asks for in one request. */
const atOnce = 50;

interface Modules {
  call(token: FoundToken, type: unknown, params: object, setting: object): Promise<string[]>;
}

const here = dirname(fileURLToPath(import.meta.url));
// Inside the package there is no way in for others, on purpose.
const code = join(here, "../../../core/hardware/dist/token/link/messages.js");
const { Sign } = (await import(pathToFileURL(code).href)) as { Sign: unknown };

/**
 * Signatures over texts as the token's process hands them over, not verified yet: what the way to
 * another process and back costs, for a comparison with graphene that does not verify either.
 */
export async function rawSignatures(
  { modules }: TokenServices,
  token: FoundToken,
  id: string,
  texts: readonly Uint8Array[],
): Promise<void> {
  const process = modules as unknown as Modules;
  const { label, manufacturer, model, serial } = token.view;
  const expect = { label, manufacturer, model, serial };
  const inputs = texts.map((one) => hash("sha256", one, "base64"));
  const asked: Promise<string[]>[] = [];
  for (let first = 0; first < inputs.length; first += atOnce) {
    const some = inputs.slice(first, first + atOnce);
    const params = { slot: token.slot, expect, id, hash: "sha256", inputs: some };
    asked.push(process.call(token, Sign, params, { limit: 60_000 }));
  }
  const made = (await Promise.all(asked)).flat();
  if (made.length !== texts.length) throw new Error(`${made.length} signatures were made`);
}
