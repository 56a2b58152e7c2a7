/** Where a wish for a language may stand, strongest first. */
export interface LanguageWishes {
  /** As given on the command line (`--lang`) or in the settings. */
  readonly wanted?: string | undefined;
  /** The process environment; `LC_ALL`, `LC_MESSAGES` and `LANG` are read (POSIX.1-2017, 8.2). */
  readonly environment?: { readonly [name: string]: string | undefined };
}

/**
 * The BCP 47 tag to use, for example `fr-LU` for `LANG=fr_LU.UTF-8`. English if nothing else is
 * asked for, if the asked locale is `C` or `POSIX`, or if it is no language tag at all.
 */
export function chooseLanguage(wishes: LanguageWishes): string {
  const { wanted, environment = {} } = wishes;
  // POSIX: the first one that is set and not empty decides, even if nobody speaks it.
  const first = [
    wanted,
    environment["LC_ALL"],
    environment["LC_MESSAGES"],
    environment["LANG"],
  ].find((wish) => wish !== undefined && wish.trim() !== "");
  return (first === undefined ? undefined : languageTag(first)) ?? "en";
}

/** `fr_LU.UTF-8@euro` as `fr-LU`; undefined for `C`, `POSIX` and what is no language tag. */
export function languageTag(locale: string): string | undefined {
  const name = locale
    .trim()
    .replace(/[.@].*$/s, "")
    .replaceAll("_", "-");
  if (/^(c|posix)$/i.test(name)) return undefined;
  try {
    return Intl.getCanonicalLocales(name)[0];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The tags whose catalogues serve `language`, best first: `fr-LU`, `fr`, `en`. */
export function fallbacks(language: string): readonly string[] {
  const parts = language.split("-");
  const own = parts.map((_, index) => parts.slice(0, parts.length - index).join("-"));
  return own.includes("en") ? own : [...own, "en"];
}
