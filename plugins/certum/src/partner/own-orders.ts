import {
  PerennialError,
  afterEffect,
  didNotHappen,
  happened,
  withoutEffect,
  type Clock,
  type Found,
} from "@perennial/api";
import type { CertumRenewal } from "../profile.js";
import type { Submitted } from "../ways/activation-desk.js";
import type { OrderToPlace } from "./order-elements.js";
import { isPartnerCode } from "./partner-errors.js";
import type { OrderState, PartnerService } from "./partner-service.js";

/** What a partner orders. */
export type OrderKind = "renew" | "new" | "reissue";

/** An order of this renewal, as it was decided on before it was placed. */
export type OwnOrder = {
  readonly number: number;
  readonly kind: OrderKind;
  readonly order: OrderToPlace;
  /** Of the certificate that is renewed or reissued. */
  readonly serial: string;
  /** A product of new orders, for the service's judgement beforehand; empty where none is known. */
  readonly newProduct: string;
};

/**
 * So long after an order was sent, an order that the service does not know may still be on its way
 * through it. Seconds.
 */
const processing = 120;

/** The orders of one renewal: each is placed once, and one that is given up is cancelled. */
export class OwnOrders {
  constructor(
    private readonly renewal: CertumRenewal,
    private readonly service: PartnerService,
    private readonly clock: Clock,
  ) {}

  /**
   * Places the order, or finds the one that was placed, which may be for something else.
   * @returns also whether it was placed just now, and not before.
   * @throws PerennialError `certum.order-id-taken` where somebody else's order has the ID.
   */
  async place(own: OwnOrder): Promise<{ submitted: Submitted; fresh: boolean }> {
    const { orderId, customer, productCode } = own.order;
    let fresh = false;
    const submitted = await this.renewal.effect<Submitted>({
      key: `order:${own.number}`,
      intent: { orderID: orderId, kind: own.kind, customer, productCode },
      perform: async () => {
        const { fresh: sent, ...placed } = await this.send(own);
        fresh = sent;
        return placed;
      },
      find: ({ intendedAt }) => this.find(own, intendedAt),
    });
    return { submitted, fresh };
  }

  /**
   * Cancels an order that was placed for something else, so that one stands.
   * @throws PerennialError `certum.earlier-order-issued`.
   */
  async giveUp(number: number, orderId: string): Promise<void> {
    await this.renewal.effect<{ orderId: string }>({
      key: `cancel:${number}`,
      intent: { orderID: orderId },
      perform: () => this.cancel(orderId),
      find: async () => {
        const { status } = await this.service.state(orderId);
        return status === "REJECTED" ? happened({ orderId }) : didNotHappen;
      },
    });
  }

  private async send(own: OwnOrder): Promise<Submitted & { fresh: boolean }> {
    const { order, kind, serial, newProduct: productCode } = own;
    try {
      // It knows no products of renewals. `docs/partner.md`.
      if (productCode !== "") {
        await withoutEffect(() => this.service.validate({ ...order, productCode }));
      }
      if (kind === "renew") await this.service.renew(order, serial);
      else if (kind === "reissue") await this.service.reissue(order, serial);
      else await this.service.order(order);
    } catch (error) {
      if (!isPartnerCode(error, 1012)) throw error;
      const state = await afterEffect(() => this.service.state(order.orderId));
      if (isOurs(state, own)) return { ...submittedOf(state), fresh: false };
      const { host } = this.service;
      const params = { host, order: order.orderId };
      throw new PerennialError("certum.order-id-taken", params, { effect: "none", cause: error });
    }
    const { orderId } = order;
    const submittedAt = await this.clock.now();
    return { reference: orderId, order: orderId, submittedAt, way: "partner", fresh: true };
  }

  private async find(own: OwnOrder, intendedAt: string): Promise<Found<Submitted>> {
    const state = await this.lookUp(own.order.orderId, intendedAt);
    return state !== undefined && isOurs(state, own) ? happened(submittedOf(state)) : didNotHappen;
  }

  /** @throws PerennialError `certum.partner-processing` while it is too early to say that there is none. */
  private async lookUp(orderId: string, intendedAt: string): Promise<OrderState | undefined> {
    try {
      return await this.service.state(orderId);
    } catch (error) {
      if (!isPartnerCode(error, 1033)) throw error;
      const passed = (Date.parse(await this.clock.now()) - Date.parse(intendedAt)) / 1000;
      // A clock that was set back says nothing about how long it was.
      if (passed < 0 || passed >= processing) return undefined;
      throw new PerennialError(
        "certum.partner-processing",
        { order: orderId },
        { retry: { after: Math.ceil(processing - passed) }, cause: error },
      );
    }
  }

  private async cancel(orderId: string): Promise<{ orderId: string }> {
    const { service } = this;
    const { status } = await withoutEffect(() => service.state(orderId));
    if (status === "REJECTED") return { orderId };
    try {
      await service.cancel(orderId, "Replaced by another order of the same renewal");
    } catch (error) {
      if (!isPartnerCode(error, 1136, 1139)) throw error;
      const options = { effect: "none", cause: error } as const;
      throw new PerennialError("certum.earlier-order-issued", { order: orderId }, options);
    }
    return { orderId };
  }
}

/** The ID names our key; that the order is also for the same customer, only ours would be. */
function isOurs(state: OrderState, { kind, order }: OwnOrder): boolean {
  if (kind === "reissue") return true;
  return state.customer === order.customer && state.productCode === order.productCode;
}

function submittedOf({ orderId, orderedAt }: OrderState): Submitted {
  return { reference: orderId, order: orderId, submittedAt: orderedAt, way: "partner" };
}
