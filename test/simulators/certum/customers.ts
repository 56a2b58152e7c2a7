import { LoginLock } from "../shared/login-lock.js";
import type { NewOrder } from "./order-register.js";

/** Somebody with an account of the panel. */
export interface Customer {
  readonly user: string;
  readonly password: string;
}

/** The customers every simulator knows from the start … */
export const defaultCustomers: readonly Customer[] = [
  { user: "anna.nowak", password: "Panel1Anna" },
  { user: "jan.kowalski", password: "Panel2Jan" },
];

/** … and what they have ordered. */
export const defaultOrders: readonly NewOrder[] = [
  { customer: "anna.nowak", days: 730, number: "ORDER/0000123456/dk" },
  { customer: "jan.kowalski", days: 365, number: "ORDER/0000123457/dk" },
];

/** Who may log in to the panel. */
export class Customers {
  readonly #customers = new Map<string, Customer>();
  readonly #lock = new LoginLock();

  constructor(customers: readonly Customer[]) {
    for (const customer of customers) this.put(customer);
  }

  /** Adds or replaces a customer. */
  put(customer: Customer): void {
    this.#customers.set(customer.user, customer);
  }

  list(): readonly (Pick<Customer, "user"> & { readonly closed: boolean })[] {
    return [...this.#customers.keys()].map((user) => ({ user, closed: this.#lock.isClosed(user) }));
  }

  /** Opens a user who was closed after three wrong passwords. */
  reopen(user: string): void {
    this.#lock.reopen(user);
  }

  /** @throws PortalError `login.wrong-password` with the tries left, `login.closed`. */
  logIn(user: string, password: string): Customer {
    const known = this.#customers.get(user);
    return this.#lock.admit(user, known?.password === password ? known : undefined);
  }
}
