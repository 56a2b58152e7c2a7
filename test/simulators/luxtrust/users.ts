import { LoginLock } from "../shared/login-lock.js";

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

/** Who may log in at SOFiE. */
export class Users {
  readonly #users = new Map<string, SofieUser>();
  readonly #lock = new LoginLock();

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
    return this.#lock.isClosed(user);
  }

  /** Opens a user who was closed after three wrong passwords. */
  reopen(user: string): void {
    this.#lock.reopen(user);
  }

  /** @throws PortalError `login.wrong-password` with the tries left, `login.closed`. */
  logIn(user: string, password: string): SofieUser {
    const known = this.#users.get(user);
    const expected =
      known?.connection === "connected" ? known.newPassword : known?.envelopePassword;
    return this.#lock.admit(user, password === expected ? known : undefined);
  }
}

function isStrong(password: string): boolean {
  return [/^.{8,}$/, /\p{Lu}/u, /\p{Ll}/u, /\d/].every((rule) => rule.test(password));
}
