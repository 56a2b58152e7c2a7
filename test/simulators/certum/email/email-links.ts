import { randomBytes } from "node:crypto";
import { PortalError } from "../../shared/portal-error.js";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import type { EmailSubmission, Order } from "../order.js";

/** A link is good for 24 hours (CA/B Forum S/MIME BR 3.2.2.2), milliseconds. */
export const LINK_VALIDITY = 24 * 3600 * 1000;

interface Link {
  readonly order: Order;
  readonly email: EmailSubmission;
  readonly until: number;
  used: boolean;
  replaced: boolean;
}

/** The links that were mailed. */
export class EmailLinks {
  readonly #links = new Map<string, Link>();

  constructor(private readonly clock: SimulatorClock) {}

  /** Makes a link for the order's address; those before it are dead. @returns its token. */
  open(order: Order, email: EmailSubmission): string {
    for (const link of this.#links.values()) if (link.order === order) link.replaced = true;
    const token = randomBytes(24).toString("base64url");
    const until = email.sentAt.getTime() + LINK_VALIDITY;
    this.#links.set(token, { order, email, until, used: false, replaced: false });
    return token;
  }

  /** @throws PortalError `link.unknown`, `link.used`, `link.replaced`, `link.expired`. */
  look(token: string): Pick<Link, "order" | "email"> {
    return this.#good(token);
  }

  /** Uses a link up. @throws PortalError as {@link look}. */
  use(token: string): Pick<Link, "order" | "email"> {
    const link = this.#good(token);
    link.used = true;
    return link;
  }

  #good(token: string): Link {
    const link = this.#links.get(token);
    if (link === undefined) throw refused(404, "link.unknown", "There is no such link.");
    if (link.used) throw refused(409, "link.used", "The link was used before.");
    if (link.replaced) throw refused(409, "link.replaced", "Another link was sent after this one.");
    if (this.clock.now().getTime() >= link.until)
      throw refused(410, "link.expired", "The link is older than 24 hours.");
    return link;
  }
}

function refused(status: number, code: string, message: string): PortalError {
  return new PortalError(status, code, message);
}
