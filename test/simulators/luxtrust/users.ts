import { PortalError } from "../shared/portal-error.js";

/** A user of SOFiE. */
export interface SofieUser {
  readonly user: string;
  readonly contract: "business" | "sort";
  /** `connected`: only the new password is accepted; `stand-alone`: only the one of the envelope. */
  readonly connection: "connected" | "stand-alone";
  readonly envelopePassword: string;
  readonly newPassword: string;
  /** Where mails go; also tells whose a certificate is. */
  readonly email: string;
}

/** The users every simulator knows from the start. */
export const defaultUsers: readonly SofieUser[] = [
  {
    user: "999900001",
    contract: "business",
    connection: "connected",
    envelopePassword: "Envelope1Business",
    newPassword: "Renewed1Business",
    email: "treasury@acme.example",
  },
  {
    user: "999900002",
    contract: "sort",
    connection: "connected",
    envelopePassword: "Envelope2Sort",
    newPassword: "Renewed2Sort",
    email: "reporting@acme.example",
  },
  {
    user: "999900003",
    contract: "business",
    connection: "stand-alone",
    envelopePassword: "Envelope3Alone",
    newPassword: "Renewed3Alone",
    email: "branch@acme.example",
  },
];

const ATTEMPTS = 3;

/** Who may log in at SOFiE. */
export class Users {
  readonly #users = new Map<string, SofieUser>();
  readonly #wrong = new Map<string, number>();

  constructor(users: readonly SofieUser[]) {
    for (const user of users) this.put(user);
  }

  /**
   * Adds or replaces a user.
   * @throws RangeError for a password SOFiE would not take: at least 8 characters with an upper
   *   case letter, a lower case letter and a digit.
   */
  put(user: SofieUser): void {
    for (const password of [user.envelopePassword, user.newPassword])
      if (!isStrong(password))
        throw new RangeError(
          `A password of ${user.user} needs 8 characters with upper case, lower case and a digit`,
        );
    this.#users.set(user.user, user);
  }

  find(user: string): SofieUser | undefined {
    return this.#users.get(user);
  }

  list(): readonly SofieUser[] {
    return [...this.#users.values()];
  }

  isClosed(user: string): boolean {
    return (this.#wrong.get(user) ?? 0) >= ATTEMPTS;
  }

  /** Opens a user who was closed after three wrong passwords. */
  reopen(user: string): void {
    this.#wrong.delete(user);
  }

  /**
   * An unknown user is answered as a wrong password is, so that nobody learns who exists.
   * @throws PortalError `login.wrong-password` with the tries left, `login.closed`.
   */
  logIn(user: string, password: string): SofieUser {
    if (this.isClosed(user)) throw closed();
    const known = this.#users.get(user);
    const expected =
      known?.connection === "connected" ? known.newPassword : known?.envelopePassword;
    if (known === undefined || password !== expected) {
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

function isStrong(password: string): boolean {
  return [/^.{8,}$/, /\p{Lu}/u, /\p{Ll}/u, /\d/].every((rule) => rule.test(password));
}
