/** What has to be known before a command line is read: how to say that it cannot be. */
export interface Glimpse {
  readonly json: boolean;
  readonly colour: boolean;
  readonly verbose: boolean;
  readonly lang: string | undefined;
  readonly home: string | undefined;
  /** What a command that goes on with this one's work needs again, as it was given. */
  readonly repeated: readonly string[];
}

/** Global options that decide what a command finds. */
const deciding = ["--home", "--plugin-dir", "--passphrase-file", "--pin-file", "--module"];

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
    repeated: deciding.flatMap((option) =>
      valuesOf(words, option).flatMap((value) => [option, value]),
    ),
  };
}

/** Every value of an option, in their order. */
function valuesOf(words: readonly string[], option: string): readonly string[] {
  return words.flatMap((word, index) => {
    if (word.startsWith(`${option}=`)) return [word.slice(option.length + 1)];
    const next = words[index + 1];
    return word === option && next !== undefined ? [next] : [];
  });
}

function valueOf(words: readonly string[], option: string): string | undefined {
  const joined = words.findLast((word) => word.startsWith(`${option}=`));
  if (joined !== undefined) return joined.slice(option.length + 1);
  const at = words.lastIndexOf(option);
  return at === -1 ? undefined : words[at + 1];
}
