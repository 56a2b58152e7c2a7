import {
  Clock,
  done,
  inject,
  injectable,
  message,
  waiting,
  type Delivery,
  type Message,
  type Outcome,
} from "@perennial/api";
import { helpdesk, portalUrl, type CertumRenewal } from "../profile.js";
import { fieldTitle, type FieldName } from "../rules/certificate-fields.js";
import { CertificateData } from "../steps/certificate-data.js";
import { ChooseOrder } from "../steps/choose-order.js";
import { CreateRequest } from "../steps/create-request.js";
import { keyMethodOf } from "../steps/key-method.js";
import { OwnRequest } from "../steps/own-request.js";
import type { ActivationDesk, RequestToSubmit, Submitted } from "./activation-desk.js";
import { mailedCertificate } from "./certificate-wait.js";

/** The person activates the order in Certum's panel. Manual, "Certificate activation step". */
@injectable()
export class AssistedActivationDesk implements ActivationDesk {
  constructor(@inject(Clock) private readonly clock: Clock) {}

  async submit(renewal: CertumRenewal, request: RequestToSubmit): Promise<Outcome<Submitted>> {
    const { profile, id } = renewal;
    const order = renewal.output(ChooseOrder).number ?? "";
    if (renewal.answer("activate") === undefined) {
      return waiting({
        key: "activate",
        for: "person",
        text: message("certum.activate", { order }),
        instructions: [
          message("certum.activate.open", { order }),
          ...chosen(renewal),
          message("certum.activate.method"),
          ...(keyMethodOf(renewal) === "card" ? [message("certum.activate.method.card")] : []),
          paste(renewal, request),
          message("certum.activate.submit"),
          keyMethodOf(renewal) === "own-csr"
            ? message("certum.activate.refused")
            : message("certum.activate.refused-ours"),
          message("certum.contact", helpdesk(profile)),
        ],
        pages: [{ title: message("certum.page.panel"), url: portalUrl(profile) }],
        question: { type: "task", done: message("certum.activate.done") },
      });
    }
    // The person has submitted it already: nothing outside changes here.
    const submittedAt = await this.clock.now();
    return done<Submitted>({ reference: id, order, submittedAt, way: "assisted" });
  }

  async deliver(renewal: CertumRenewal, { order }: Submitted): Promise<Delivery> {
    return { state: "coming", wait: mailedCertificate(renewal, order) };
  }

  async issuers(): Promise<readonly string[]> {
    return [];
  }
}

/** What to choose on the page "Certificate data". */
function chosen(renewal: CertumRenewal): readonly Message[] {
  const { commonNameValue, fields, offer } = renewal.output(CertificateData);
  const left = offer.fields.map(({ name }) => name).filter((name) => fields[name] === undefined);
  return [
    message("certum.activate.common-name", { name: commonNameValue }),
    message("certum.activate.fields", {
      fields: (Object.keys(fields) as FieldName[]).map(fieldTitle),
    }),
    ...(left.length === 0
      ? []
      : [message("certum.activate.unmark", { fields: left.map(fieldTitle) })]),
  ];
}

function paste(renewal: CertumRenewal, { pem }: RequestToSubmit): Message {
  const own = renewal.outputIfDone(OwnRequest);
  if (own !== undefined) return message("certum.activate.paste-own", { name: own.name, pem });
  return message("certum.activate.paste", { path: renewal.output(CreateRequest).path, pem });
}
