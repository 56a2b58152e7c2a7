import type { AutomaticWork, PartnerWorld } from "./partner-orders.js";
import type { Order } from "./order.js";
import type { CertumWorld } from "./world.js";

/** What the operator, and the owner of the mailbox, do by themselves. */
export class Operators {
  constructor(
    private readonly world: CertumWorld,
    /** Read at every event, so that it can be changed while the simulator runs. */
    private readonly automatic: () => AutomaticWork,
    private readonly log: (line: string) => void,
  ) {
    world.dataDesk.onData((order) => this.#onData(order));
    world.emailDesk.onLink((order, token) => this.#onLink(order, token));
    world.activationDesk.onActivation((order) => this.#onActivation(order));
  }

  /** @see PartnerWorld.after */
  readonly after: PartnerWorld["after"] = (seconds, action) => {
    const { clock } = this.world;
    clock.at(new Date(clock.now().getTime() + seconds * 1000), action);
  };

  #onData(order: Order): void {
    const { data } = order;
    this.log(`${order.number}: the organization's data have been submitted.`);
    const { reviewAfter } = this.automatic();
    if (reviewAfter === undefined) return;
    this.after(reviewAfter, () => {
      if (order.data !== data || data?.verified !== undefined || data?.rejection !== undefined)
        return;
      this.world.review.approveData(order.number);
      this.log(`${order.number}: the organization's data have been verified.`);
    });
  }

  #onLink(order: Order, token: string): void {
    const sentAt = order.email?.sentAt;
    this.log(`${order.number}: ${this.world.site.url}verify/email?token=${token}`);
    const { confirmAfter } = this.automatic();
    if (confirmAfter === undefined) return;
    this.after(confirmAfter, () => {
      if (order.email?.sentAt !== sentAt || order.email?.verifiedAt !== undefined) return;
      this.world.emailDesk.confirm(token);
      this.log(`${order.number}: the mailbox has been verified.`);
    });
  }

  #onActivation(order: Order): void {
    const { activation } = order;
    this.log(`${order.number}: the request has been submitted.`);
    const { issueAfter } = this.automatic();
    if (issueAfter === undefined) return;
    this.after(issueAfter, async () => {
      const isDecided = activation?.rejection !== undefined || order.certificate !== undefined;
      if (order.activation !== activation || isDecided) return;
      await this.world.review.issue(order.number);
      this.log(`${order.number}: the certificate has been issued and mailed.`);
    });
  }
}
