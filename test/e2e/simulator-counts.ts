const kinds = ["orders", "uploads", "declarations", "reports"] as const;

type Counts = Readonly<Record<string, number>>;

/** How many of each kind the simulator took, and how many of them came again. */
export function simulatorCounts(counter: (name: string) => number): Counts {
  return Object.fromEntries(
    kinds.flatMap((kind) => [
      [kind, counter(`${kind}.accepted`)],
      [`${kind} again`, counter(`${kind}.duplicates`)],
    ]),
  );
}

/** The same after one undisturbed renewal of one account, or of both accounts of S.O.R.T. */
export function countsOfOneRenewal(accounts: number): Counts {
  const once = { orders: accounts, uploads: accounts, reports: accounts };
  const again = Object.fromEntries(kinds.map((kind) => [`${kind} again`, 0]));
  return { ...once, declarations: accounts === 2 ? 1 : 0, ...again };
}
