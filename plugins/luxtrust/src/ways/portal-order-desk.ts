import {
  Clock,
  Files,
  Http,
  PerennialError,
  afterEffect,
  didNotHappen,
  done,
  happened,
  inject,
  injectable,
  message,
  withoutEffect,
  type Delivery,
  type Found,
  type Outcome,
  type WaitForCertificate,
} from "@perennial/api";
import { isInstant, isShape, objectsIn, stringIn } from "../portal/json-shape.js";
import { portalError } from "../portal/portal-errors.js";
import { PortalSession } from "../portal/portal-session.js";
import { defaults, helpdesk, portalUrl, type SofieRenewal } from "../profile.js";
import { profileRoots } from "../roots.js";
import { certificateNames, maxCertificateBytes } from "./delivery.js";
import type { NewOrder, OrderDesk, PlacedOrder } from "./order-desk.js";

/** Drives the order page itself. `docs/portal.md`, "Order portal". */
@injectable()
export class PortalOrderDesk implements OrderDesk {
  constructor(
    @inject(Http) private readonly http: Http,
    @inject(Files) private readonly files: Files,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async place(order: NewOrder, renewal: SofieRenewal): Promise<Outcome<PlacedOrder>> {
    const { spkiHash, sha256: csrSha256 } = order.request;
    const placed = await renewal.effect<PlacedOrder>({
      key: "order",
      intent: { reference: renewal.id, account: renewal.account, spkiHash, csrSha256 },
      perform: () => this.submit(order, renewal),
      find: ({ intendedAt }) => this.find(order, renewal, intendedAt),
    });
    return done(placed);
  }

  async deliver(order: PlacedOrder, renewal: SofieRenewal): Promise<Delivery> {
    const number = order.number ?? "";
    const base = `ssl-certificate/orders/${encodeURIComponent(number)}`;
    return this.inSession("collect", renewal, async (session) => {
      const found = await session.getJson(base);
      if (found === null) throw new PerennialError("luxtrust.order-unknown", { number });
      const state = stringIn(found, "state", this.host(renewal));
      if (state === "rejected" || state === "cancelled") {
        const reason = isShape(found) && typeof found["reason"] === "string" ? found["reason"] : "";
        throw state === "rejected"
          ? new PerennialError("luxtrust.order-rejected", { number, reason })
          : new PerennialError("luxtrust.order-cancelled", { number, reason });
      }
      if (state !== "complete") {
        return { state: "coming", wait: await this.wait(order, renewal) };
      }
      const response = await session.send({
        method: "GET",
        path: `${base}/certificate`,
        maxBytes: maxCertificateBytes,
      });
      if (response.status !== 200) throw portalError(response);
      const file = { name: `${number}.txt`, content: response.body };
      return { state: "here", file, otherwise: await this.wait(order, renewal) };
    });
  }

  private async submit({ request, data }: NewOrder, renewal: SofieRenewal): Promise<PlacedOrder> {
    return this.inSession("order", renewal, async (session) => {
      const csrf = await withoutEffect(() => session.openForm("ssl-certificate"));
      const { department, ...required } = data;
      const response = await session.send({
        method: "POST",
        path: "ssl-certificate/orders",
        maxRedirects: 0,
        multipart: {
          csrf,
          reference: renewal.id,
          account: renewal.account,
          ...required,
          department: department ?? "",
          csr: {
            name: request.name,
            contentType: "application/x-pem-file",
            content: Buffer.from(request.pem, "latin1").toString("base64"),
          },
        },
      });
      // Sent on to the order: it is placed, whatever its page would answer.
      const { pathname } = new URL(response.headers["location"] ?? "", response.url);
      const number = /\/ssl-certificate\/orders\/([^/]+)$/.exec(pathname)?.[1];
      if (number !== undefined) {
        const placedAt = await this.clock.now();
        return placed(decodeURIComponent(number), { request, data }, renewal, placedAt);
      }
      const error = portalError(response);
      if (error.code !== "luxtrust.order.duplicate") throw error;
      const now = await this.clock.now();
      const found = await afterEffect(() => this.find({ request, data }, renewal, now));
      if (found.state === "happened") return found.result;
      throw error;
    });
  }

  /**
   * The order with our reference. That its key is ours tells that it is ours, and nothing else does:
   * one that is older than the intent is still ours where the journal was taken back from a backup.
   * @param otherwise when it was placed, if the portal does not say.
   */
  private async find(
    order: NewOrder,
    renewal: SofieRenewal,
    otherwise: string,
  ): Promise<Found<PlacedOrder>> {
    return this.inSession("find-order", renewal, async (session) => {
      const path = `ssl-certificate/orders?reference=${encodeURIComponent(renewal.id)}`;
      const host = this.host(renewal);
      const [found] = objectsIn(await session.getJson(path), "orders", host);
      if (found === undefined) return didNotHappen;
      const number = stringIn(found, "number", host);
      if (stringIn(found, "spkiHash", host) !== order.request.spkiHash) {
        throw new PerennialError("luxtrust.order-for-other-request", {
          number,
          name: order.request.name,
        });
      }
      const { csrSha256, placedAt } = found;
      const ours = placed(number, order, renewal, isInstant(placedAt) ? placedAt : otherwise);
      return happened(typeof csrSha256 === "string" ? { ...ours, csrSha256 } : ours);
    });
  }

  private async wait(
    order: PlacedOrder,
    { account, profile }: SofieRenewal,
  ): Promise<WaitForCertificate> {
    const number = order.number ?? "";
    const calendar = { country: "LU", timeZone: "Europe/Luxembourg" };
    return {
      for: "poll",
      every: profile.pollInterval ?? defaults.pollInterval,
      orFile: { names: certificateNames(order.number), maxBytes: maxCertificateBytes },
      text: message("luxtrust.certificate-wait", { account, number }),
      instructions: [
        message("luxtrust.certificate-wait.poll"),
        message("luxtrust.certificate-wait.as-is"),
        message("luxtrust.pending"),
        message("luxtrust.contact", helpdesk(profile)),
      ],
      deadline: await this.clock.addBusinessDays(order.placedAt, 10, calendar),
    };
  }

  private async inSession<T>(
    purpose: string,
    renewal: SofieRenewal,
    work: (session: PortalSession) => Promise<T>,
  ): Promise<T> {
    const roots = await profileRoots(this.files, renewal.profile, "portalRoots");
    const address = {
      base: portalUrl(renewal.profile, "orderUrl"),
      ...(roots === undefined ? {} : { roots }),
    };
    return PortalSession.run(this.http, `${renewal.id}:${purpose}`, address, work);
  }

  private host({ profile }: SofieRenewal): string {
    return new URL(portalUrl(profile, "orderUrl")).host;
  }
}

function placed(
  number: string,
  { request }: NewOrder,
  { id, account }: SofieRenewal,
  placedAt: string,
): PlacedOrder {
  const { spkiHash, sha256: csrSha256 } = request;
  return { number, reference: id, account, spkiHash, csrSha256, placedAt, way: "portal" };
}
