import { PerennialError, message, type Message, type Page } from "@perennial/api";
import { helpdesk, portalUrl, type CertumRenewal } from "../profile.js";
import { ChooseOrder } from "../steps/choose-order.js";

/** Whom to ask. */
export function contact({ profile }: Pick<CertumRenewal, "profile">): Message {
  return message("certum.contact", helpdesk(profile));
}

/** The panel, to be opened. */
export function panelPage({ profile }: Pick<CertumRenewal, "profile">): Page {
  return { title: message("certum.page.panel"), url: portalUrl(profile) };
}

/** Number of the customer's order. @throws PerennialError `certum.order.unknown` for a partner's. */
export function orderNumberOf(renewal: CertumRenewal): string {
  const { number } = renewal.output(ChooseOrder);
  if (number === null) throw new PerennialError("certum.order.unknown", { detail: "–" });
  return number;
}
