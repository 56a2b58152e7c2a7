/** What the kills did, in figures. */
export class Tally {
  kills = 0;
  private trials = 0;
  private readonly bad: { readonly name: string; readonly problems: readonly string[] }[] = [];

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
      `${count(/orders|uploads|reports|declarations/)} renewals with anything sent twice or not at all`,
      `${count(/keys/)} renewals with a lost or unmatched key`,
      `${count(/needs a person/)} renewals that needed a manual repair`,
      `${this.bad.length} renewals that ended otherwise than undisturbed ones`,
    ];
  }
}
