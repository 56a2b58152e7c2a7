import type { ErrorData, FormSchema, JsonObject, ProviderManifest } from "@perennial/api";
import { say } from "../../output/say.js";
import type { OfferedProvider } from "../../profiles/profiles.js";
import { askChoice } from "../../questions/ask-choice.js";
import { askFile } from "../../questions/ask-file.js";
import { askForm, showProblem } from "../../questions/ask-form.js";
import { askYesNo } from "../../questions/ask-yes-no.js";
import { labelOf, type Asking } from "../../questions/asking.js";
import type { ReadValues } from "./read-values.js";

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

/**
 * Asks for the profile's name.
 * @param why says what is wrong with a name, if something is.
 */
export async function askId(
  asking: Asking,
  why: (id: string) => Promise<ErrorData | undefined>,
): Promise<string> {
  for (;;) {
    const id = (await asking.terminal.ask(`${await say(asking.texts, "profile.ask-id")} `)).trim();
    const error = await why(id);
    if (error === undefined) return id;
    await showProblem(asking, { path: "", error });
  }
}

/** Asks the provider's form, secrets apart from the rest; those that were given are not asked. */
export async function askValues(
  asking: Asking,
  { profile: form }: ProviderManifest,
  { values: preset, secrets: given, problems }: ReadValues,
  cwd: string,
): Promise<{ values: JsonObject; secrets: { [field: string]: string } }> {
  const properties = Object.fromEntries(
    Object.entries(form.properties).filter(([name]) => given[name] === undefined),
  );
  const [usual, advanced] = [false, true].map((wanted) => ({
    ...form,
    properties: Object.fromEntries(
      Object.entries(properties).filter(([, field]) => (field.advanced === true) === wanted),
    ),
  })) as [FormSchema, FormSchema];
  const known = { problems, cwd, all: true };
  let answers = await askForm(asking, { ...known, schema: usual, values: preset });
  if (await wantsAdvanced(asking, advanced, problems)) {
    answers = await askForm(asking, { ...known, schema: advanced, values: answers });
  }
  const secrets: { [field: string]: string } = { ...given };
  const values = { ...answers };
  for (const [name, field] of Object.entries(properties)) {
    const value = values[name];
    if (field.format !== "password") continue;
    delete values[name];
    if (typeof value === "string") secrets[name] = value;
  }
  return { values, secrets };
}

/** Whether the fields that nearly nobody needs are asked as well: also if what was given is wrong. */
async function wantsAdvanced(
  asking: Asking,
  { properties }: FormSchema,
  problems: ReadValues["problems"],
): Promise<boolean> {
  const fields = Object.entries(properties);
  if (fields.length === 0) return false;
  if (problems.some(({ path }) => Object.hasOwn(properties, path))) return true;
  const labels = await Promise.all(fields.map(([, { title }]) => labelOf(asking, title)));
  const names = asking.texts.list(labels);
  asking.out.line();
  const count = fields.length;
  asking.out.line(await say(asking.texts, "profile.ask-advanced", { count, names }));
  return askYesNo(asking, await say(asking.texts, "profile.see-advanced", { count }), false);
}

/**
 * Asks for the current certificate of each account; Enter leaves one out.
 * @param why says why there is no certificate in a file, if there is none.
 */
export async function askCertificates(
  asking: Asking,
  accounts: readonly string[],
  cwd: string,
  why: (account: string, path: string) => Promise<ErrorData | undefined>,
): Promise<{ [account: string]: string }> {
  const found: { [account: string]: string } = {};
  const several = accounts.length > 1 ? "yes" : "no";
  for (const account of accounts) {
    asking.out.line();
    asking.out.line(await say(asking.texts, "profile.ask-certificate", { account, several }));
    for (;;) {
      const path = await askFile(asking, cwd, "profile.ask-certificate-path");
      if (path === undefined) break;
      const error = await why(account, path);
      if (error === undefined) {
        found[account] = path;
        break;
      }
      await showProblem(asking, { path: "", error });
    }
  }
  return found;
}
