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
  waiting,
  type Found,
  type Outcome,
} from "@perennial/api";
import { isInstant, objectsIn, stringIn } from "../portal/json-shape.js";
import { portalError } from "../portal/portal-errors.js";
import { PortalSession } from "../portal/portal-session.js";
import type { DigisignRenewal } from "../profile.js";
import {
  requireDate,
  type DateCheck,
  type NewOrder,
  type OrderDesk,
  type PlacedOrder,
} from "./order-desk.js";
import { ValidationCode, pictureNumber, type TypedCode } from "./validation-code.js";

/** Refusals after which the person is shown a new picture; nothing was ordered. */
const newPicture: { readonly [code: string]: string } = {
  "digisign.code.wrong": "digisign.code.wrong",
  // The session that the picture was shown in is over: the form's token is not known any more.
  "digisign.order.bad-csrf": "digisign.code.session-gone",
};

/** Drives the portal itself. `docs/portal.md`, "The portal: ordering". */
@injectable()
export class PortalOrderDesk implements OrderDesk {
  constructor(
    @inject(Http) readonly http: Http,
    @inject(Files) readonly files: Files,
    @inject(Clock) private readonly clock: Clock,
  ) {}

  async place(
    order: NewOrder,
    renewal: DigisignRenewal,
    checkDate: DateCheck,
  ): Promise<Outcome<PlacedOrder>> {
    const session = await PortalSession.open(this, renewal, "order");
    const code = new ValidationCode(this.files, this.clock);
    const typed = renewal.answer<TypedCode>("code");
    if (typed === undefined) {
      await requireDate(checkDate);
      return waiting(await code.ask(session, renewal, 1));
    }
    const number = pictureNumber(typed);
    try {
      const form = await code.formOf(session, renewal, number);
      const placed = await renewal.effect<PlacedOrder>({
        key: "order",
        intent: {
          reference: renewal.id,
          certificateSha256: order.certificate.sha256,
          issuingDate: order.issuingDate,
        },
        perform: async () => {
          await requireDate(checkDate);
          await session.resume(form.cookies);
          return this.submit(session, { ...order, csrf: form.csrf, code: typed.code }, renewal);
        },
        find: ({ intendedAt }) => this.find(order, renewal, intendedAt),
      });
      await session.forget();
      return done(placed);
    } catch (error) {
      const refused = PerennialError.is(error) ? newPicture[error.code] : undefined;
      if (!PerennialError.is(error) || refused === undefined) throw error;
      const refusal = { code: refused, params: error.params };
      return waiting(await code.ask(session, renewal, number + 1, refusal));
    }
  }

  private async submit(
    session: PortalSession,
    order: NewOrder & { readonly csrf: string; readonly code: string },
    renewal: DigisignRenewal,
  ): Promise<PlacedOrder> {
    const { application, certificate, request, issuingDate, csrf, code } = order;
    const response = await session.send({
      method: "POST",
      path: "portal/renewal/orders",
      maxRedirects: 0,
      multipart: {
        csrf,
        code,
        reference: renewal.id,
        certificate: pemFile("certificate.pem", pemOf(certificate.der)),
        ...(request === undefined ? {} : { csr: pemFile(request.name, request.pem) }),
        issuingDate,
        ...application,
      },
    });
    // Sent on to the order: it is placed, whatever its page would answer.
    const { pathname } = new URL(response.headers["location"] ?? "", response.url);
    const number = /\/portal\/renewal\/orders\/([^/]+)$/.exec(pathname)?.[1];
    if (response.status === 303 && number !== undefined) {
      const placedAt = await this.clock.now();
      return placed(decodeURIComponent(number), order, renewal, placedAt);
    }
    const error = portalError(response);
    if (error.code !== "digisign.order.duplicate") throw error;
    const now = await this.clock.now();
    const found = await afterEffect(() => this.find(order, renewal, now));
    if (found.state === "happened") return found.result;
    throw error;
  }

  /**
   * The order with our reference.
   * @param otherwise when it was placed, if DigiSign does not say.
   */
  private find(
    order: NewOrder,
    renewal: DigisignRenewal,
    otherwise: string,
  ): Promise<Found<PlacedOrder>> {
    return PortalSession.run(this, renewal, "find-order", async (session) => {
      const path = `portal/renewal/orders?reference=${encodeURIComponent(renewal.id)}`;
      const [found] = objectsIn(await session.getJson(path), "orders", session.host);
      if (found === undefined) return didNotHappen;
      const number = stringIn(found, "number", session.host);
      const { certificate } = order;
      const key = order.request?.spkiHash ?? certificate.spkiHash;
      if (
        stringIn(found, "certificateSha256", session.host) !== certificate.sha256 ||
        stringIn(found, "spkiHash", session.host) !== key
      ) {
        const params = { number, holder: certificate.holder };
        throw new PerennialError("digisign.order-for-other-certificate", params);
      }
      const { placedAt } = found;
      const issuingDate = stringIn(found, "issuingDate", session.host);
      const at = isInstant(placedAt) ? placedAt : otherwise;
      return happened(placed(number, { issuingDate }, renewal, at));
    });
  }
}

function placed(
  number: string,
  { issuingDate }: Pick<NewOrder, "issuingDate">,
  { id }: DigisignRenewal,
  placedAt: string,
): PlacedOrder {
  return { number, reference: id, issuingDate, placedAt, way: "portal" };
}

/** DER in base64 as PEM, RFC 7468. */
function pemOf(der: string): string {
  const lines = der.match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function pemFile(name: string, pem: string) {
  const contentType = "application/x-pem-file";
  return { name, contentType, content: Buffer.from(pem, "latin1").toString("base64") };
}
