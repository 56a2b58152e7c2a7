import {
  Clock,
  Files,
  Http,
  PerennialError,
  Secrets,
  afterEffect,
  didNotHappen,
  done,
  happened,
  inject,
  injectable,
  message,
  waiting,
  withoutEffect,
  type Delivery,
  type Found,
  type Outcome,
  type Refusal,
} from "@perennial/api";
import { asClause } from "../partner/as-clause.js";
import { isInstant, isShape, stringIn } from "../portal/json-shape.js";
import { PanelLogin } from "../portal/panel-login.js";
import { certificateOfferIn } from "../portal/certificate-offer.js";
import { orderPath, readOrder, rejectionIn } from "../portal/panel-order.js";
import type { PanelSession } from "../portal/panel-session.js";
import type { CertumRenewal } from "../profile.js";
import {
  chooseFields,
  type CertificateOffer,
  type ChosenCertificateData,
  type MarkedFields,
} from "../rules/certificate-fields.js";
import { CertificateData } from "../steps/certificate-data.js";
import { ChooseOrder } from "../steps/choose-order.js";
import type { ActivationDesk, RequestToSubmit, Submitted } from "./activation-desk.js";
import { askCertificateData } from "./certificate-data-form.js";
import { maxCertificateBytes, polledCertificate } from "./certificate-wait.js";

/** Refusals of the panel after which the fields are asked again. Nothing was submitted. */
const aboutFields: ReadonlySet<string> = new Set([
  "certum.field.mandatory",
  "certum.field.unknown",
  "certum.common-name.missing",
]);

/** Works in the panel itself. `docs/portal.md`, "Certificate activation". */
@injectable()
export class PortalActivationDesk implements ActivationDesk {
  private readonly login: PanelLogin;

  constructor(
    @inject(Http) http: Http,
    @inject(Files) files: Files,
    @inject(Secrets) secrets: Secrets,
    @inject(Clock) private readonly clock: Clock,
  ) {
    this.login = new PanelLogin({ http, files, secrets });
  }

  offer(renewal: CertumRenewal): Promise<CertificateOffer> {
    return this.login.call(renewal, (session) => offerOf(session, orderOf(renewal)));
  }

  async check(renewal: CertumRenewal, csr: string): Promise<void> {
    // With the order's number the panel judges what is stated, too, as at the activation.
    const form = { csr, number: orderOf(renewal) };
    await this.login.call(renewal, (session) => session.post("panel/csr", { form }, 200));
  }

  submit(
    renewal: CertumRenewal,
    request: RequestToSubmit,
    attempt = 1,
  ): Promise<Outcome<Submitted>> {
    return this.login.run(renewal, async (session) => {
      const key = `fields:${attempt}`;
      const values = renewal.answer<MarkedFields>(key);
      // After a refusal of the authority, what the certificate states is chosen again.
      if (values === undefined && attempt > 1) return this.askAgain(renewal, session, key);
      const data = await this.dataOf(renewal, session, values);
      if ("code" in data) return this.askAgain(renewal, session, key, data);
      try {
        const submitted = await this.activate(renewal, session, { request, attempt, data });
        return done(submitted, [message("certum.submitted", { order: submitted.order })]);
      } catch (error) {
        if (!PerennialError.is(error) || !aboutFields.has(error.code)) throw error;
        const { code, params } = error;
        return this.askAgain(renewal, session, key, { code, params });
      }
    });
  }

  deliver(renewal: CertumRenewal, submitted: Submitted): Promise<Delivery> {
    const { order: number, reference } = submitted;
    const wait = polledCertificate(renewal, number);
    return this.login.call(renewal, async (session) => {
      const order = await readOrder(session, number);
      const { activation, certificate } = order.shape;
      if (isShape(activation) && activation["reference"] === reference) {
        const rejection = rejectionIn(activation, session.host);
        if (rejection !== null) {
          const reason = asClause(rejection.reason);
          throw new PerennialError("certum.activation-rejected", { order: number, reason });
        }
      }
      if (!isShape(certificate)) return { state: "coming", wait };
      const path = `${orderPath("panel/certificate", number)}&encoding=pem`;
      const { body } = await session.get(path, maxCertificateBytes);
      const name = `${stringIn(certificate, "serial", session.host)}.pem`;
      return { state: "here", file: { name, content: body }, otherwise: wait };
    });
  }

