import type { Localizer } from "@perennial/l10n";

/** Comments that yargs begins its scripts with, after the marker; those inside are for who reads code. */
const header =
  /^#\n# yargs command completion script\n#\n# Installation: (.*)\n(?:# +or (.*) on OSX\.\n)?#\n/m;
const call = "--get-yargs-completions";

/**
 * The completion script of yargs, its comments in the reader's language.
 * @param language that was asked for; the descriptions that the script shows keep to it then.
 */
export async function completionScript(
  script: string,
  texts: Localizer,
  language: string | undefined,
): Promise<string> {
  const [whole = "", command = "", onMac] = header.exec(script) ?? [];
  const lines = [await texts.text({ key: "completion.install", args: { command } })];
  if (onMac !== undefined) {
    lines.push(await texts.text({ key: "completion.install-mac", args: { command: onMac } }));
  }
  const own = script.replace(whole, `#\n${lines.map((line) => `# ${line}\n`).join("")}#\n`);
  return language === undefined ? own : own.replaceAll(call, `--lang ${language} ${call}`);
}
