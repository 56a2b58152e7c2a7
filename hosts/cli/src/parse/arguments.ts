/** What was given on the command line, by the names of the definition. */
export class Arguments {
  constructor(private readonly values: ReadonlyMap<string, string | boolean | readonly string[]>) {}

  /** The value of a string option or a single positional. */
  text(name: string): string | undefined {
    const value = this.values.get(name);
    if (value === undefined || typeof value === "string") return value;
    throw new TypeError(`${name} is not one text`);
  }

  /** The values of a repeatable option or a variadic positional. */
  texts(name: string): readonly string[] {
    const value = this.values.get(name);
    if (value === undefined) return [];
    if (typeof value === "object") return value;
    throw new TypeError(`${name} is not a list`);
  }

  /** A positional that the definition requires. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new TypeError(`${name} is required`);
    return value;
  }

  isGiven(name: string): boolean {
    return this.values.has(name);
  }

  /** Whether a switch was given. */
  flag(name: string): boolean {
    return this.values.get(name) === true;
  }

  /** Whether `--no-<name>` was given. */
  negated(name: string): boolean {
    return this.values.get(name) === false;
  }

  /** The same with another value for one of them. */
  with(name: string, value: string): Arguments {
    return new Arguments(new Map([...this.values, [name, value]]));
  }

  /** For comparing the two parsers. */
  toObject(): { readonly [name: string]: string | boolean | readonly string[] } {
    return Object.fromEntries([...this.values].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
