import type { Exchange, SentForm } from "../../shared/exchange.js";
import { PortalError } from "../../shared/portal-error.js";
import { csrfMatches, type Session, type Sessions } from "../../shared/sessions.js";
import type { Customer } from "../customers.js";

/** Who a visitor is. */
export interface Visit {
  readonly customer?: Customer;
}

/** Asks every visitor for the login. */
export class Visits {
  constructor(readonly sessions: Sessions<Visit>) {}

  /** @throws PortalError `login.required`. */
  customer(exchange: Exchange): Customer {
    return this.#loggedIn(exchange).customer;
  }

  /** The form of a customer. @throws PortalError `login.required`, `session.bad-csrf`. */
  async form(
    exchange: Exchange,
  ): Promise<{ readonly customer: Customer; readonly form: SentForm }> {
    const { session, customer } = this.#loggedIn(exchange);
    const form = await exchange.form();
    checkCsrf(session, form);
    return { customer, form };
  }

  #loggedIn(exchange: Exchange): { session: Session<Visit>; customer: Customer } {
    const session = this.sessions.find(exchange);
    const customer = session?.data.customer;
    if (session === undefined || customer === undefined)
      throw new PortalError(401, "login.required", "Please log in.");
    return { session, customer };
  }
}

/** @throws PortalError `session.bad-csrf`. */
export function checkCsrf(session: Session<Visit> | undefined, form: SentForm): void {
  if (!csrfMatches(session, form.text("csrf")))
    throw new PortalError(400, "session.bad-csrf", "Please open the page again.");
}
