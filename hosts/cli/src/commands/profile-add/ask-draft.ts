import { resolve } from "node:path";
import type { JsonObject, ProviderManifest } from "@perennial/api";
import { accountsOf } from "@perennial/engine";
import { say } from "../../output/say.js";
import { isProfileId, type OfferedProvider } from "../../profiles/profiles.js";
import { askChoice } from "../../questions/ask-choice.js";
import { askFile } from "../../questions/ask-file.js";
import { askForm } from "../../questions/ask-form.js";
import { labelOf, type Asking } from "../../questions/asking.js";

/** Asks which provider; the only one there is needs no question. */
export async function askProvider(
  asking: Asking,
  offered: readonly OfferedProvider[],
): Promise<OfferedProvider | undefined> {
  const [only, ...others] = offered;
  if (others.length === 0) return only;
  asking.out.line(await say(asking.texts, "profile.ask-provider"));
  const options = await Promise.all(
    offered.map(async ({ plugin, provider }) => ({
      value: provider.id,
      label: await labelOf({ ...asking, owner: plugin.id }, provider.title),
    })),
  );
  const chosen = await askChoice(asking, options);
  return offered.find(({ provider }) => provider.id === chosen);
}

/** Asks for the profile's name. */
export async function askId(asking: Asking): Promise<string> {
  for (;;) {
    const id = (await asking.terminal.ask(`${await say(asking.texts, "profile.ask-id")} `)).trim();
    if (isProfileId(id)) return id;
    asking.out.line(await say(asking.texts, "profile.bad-id"), 2);
  }
}

/** Asks the provider's form, secrets apart from the rest. */
export async function askValues(
  asking: Asking,
  { profile: form }: ProviderManifest,
  preset: JsonObject,
): Promise<{ values: JsonObject; secrets: { [field: string]: string } }> {
  const answers = await askForm(asking, form, preset);
  const secrets: { [field: string]: string } = {};
  const values = { ...answers };
  for (const [name, field] of Object.entries(form.properties)) {
    const value = values[name];
    if (field.format !== "password") continue;
    delete values[name];
    if (typeof value === "string") secrets[name] = value;
  }
  return { values, secrets };
}

/** Asks for the current certificate of each account; Enter leaves one out. */
export async function askCertificates(
  asking: Asking,
  provider: ProviderManifest,
  values: JsonObject,
  cwd: string,
): Promise<{ [account: string]: string }> {
  const found: { [account: string]: string } = {};
  for (const account of accountsOf(provider, values)) {
    const several = accountsOf(provider, values).length > 1 ? "yes" : "no";
    asking.out.line(await say(asking.texts, "profile.ask-certificate", { account, several }));
    const path = await askFile(asking, cwd);
    if (path !== undefined) found[account] = resolve(cwd, path);
  }
  return found;
}
