import { PortalError } from "./portal-error.js";

const ATTEMPTS = 3;

/** Counts the wrong passwords of each user; the third in turn closes the account. */
export class LoginLock {
  readonly #wrong = new Map<string, number>();

  isClosed(user: string): boolean {
    return (this.#wrong.get(user) ?? 0) >= ATTEMPTS;
  }

  /** Opens a user who was closed after three wrong passwords. */
  reopen(user: string): void {
    this.#wrong.delete(user);
  }

  /**
   * An unknown user is answered as a wrong password is, so that nobody learns who exists.
   * @returns who it is, if there was somebody with this password.
   * @throws PortalError `login.wrong-password` with the tries left, `login.closed`.
   */
  admit<T>(user: string, known: T | undefined): T {
    if (this.isClosed(user)) throw closed();
    if (known === undefined) {
      const wrong = (this.#wrong.get(user) ?? 0) + 1;
      this.#wrong.set(user, wrong);
      if (wrong >= ATTEMPTS) throw closed();
      throw new PortalError(
        401,
        "login.wrong-password",
        "The user or the password is wrong.",
        String(ATTEMPTS - wrong),
      );
    }
    this.#wrong.delete(user);
    return known;
  }
}

function closed(): PortalError {
  return new PortalError(423, "login.closed", "Closed after three wrong passwords.");
}
