import type { AutomaticWork } from "./options.js";
import type { Order } from "./order.js";
import type { DigisignWorld } from "./world.js";

/** What the people at DigiSign, and the one who pays, do by themselves. */
export class Operators {
  constructor(
    private readonly world: DigisignWorld,
    /** Read at every event, so that it can be changed while the simulator runs. */
    private readonly automatic: () => AutomaticWork,
    private readonly log: (line: string) => void,
  ) {
    world.orderDesk.onOrder((order) => this.#onOrder(order));
    world.payments.onPayment((order) => this.onProgress(order));
  }

  #onOrder(order: Order): void {
    this.log(`Order ${order.number} has been placed.`);
    const { payAfter } = this.automatic();
    if (payAfter === undefined) return;
    this.#after(payAfter, () => {
      if (order.paid || order.state === "cancelled") return;
      this.world.payments.receive(order.number);
      this.log(`Order ${order.number} has been paid.`);
    });
  }

  /** A document or the payment has arrived. */
  onProgress(order: Order): void {
    const { approveAfter } = this.automatic();
    if (approveAfter === undefined || !isReady(order)) return;
    this.#after(approveAfter, async () => {
      if (!isReady(order)) return;
      await this.world.review.approve(order.number);
      const when =
        order.state === "issued"
          ? "issued"
          : `approved for ${order.request.issuingDate.toString()}`;
      this.log(`Order ${order.number} has been ${when}.`);
    });
  }

  #after(seconds: number, action: () => Promise<void> | void): void {
    const { clock } = this.world;
    clock.at(new Date(clock.now().getTime() + seconds * 1000), action);
  }
}

function isReady({ state, paid }: Order): boolean {
  return state === "review" && paid;
}