  issuers(renewal: CertumRenewal, { order }: Submitted): Promise<readonly string[]> {
    return this.login.call(renewal, async (session) => {
      const path = orderPath("panel/certificate/issuers", order);
      try {
        const { body } = await session.get(path, maxCertificateBytes);
        return [Buffer.from(body, "base64").toString("latin1")];
      } catch (error) {
        // The mailed certificate can be here before the panel has it.
        if (PerennialError.is(error, "certum.certificate.not-issued")) return [];
        throw error;
      }
    });
  }

  /** The fields that were chosen, or those that were chosen again; the latter may be refused. */
  private async dataOf(
    renewal: CertumRenewal,
    session: PanelSession,
    values: MarkedFields | undefined,
  ): Promise<ChosenCertificateData | Refusal> {
    if (values === undefined) return renewal.output(CertificateData);
    return chooseFields(await withoutEffect(() => offerOf(session, orderOf(renewal))), values);
  }

  private async askAgain(
    renewal: CertumRenewal,
    session: PanelSession,
    key: string,
    refusal?: Refusal,
  ): Promise<Outcome<never>> {
    const { commonName, fields, offer: before } = renewal.output(CertificateData);
    const known = Object.fromEntries(
      before.fields.map(({ name }) => [name, fields[name] !== undefined]),
    );
    const values = renewal.answer<MarkedFields>(key) ?? { ...known, commonName };
    const offer = await withoutEffect(() => offerOf(session, orderOf(renewal)));
    const refused = refusal === undefined ? {} : { refusal };
    return waiting(askCertificateData(key, offer, { values, ...refused }));
  }

  private activate(
    renewal: CertumRenewal,
    session: PanelSession,
    activation: Activation,
  ): Promise<Submitted> {
    const { attempt, request, data } = activation;
    const order = orderOf(renewal);
    const reference = `${renewal.id}-activation-${attempt}`;
    const { spkiHash, sha256 } = request;
    const ours = { reference, order, spkiHash };
    return renewal.effect<Submitted>({
      key: `activate:${attempt}`,
      intent: { ...ours, csrSha256: sha256, commonName: data.commonName },
      perform: async () => {
        const multipart = {
          number: order,
          reference,
          commonName: data.commonName,
          fields: Object.keys(data.fields).join(","),
          csr: pemFile(`${renewal.id}.csr.pem`, request.pem),
        };
        const now = await this.clock.now();
        try {
          await session.post("panel/activation", { multipart }, 303);
        } catch (error) {
          if (!PerennialError.is(error, "certum.activation.duplicate")) throw error;
          const found = await afterEffect(() => find(session, ours, now));
          if (found.state === "happened") return found.result;
          throw error;
        }
        return { reference, order, submittedAt: now, way: "portal" };
      },
      find: ({ intendedAt }) => find(session, ours, intendedAt),
    });
  }
}

interface Activation {
  readonly request: RequestToSubmit;
  readonly attempt: number;
  readonly data: ChosenCertificateData;
}

/** What tells that an activation is ours. */
interface Ours {
  readonly reference: string;
  readonly order: string;
  readonly spkiHash: string;
}

/**
 * The activation with our reference, as the order has it.
 * @param otherwise when it was submitted, if the panel does not say.
 */
async function find(
  session: PanelSession,
  { reference, order, spkiHash }: Ours,
  otherwise: string,
): Promise<Found<Submitted>> {
  const { activation } = (await readOrder(session, order)).shape;
  if (!isShape(activation) || activation["reference"] !== reference) return didNotHappen;
  if (stringIn(activation, "spkiHash", session.host) !== spkiHash) {
    throw new PerennialError("certum.activation-for-other-request", { order });
  }
  const { submittedAt } = activation;
  return happened({
    reference,
    order,
    submittedAt: isInstant(submittedAt) ? submittedAt : otherwise,
    way: "portal" as const,
  });
}

function orderOf(renewal: CertumRenewal): string {
  return renewal.output(ChooseOrder).number ?? "";
}

async function offerOf(session: PanelSession, order: string): Promise<CertificateOffer> {
  const value = await session.getJson(orderPath("panel/certificate-data", order));
  return certificateOfferIn(value, session.host);
}

function pemFile(name: string, pem: string) {
  const content = Buffer.from(pem, "latin1").toString("base64");
  return { name, contentType: "application/x-pem-file", content };
}
