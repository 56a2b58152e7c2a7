/** What is counted of every renewal: what it is called, and the problems that it is told by. */
const always = {
  "anything sent twice or not at all": /orders|uploads|reports|declarations/,
  "a lost or unmatched key": /keys/,
} as const;

/** What the kills did, in figures. */
export class Tally {
  kills = 0;
  private trials = 0;
  private readonly bad: { readonly name: string; readonly problems: readonly string[] }[] = [];

  /** @param more counted as well, as {@link always}. */
  constructor(private readonly more: Readonly<Record<string, RegExp>> = {}) {}

  trial(name: string, problems: readonly string[]): void {
    this.trials += 1;
    if (problems.length === 0) return;
    this.bad.push({ name, problems });
    console.log(`  ${name}: ${problems.join("; ")}`);
  }

  get failed(): boolean {
    return this.bad.length > 0;
  }

  summary(): readonly string[] {
    const count = (pattern: RegExp): number =>
      this.bad.filter(({ problems }) => problems.some((problem) => pattern.test(problem))).length;
    return [
      "",
      `${this.kills} kills in ${this.trials} renewals`,
      ...Object.entries({ ...always, ...this.more }).map(
        ([name, pattern]) => `${count(pattern)} renewals with ${name}`,
      ),
      `${count(/needs a person/)} renewals that needed a manual repair`,
      `${this.bad.length} renewals that ended otherwise than undisturbed ones`,
    ];
  }
}
