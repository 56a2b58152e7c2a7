import type { PartnerCredentials } from "./partner-options.js";

/** The fifth wrong password in a row closes an account. */
const MOST_FAILURES = 5;

interface Account {
  readonly password: string;
  failures: number;
}

/** Whether a pair of credentials is right: the answer's `successCode` if it is not. */
export type LoginResult = "right" | 2 | 3;

/** The partners' accounts for the interface. */
export class PartnerAccounts {
  readonly #accounts: ReadonlyMap<string, Account>;

  constructor(accounts: readonly PartnerCredentials[]) {
    this.#accounts = new Map(
      accounts.map(({ userName, password }) => [userName, { password, failures: 0 }]),
    );
  }

  /** The fifth wrong password in a row is answered as all after it. */
  login(userName: string, password: string): LoginResult {
    const account = this.#accounts.get(userName);
    if (account === undefined) return 2;
    if (account.failures >= MOST_FAILURES) return 3;
    if (account.password === password) {
      account.failures = 0;
      return "right";
    }
    account.failures++;
    return account.failures >= MOST_FAILURES ? 3 : 2;
  }

  /** Opens a closed account. @returns whether there is such an account. */
  open(userName: string): boolean {
    const account = this.#accounts.get(userName);
    if (account !== undefined) account.failures = 0;
    return account !== undefined;
  }

  toJSON(): Record<string, { failures: number; closed: boolean }> {
    return Object.fromEntries(
      [...this.#accounts].map(([userName, { failures }]) => [
        userName,
        { failures, closed: failures >= MOST_FAILURES },
      ]),
    );
  }
}
