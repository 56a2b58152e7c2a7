/** What has to be known before a command line is read: how to say that it cannot be. */
export interface Glimpse {
  readonly json: boolean;
  readonly colour: boolean;
  readonly verbose: boolean;
  readonly lang: string | undefined;
  readonly home: string | undefined;
}

/** Looks for the global options, also in a command line that is wrong otherwise. */
export function glimpse(argv: readonly string[]): Glimpse {
  const end = argv.indexOf("--");
  const words = end === -1 ? argv : argv.slice(0, end);
  return {
    json: words.includes("--json"),
    colour: !words.includes("--no-color"),
    verbose: words.includes("--verbose"),
    lang: valueOf(words, "--lang"),
    home: valueOf(words, "--home"),
  };
}

function valueOf(words: readonly string[], option: string): string | undefined {
  const joined = words.findLast((word) => word.startsWith(`${option}=`));
  if (joined !== undefined) return joined.slice(option.length + 1);
  const at = words.lastIndexOf(option);
  return at === -1 ? undefined : words[at + 1];
}
