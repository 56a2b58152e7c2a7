import { Counters } from "../shared/counters.js";
import { Faults } from "../shared/faults.js";
import { Mailbox } from "../shared/mailbox.js";
import { SimulatorClock } from "../shared/simulator-clock.js";
import { ActivationDesk } from "./activation/activation-desk.js";
import { AuthorityOffice } from "./certificates/authority-office.js";
import { KeyRegister } from "./certificates/used-keys.js";
import { createPki, type CertumPki } from "./certum-pki.js";
import { Customers, defaultCustomers, defaultOrders } from "./customers.js";
import { DataDesk } from "./data/data-desk.js";
import { OrganizationRegister } from "./data/organization-register.js";
import { EmailDesk } from "./email/email-desk.js";
import { EmailLinks } from "./email/email-links.js";
import type { CertumSimulatorOptions } from "./options.js";
import { OrderRegister } from "./order-register.js";
import { ReviewOffice } from "./review-office.js";
import { MailboxRegister } from "./verified-mailboxes.js";

/** Everything there is in the simulated world, apart from its addresses. */
export interface CertumWorld {
  readonly clock: SimulatorClock;
  readonly faults: Faults;
  readonly counters: Counters;
  readonly mailbox: Mailbox;
  readonly pki: CertumPki;
  readonly customers: Customers;
  readonly orders: OrderRegister;
  readonly organizations: OrganizationRegister;
  readonly authority: AuthorityOffice;
  readonly keys: KeyRegister;
  readonly mailboxes: MailboxRegister;
  readonly dataDesk: DataDesk;
  readonly emailDesk: EmailDesk;
  readonly activationDesk: ActivationDesk;
  readonly review: ReviewOffice;
  /** Where the site is, once it is there; mails name it. */
  readonly site: { url: string };
}

/**
 * @param publicUrl where the authority's files are published.
 * @param onError receives what failed while nobody was waiting for it.
 */
export async function createWorld(
  options: CertumSimulatorOptions,
  publicUrl: string,
  onError: (error: unknown) => void,
): Promise<CertumWorld> {
  const clock = new SimulatorClock(onError);
  if (options.now !== undefined) await clock.set(options.now);
  const faults = new Faults();
  const counters = new Counters();
  const mailbox = new Mailbox(clock, faults);
  const pki = await createPki(options.authorityKeys ?? "ec", publicUrl);
  const orders = new OrderRegister(clock);
  const organizations = new OrganizationRegister(clock);
  const authority = new AuthorityOffice(pki, publicUrl, clock);
  const keys = new KeyRegister();
  const mailboxes = new MailboxRegister(clock);
  const site = { url: "" };
  for (const order of options.orders ?? defaultOrders) orders.place(order);
  return {
    ...{ clock, faults, counters, mailbox, pki, orders, organizations, authority, keys, mailboxes },
    site,
    customers: new Customers(options.customers ?? defaultCustomers),
    dataDesk: new DataDesk(orders, organizations, clock),
    emailDesk: new EmailDesk({
      links: new EmailLinks(clock),
      siteUrl: () => site.url,
      ...{ orders, mailboxes, mailbox, clock, counters },
    }),
    activationDesk: new ActivationDesk(orders, keys, clock),
    review: new ReviewOffice({ orders, organizations, authority, keys, mailbox, clock, counters }),
  };
}
