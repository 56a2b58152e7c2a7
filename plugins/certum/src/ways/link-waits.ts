import { message, waiting, type Message, type Outcome } from "@perennial/api";
import type { PanelEmail, PanelOrder } from "../portal/panel-order.js";
import { defaults, type CertumProfile, type CertumRenewal } from "../profile.js";
import { tilesOf } from "./tiles.js";
import { contact } from "./panel-order-texts.js";

/** The panel is asked until the link was opened. */
export function pollForLink(
  { profile }: CertumRenewal,
  order: PanelOrder,
  email: PanelEmail,
): Outcome<never> {
  return waiting({
    key: "email-verification",
    for: "poll",
    every: Math.min(profile.pollInterval ?? defaults.pollInterval, 300),
    ...shared(profile, order, email, [message("certum.email-link.later")]),
    deadline: email.validUntil,
  });
}

/**
 * The person is asked about the mail: a link that is late is said so, and a new one or another address
 * offered.
 * @param key `email-late:` or `email-link:` and when the mail was sent.
 */
export function askAboutMail(
  { profile }: CertumRenewal,
  order: PanelOrder,
  email: PanelEmail,
  key: string,
): Outcome<never> {
  const { address, validUntil } = email;
  const late = key.startsWith("email-late");
  const values = late ? (["resend", "other"] as const) : (["wait", "resend", "other"] as const);
  return waiting({
    key,
    for: "person",
    ...shared(profile, order, email),
    question: {
      type: "choice",
      options: values.map((value) => ({ value, label: message(`certum.email-link.${value}`) })),
    },
    ...(late ? { refusal: { code: "certum.link.expired", params: { address, validUntil } } } : {}),
  });
}

function shared(
  profile: CertumProfile,
  order: PanelOrder,
  email: PanelEmail,
  more: readonly Message[] = [],
) {
  const { address, validUntil } = email;
  const instructions: readonly Message[] = [
    message("certum.email-link.mail", { number: order.number }),
    message("certum.email-link.until", { validUntil }),
    ...more,
    tilesOf(order),
    contact({ profile }),
  ];
  return { text: message("certum.email-link", { address }), instructions };
}
